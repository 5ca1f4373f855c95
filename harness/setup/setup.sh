#!/bin/sh
# setup.sh -- what klimb needs on this machine: say what is missing, or install it.
#
#     sh harness/setup/setup.sh missing [GROUP...]        print what is missing and why; exit 1 if anything is
#     sh harness/setup/setup.sh install [GROUP...]        install it by apt-get; elsewhere print the list, exit 1
#     sh harness/setup/setup.sh find FOLDER [GROUP...]    as missing, and write each library's flags to
#                                                   FOLDER/<name>.cflags and .libs, where make reads them;
#                                                   openblas.name is what the dynamic linker calls it
#     sh harness/setup/setup.sh platform                  exit 1 with one sentence if klimb does not support
#                                                   this system or compiler
#     sh harness/setup/setup.sh kernel FOLDER             fetch a Linux kernel as FOLDER/vmlinuz, installing nothing
#
# Groups: build (to compile), test (unit tests, report, golden regression), clients (tests of harness/clients),
# port (make check-port), lint (make lint, format), portable (make check-portable), browser (make check-browser),
# fresh (make check-fresh), slurm (make check-slurm), parallel (make check-parallel), fuzz (make fuzz), coverage
# (make coverage), deb (make deb),
# static (make static), bench (PyTorch and SLEEF, for make bench). Without a group: build and test.
# CC names the compiler (default cc). All commands can be repeated; what is there is left alone.
#
# A requirement is met when the build can use it: a library when a program that uses of it what
# klimb uses compiles and links, a compiler when it links, gnuplot when it draws SVG. A file of the
# right name is not enough: cblas.h, for example, belongs to several packages.
set -u
export LC_ALL=C

# group | Debian packages | how to see that it is there | why
requirements() {
    cat <<'LIST'
build | gcc libc6-dev         | compiler cc              | compiles klimb
build | pkgconf               | command pkg-config       | says where libraries are
build | libopenblas-dev       | library openblas         | the second backend for matrix products
build | zlib1g-dev            | library zlib             | reads compressed data sets
build | libyaml-dev           | library yaml             | reads scenarios
build | libmd-dev             | library md               | digests of scenarios and records
build | libcjson-dev          | library cjson            | reads and writes JSON
build | libsqlite3-dev        | library sqlite           | reads the stores of MLflow and Trackio
test  | check libsubunit-dev  | library check            | runs the unit tests
test  | libmpfr-dev           | library mpfr             | decides what float is nearest to a function (make prove)
test  | gcc                   | compiler gcc             | shows, beside clang, that two compilers give the same bits
test  | clang                 | compiler clang           | the same
test  | gnuplot-nox           | gnuplot svg              | draws the report
test  | perl                  | command prove            | counts verdicts in TAP, as those do who read them
test  | git                   | command git              | says which files changed (klimb check --changed-since)
test  | dataset-fashion-mnist | file    /usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz | data of experiments/learning/fashion
test  | wordnet-base          | file    /usr/share/wordnet/data.adv | data of experiments/text
clients | python3             | command python3          | runs the tests of the Python client, which are skipped without it
port  | python3-torch         | file    /usr/lib/python3/dist-packages/torch/__init__.py | trains learning/healthy in another program (make check-port)
port  | python3-numpy         | file    /usr/lib/python3/dist-packages/numpy/__init__.py | reads what klimb exports
lint  | clang-format          | command clang-format     | make format
lint  | cppcheck              | command cppcheck         | make lint
lint  | codespell             | command codespell        | finds misspelled words (make spelling)
lint  | python3               | command python3          | reads the Python files
portable | qemu-user              | command qemu-aarch64     | plays other processors
portable | gcc-aarch64-linux-gnu libc6-dev-arm64-cross | compiler aarch64-linux-gnu-gcc | compiles for AArch64
portable | libopenblas-dev:arm64  | arm64   openblas         | the same
portable | zlib1g-dev:arm64       | arm64   zlib             | the same
portable | libyaml-dev:arm64      | arm64   yaml             | the same
portable | libmd-dev:arm64        | arm64   md               | the same
portable | libcjson-dev:arm64     | arm64   cjson            | the same
portable | libsqlite3-dev:arm64   | arm64   sqlite           | the same
portable | bochs          | command bochs          | plays a processor with AVX-512
portable | bochs-term     | file    /usr/lib/x86_64-linux-gnu/bochs/plugins/libbx_term_gui.so | its screen, for machines without one
portable | bochsbios      | file    /usr/share/bochs/BIOS-bochs-latest | its firmware
portable | vgabios        | file    /usr/share/vgabios/vgabios.bin | the same
portable | isolinux       | file    /usr/lib/ISOLINUX/isolinux.bin | boots Linux in it
portable | syslinux-common | file   /usr/lib/syslinux/modules/bios/ldlinux.c32 | the same
portable | xorriso        | command xorriso        | writes the disc it boots from
portable | cpio           | command cpio           | writes the files that Linux finds there
portable | busybox-static | command busybox        | the shell and tools among them
browser | chromium           | command chromium       | opens the report (make check-browser)
browser | python3            | command python3        | tells it what to look at
deb   | dpkg-dev fakeroot    | command dpkg-buildpackage | makes Debian packages (make deb)
deb   | debhelper            | command dh               | the same
deb   | lintian              | command lintian          | says what Debian's policy asks of them
static | liblzma-dev         | library lzma             | unpacks what is inside the program of one file (make static)
static | xz-utils            | command xz               | packs it
static | dpkg-dev patch      | command dpkg-source      | unpacks the source of cJSON, which has no static library
fresh | debootstrap          | command debootstrap    | makes other Debian systems in a folder
fresh | debian-archive-keyring | file  /usr/share/keyrings/debian-archive-keyring.gpg | the keys that Debian signs them with
slurm | slurmctld          | file    /usr/sbin/slurmctld | a cluster of this machine's own (make check-slurm)
slurm | slurmd             | file    /usr/sbin/slurmd   | its nodes
slurm | slurm-client       | command sbatch          | gives it work
slurm | munge              | file    /usr/sbin/munged | tells its daemons who is who
slurm | iproute2           | file    /bin/ss         | says which ports are free
parallel | parallel          | command parallel        | gives work to other hosts (make check-parallel)
parallel | openssh-server    | file    /usr/sbin/sshd  | lets it in there
parallel | openssh-client    | command ssh             | the same
parallel | iproute2          | file    /bin/ip         | makes the hosts: network namespaces
fuzz | clang libclang-rt-dev  | fuzzer  clang          | fuzzes the parsers (make fuzz)
coverage | gcc                 | command gcov           | counts what tests run (make coverage)
coverage | gcovr               | command gcovr          | adds it up
bench | libsleef-dev           | library sleef            | the peer that elementary functions are measured against
bench | python3-torch         | file    /usr/lib/python3/dist-packages/torch/__init__.py | the peer that training is measured against
LIST
}

# name | its pkg-config module | flags if there is no such module | a header | statements that use
# of it what klimb uses. `check` is the one whose module may leave out a library that it needs.
libraries() {
    cat <<'LIST'
sleef    | sleef     | -lsleef              | sleef.h       | Sleef_cinz_expf1_u10purec(1.0f); Sleef_cinz_log1pd1_u10purec(1.0)
openblas | openblas  | -lopenblas           | cblas.h       | extern void dsyev_(void); blasint n = 1; float x = 1; double y = 1; cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, n, n, n, x, &x, n, &x, n, x, &x, n); cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, n, n, n, y, &y, n, &y, n, y, &y, n); cblas_dswap(n, &y, n, &y, n); openblas_set_num_threads(openblas_get_num_threads()); openblas_get_config(); openblas_get_corename(); dsyev_()
zlib     | zlib      | -lz                  | zlib.h        | z_stream z = {0}; inflateInit2(&z, 31); gzfread(&z, 1, 1, gzopen("", "rb"))
yaml     | yaml-0.1  | -lyaml               | yaml.h        | yaml_parser_t parser; yaml_parser_initialize(&parser)
md       | libmd     | -lmd                 | sha256.h      | char text[SHA256_DIGEST_STRING_LENGTH]; SHA256Data((const unsigned char *)"", 0, text)
cjson    | libcjson  | -lcjson              | cjson/cJSON.h | const char *end; cJSON_Delete(cJSON_ParseWithLengthOpts("1", 1, &end, 0)); cJSON_free(cJSON_Print(cJSON_CreateObject()))
sqlite   | sqlite3   | -lsqlite3            | sqlite3.h     | sqlite3 *db; sqlite3_open_v2(":memory:", &db, SQLITE_OPEN_READONLY, 0); sqlite3_close_v2(db)
mpfr     | mpfr      | -lmpfr -lgmp         | mpfr.h        | mpfr_t x; mpfr_init2(x, 64); mpfr_const_pi(x, MPFR_RNDN); mpfr_get_flt(x, MPFR_RNDN)
lzma     | liblzma   | -llzma               | lzma.h        | size_t at = 0; uint64_t most = 1; lzma_stream_buffer_decode(&most, 0, 0, (const uint8_t *)"", &at, 0, (uint8_t *)&at, &at, 0)
check    | check     | -lcheck -lsubunit -lrt -lm | check.h | SRunner *runner = srunner_create(suite_create("")); srunner_set_tap(runner, ""); srunner_run_all(runner, CK_ENV)
LIST
}

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
found=$scratch

# links COMPILER FLAGS: whether the program on standard input compiles and links with these flags.
# The libraries stand behind the program, as linkers want it.
links() {
    cat >"$scratch/probe.c"
    # shellcheck disable=SC2086 # lists of words
    $1 -std=c11 -D_GNU_SOURCE -Werror=implicit-function-declaration -o "$scratch/probe" \
        "$scratch/probe.c" $2 >/dev/null 2>&1
}

is_compiler() { printf '#include <stdlib.h>\nint main(void) { return abs(0); }\n' | links "$1" ''; }

# pkg-config for the machine that a compiler compiles for: another one's modules lie elsewhere.
modules() { # compiler, arguments
    target=$($1 -dumpmachine 2>/dev/null)
    shift
    case $target in
    "$(uname -m)"-*) pkg-config "$@" ;;
    *) PKG_CONFIG_LIBDIR=/usr/lib/${target%%-*}-linux-gnu/pkgconfig:/usr/share/pkgconfig pkg-config "$@" ;;
    esac 2>/dev/null
}

# The name by which the probe that was just linked asks the dynamic linker for OpenBLAS, which klimb
# opens when it is used, into $found/openblas.name. Fails where it asks for none: a static library
# cannot be opened. Where nothing can tell, it is what most systems call it.
name_openblas() {
    name=libopenblas.so.0
    if command -v readelf >/dev/null 2>&1; then
        name=$(readelf -d "$scratch/probe" 2>/dev/null |
            sed -n 's/.*(NEEDED).*\[\(.*openblas.*\)\].*/\1/p' | head -n 1)
    fi
    [ -n "$name" ] && printf '%s\n' "$name" >"$found/openblas.name"
}

# Whether the library can be used with the flags that pkg-config has for it, or else with the plain
# ones; leaves the flags that work in $found.
is_library() { # compiler, name
    IFS='|' read -r module plain header uses <<ROW
$(libraries | sed -n "s/  *| */|/g; s/^$2|//p")
ROW
    for kind in module plain; do
        cflags='' libs=$plain
        if [ $kind = module ]; then
            cflags=$(modules "$1" --cflags "$module") || continue
            libs=$(modules "$1" --libs "$module") || continue
        fi
        printf '#include <%s>\nint main(void) { %s; return 0; }\n' "$header" "$uses" |
            links "$1" "$cflags $libs" || continue
        [ "$2" != openblas ] || name_openblas || continue
        printf '%s\n' "$cflags" >"$found/$2.cflags"
        printf '%s\n' "$libs" >"$found/$2.libs"
        return 0
    done
    return 1
}

# A compiler can know -fsanitize=fuzzer and lack the library of it: whether a target compiles, links
# and runs.
is_fuzzer() { # compiler
    printf '%s\n' 'int LLVMFuzzerTestOneInput(const unsigned char *bytes, unsigned long size) {' \
        '    return size > 1 && bytes[1] == 1 ? 0 : 0;' '}' | links "$1" '-fsanitize=fuzzer,address,undefined' &&
        ASAN_OPTIONS=detect_leaks=0 "$scratch/probe" -runs=1 >/dev/null 2>&1
}

is_there() { # how what
    case $1 in
    command) command -v "$2" >/dev/null 2>&1 ;;
    file) [ -e "$2" ] ;;
    compiler) if [ "$2" = cc ]; then is_compiler "${CC:-cc}"; else is_compiler "$2"; fi ;;
    fuzzer) is_fuzzer "$2" ;;
    library) is_library "${CC:-cc}" "$2" ;;
    arm64) (found=$scratch && is_library aarch64-linux-gnu-gcc "$2") ;;
    gnuplot) echo 'set terminal svg; plot x' | gnuplot 2>/dev/null | grep -q '<svg' ;;
    esac
}

# Says in one sentence why klimb cannot be built by this compiler for this system, if so. What is
# supported stands in core/base/platform.h.
platform() {
    # shellcheck disable=SC2086 # a command and its options
    set -- ${CC:-cc}
    command -v "$1" >/dev/null 2>&1 || return 0 # that a compiler is missing is said elsewhere
    # shellcheck disable=SC2086 # the same
    ${CC:-cc} -E -x c - <core/base/platform.h >/dev/null 2>"$scratch/said" && return 0
    reason=$(sed -n 's/.*\(klimb supports [^"]*\).*/\1/p' "$scratch/said" | head -n 1)
    [ -n "$reason" ] || return 0 # a compiler that does not work at all is said elsewhere
    echo "$reason."
    echo "This is $(uname -s), and the compiler is '${CC:-cc}': $(${CC:-cc} --version 2>/dev/null | head -n 1)"
    return 1
}

# Prints "packages|why" for each requirement of the groups that is not met.
missing() {
    requirements | sed 's/  *| */|/g' | while IFS='|' read -r group packages probe why; do
        case " $groups " in *" $group "*) ;; *) continue ;; esac
        # shellcheck disable=SC2086 # the probe is two words
        set -- $probe
        is_there "$1" "$2" </dev/null || printf '%s|%s\n' "$packages" "$why"
    done
}

say_list() { printf '%s\n' "$1" | awk -F'|' '{ printf "  %-24s %s\n", $1, $2 }'; }

install() {
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "klimb needs these (names of Debian's packages; install what your system calls them):"
        say_list "$1"
        exit 1
    fi
    sudo=
    if [ "$(id -u)" -ne 0 ]; then
        sudo=sudo
        if ! command -v sudo >/dev/null 2>&1; then
            echo "make setup has to run as root, or with sudo installed, to install:"
            say_list "$1"
            exit 1
        fi
    fi
    echo "klimb: installing by apt-get:"
    say_list "$1"
    packages=$(printf '%s\n' "$1" | cut -d'|' -f1)
    case $packages in *:arm64*) $sudo dpkg --add-architecture arm64 ;; esac
    $sudo apt-get update -qq 2>"$scratch/said" || {
        cat "$scratch/said"
        echo "klimb: apt-get update failed; trying with the package lists that are here"
    }
    # shellcheck disable=SC2086 # one word a package
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        $packages >"$scratch/said" 2>&1 || {
        cat "$scratch/said"
        echo "klimb: apt-get could not install the packages above"
        exit 1
    }
}

# The kernel that Debian builds for virtual machines, taken out of its package: a machine that boots
# by another kernel must not find itself with a second one installed.
kernel() { # folder
    [ -s "$1/vmlinuz" ] && return
    echo "klimb: fetching a Linux kernel to $1/vmlinuz"
    package=$(apt-cache depends linux-image-cloud-amd64 2>/dev/null |
        sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | tail -n 1)
    rm -rf "$1/kernel" && mkdir -p "$1/kernel" &&
        (cd "$1/kernel" && apt-get download -qq "${package:-linux-image-cloud-amd64}" 2>log &&
            dpkg --fsys-tarfile ./*.deb | tar -xO --wildcards './boot/vmlinuz-*' >vmlinuz) &&
        [ -s "$1/kernel/vmlinuz" ] && mv "$1/kernel/vmlinuz" "$1/" && rm -rf "$1/kernel" || {
        cat "$1/kernel/log" 2>/dev/null
        echo "klimb: could not fetch Debian's linux-image-cloud-amd64; run 'apt-get update' and try"
        echo "klimb: again, or put the kernel of a Debian machine (/boot/vmlinuz-*) at $1/vmlinuz"
        exit 1
    }
}

say_missing() {
    [ -z "$1" ] && return 0
    echo "klimb: missing on this machine, or there and not usable:"
    say_list "$1"
    return 1
}

usage() {
    cat >&2 <<'USAGE'
usage: sh harness/setup/setup.sh missing|install [GROUP...]
       sh harness/setup/setup.sh find FOLDER [GROUP...]
       sh harness/setup/setup.sh platform
       sh harness/setup/setup.sh kernel FOLDER
groups: build test clients port lint portable browser deb static fresh slurm parallel fuzz coverage bench
USAGE
    exit 2
}

# Sets $groups to the arguments, or to build and test.
name_groups() {
    for group; do
        requirements | grep -q "^$group " || usage
    done
    groups=${*:-build test}
}

action=${1:-missing}
[ $# -gt 0 ] && shift
case $action in
kernel)
    [ $# -eq 1 ] || usage
    kernel "$1"
    ;;
platform)
    [ $# -eq 0 ] || usage
    platform
    ;;
missing)
    name_groups "$@"
    say_missing "$(missing)"
    ;;
find)
    [ $# -ge 1 ] || usage
    found=$1
    shift
    name_groups "$@"
    mkdir -p "$found" && platform || exit 1
    say_missing "$(missing)" || {
        echo "klimb: run 'make setup' to install it"
        exit 1
    }
    ;;
install)
    name_groups "$@"
    list=$(missing)
    if [ -n "$list" ]; then
        install "$list"
        list=$(missing)
        if [ -n "$list" ]; then
            echo "klimb: still missing after the installation, or there and not usable:"
            say_list "$list"
            exit 1
        fi
    fi
    platform || exit 1
    echo "klimb: everything needed is installed"
    ;;
*) usage ;;
esac
