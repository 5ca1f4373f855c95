#!/bin/sh
# setup.sh -- what klimb needs on this machine: say what is missing, or install it.
#
#     sh harness/setup.sh missing [GROUP...]   print what is missing and why; exit 1 if anything is
#     sh harness/setup.sh install [GROUP...]   install it by apt-get; elsewhere print the list, exit 1
#     sh harness/setup.sh kernel FOLDER        fetch a Linux kernel as FOLDER/vmlinuz, installing nothing
#
# Groups: build (to compile), test (unit tests, report, golden regression), lint (make lint, format),
# portable (make check-portable), browser (make check-browser), bench (PyTorch, for make bench).
# Without a group: build and test.
# Both commands can be repeated; what is there is left alone.
set -u
export LC_ALL=C

# group | Debian package | how to see that it is there | why
requirements() {
    cat <<'LIST'
build | gcc                   | command cc               | compiles klimb
build | libc6-dev             | header  stdlib.h         | the C library's headers
build | libsleef-dev          | header  sleef.h          | elementary functions with the same bits on every machine
build | libopenblas-dev       | header  cblas.h          | the second backend for matrix products
build | zlib1g-dev            | header  zlib.h           | reads compressed data sets
build | libyaml-dev           | header  yaml.h           | reads scenarios
build | libmd-dev             | header  sha256.h         | digests of scenarios and records
build | libcjson-dev          | header  cjson/cJSON.h    | writes manifests
test  | check                 | header  check.h          | runs the unit tests
test  | libsubunit-dev        | library subunit          | check links to it
test  | clang                 | command clang            | shows that another compiler gives the same bits
test  | gnuplot-nox           | command gnuplot          | draws the report
test  | dataset-fashion-mnist | file    /usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz | data of experiments/learning/fashion
lint  | clang-format          | command clang-format     | make format
lint  | cppcheck              | command cppcheck         | make lint
portable | qemu-user              | command qemu-aarch64     | plays other processors
portable | gcc-aarch64-linux-gnu  | command aarch64-linux-gnu-gcc | compiles for AArch64
portable | libc6-dev-arm64-cross  | arm64   stdlib.h         | libraries of the AArch64 build
portable | libsleef-dev:arm64     | arm64   sleef.h          | the same
portable | libopenblas-dev:arm64  | arm64   cblas.h          | the same
portable | zlib1g-dev:arm64       | arm64   zlib.h           | the same
portable | libyaml-dev:arm64      | arm64   yaml.h           | the same
portable | libmd-dev:arm64        | arm64   sha256.h         | the same
portable | libcjson-dev:arm64     | arm64   cjson/cJSON.h    | the same
portable | bochs          | command bochs          | plays a processor with AVX-512
portable | bochs-term     | file    /usr/lib/x86_64-linux-gnu/bochs/plugins/libbx_term_gui.so | its screen where there is none
portable | bochsbios      | file    /usr/share/bochs/BIOS-bochs-latest | its firmware
portable | vgabios        | file    /usr/share/vgabios/vgabios.bin | the same
portable | isolinux       | file    /usr/lib/ISOLINUX/isolinux.bin | boots Linux in it
portable | syslinux-common | file   /usr/lib/syslinux/modules/bios/ldlinux.c32 | the same
portable | xorriso        | command xorriso        | writes the disc it boots from
portable | cpio           | command cpio           | writes the files that Linux finds there
portable | busybox-static | command busybox        | the shell and tools among them
browser | chromium           | command chromium       | opens the report (make check-browser)
browser | python3            | command python3        | tells it what to look at
bench | python3-torch         | file    /usr/lib/python3/dist-packages/torch/__init__.py | the peer that training is measured against
LIST
}

is_there() { # how what
    case $1 in
    command) command -v "$2" >/dev/null 2>&1 ;;
    file) [ -e "$2" ] ;;
    header) printf '#include <%s>\n' "$2" | ${CC:-cc} -E -x c - >/dev/null 2>&1 ;;
    arm64) printf '#include <%s>\n' "$2" | aarch64-linux-gnu-gcc -E -x c - >/dev/null 2>&1 ;;
    library) printf 'int main(void){return 0;}\n' |
        ${CC:-cc} -x c - "-l$2" -o /dev/null >/dev/null 2>&1 ;;
    esac
}

# Prints "package|why" for each requirement of the groups that is not met.
missing() {
    requirements | while IFS='|' read -r group package probe why; do
        group=$(echo $group) package=$(echo $package)
        case " $groups " in *" $group "*) ;; *) continue ;; esac
        # shellcheck disable=SC2086 # the probe is two words
        set -- $probe
        is_there "$1" "$2" || printf '%s|%s\n' "$package" "${why# }"
    done
}

say_list() { printf '%s\n' "$1" | awk -F'|' '{ printf "  %-22s %s\n", $1, $2 }'; }

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
    $sudo apt-get update -qq || echo "klimb: apt-get update failed; trying with the lists at hand"
    # shellcheck disable=SC2086 # one word a package
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        $packages >/dev/null || {
        echo "klimb: apt-get could not install the packages above; run 'apt-get install' on them to see why"
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

action=${1:-missing}
[ $# -gt 0 ] && shift
if [ "$action" = kernel ] && [ $# -eq 1 ]; then
    kernel "$1"
    exit
fi
groups=${*:-build test}
list=$(missing)
case $action in
missing)
    [ -z "$list" ] && exit 0
    echo "klimb: missing on this machine:"
    say_list "$list"
    exit 1
    ;;
install)
    if [ -n "$list" ]; then
        install "$list"
        list=$(missing)
        if [ -n "$list" ]; then
            echo "klimb: still missing after the installation:"
            say_list "$list"
            exit 1
        fi
    fi
    echo "klimb: everything needed is installed"
    ;;
*)
    echo "usage: sh harness/setup.sh missing|install [build] [test] [lint] [portable] [browser] [bench]" >&2
    echo "       sh harness/setup.sh kernel FOLDER" >&2
    exit 2
    ;;
esac
