#!/bin/sh
# setup.sh -- harness/setup/setup.sh on machines that lack something, or have something else of its name.
#
#     sh harness/tests/setup.sh            from the repository's folder, after `make setup`
#
# Each requirement of the build is replaced by a namesake header, by a header without its library and
# by a library without its header; exactly its package has to be missing then. A machine is played by
# a compiler in between, so nothing is installed or removed. The last line is "N passed, N failed".
set -u
export LC_ALL=C
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
real=$(command -v "${CC:-cc}") || exit 1
. harness/tests/verdict.sh
said=$work/said

# ask ARGUMENTS...: what setup.sh says goes to $work/said, its exit code to $code.
ask() {
    sh harness/setup/setup.sh "$@" >"$work/said" 2>&1
    code=$?
}

# play BODY: makes $work/cc, a compiler that does BODY before it compiles.
play() {
    printf '#!/bin/sh\n%s\nexec %s "$@"\n' "$1" "$real" >"$work/cc"
    chmod +x "$work/cc"
}

# lacks WHAT PACKAGE [GROUP]: whether exactly this package is missing from the group, else build.
lacks() {
    CC=$work/cc ask missing "${3:-build}"
    [ "$code" -eq 1 ] && [ "$(sed -n 's/^  \([^ ]*\).*/\1/p' "$work/said")" = "$2" ]
    verdict $? "$1: $2 is missing, nothing else"
}

ask missing build test
verdict "$code" 'this machine has everything'
[ "$code" -eq 0 ] || exit 1
play ':'
CC=$work/cc ask missing build
verdict "$code" 'a compiler in between changes nothing'

# ---- libraries -------------------------------------------------------------------------------

mkdir "$work/include"
while IFS='|' read -r name package header library group; do
    mkdir -p "$work/include/$(dirname "$header")"
    : >"$work/include/$header"
    play "set -- -I'$work/include' \"\$@\""
    lacks "$name: a header of this name from another package" "$package" "$group"
    rm -rf "$work/include"
    mkdir "$work/include"

    play "for word; do shift; case \$word in $library) word=-lnot-here ;; esac; set -- \"\$@\" \"\$word\"; done"
    lacks "$name: the header without the library" "$package" "$group"

    play "for word; do case \$word in *.c) grep -q '<$header>' \"\$word\" && exit 1 ;; esac; done"
    lacks "$name: the library without the header" "$package" "$group"
done <<'LIST'
openblas|libopenblas-dev|cblas.h|-lopenblas|build
zlib|zlib1g-dev|zlib.h|-lz|build
yaml|libyaml-dev|yaml.h|-lyaml|build
md|libmd-dev|sha256.h|-lmd|build
cjson|libcjson-dev|cjson/cJSON.h|-lcjson|build
sqlite|libsqlite3-dev|sqlite3.h|-lsqlite3|build
mpfr|libmpfr-dev|mpfr.h|-lmpfr|test
check|check|check.h|-lcheck*|test
LIST

# Reference BLAS: the whole interface of CBLAS, and none of what only OpenBLAS has.
printf '%s\n' 'enum { CblasRowMajor, CblasNoTrans, CblasTrans };' 'typedef int CBLAS_INT;' \
    'void cblas_sgemm(int, int, int, CBLAS_INT, CBLAS_INT, CBLAS_INT, float, const float *,' \
    '                 CBLAS_INT, const float *, CBLAS_INT, float, float *, CBLAS_INT);' >"$work/include/cblas.h"
play "set -- -I'$work/include' \"\$@\""
lacks 'openblas: the header of a reference BLAS' libopenblas-dev

# What cannot be opened when it is used is not enough.
if command -v readelf >/dev/null 2>&1; then
    printf 'int dsyev_, cblas_sgemm, cblas_dgemm, cblas_dswap, openblas_get_num_threads,\n%s\n' \
        'openblas_set_num_threads, openblas_get_config, openblas_get_corename;' >"$work/static.c"
    "$real" -c -o "$work/static.o" "$work/static.c" && ar rcs "$work/libstatic.a" "$work/static.o"
    rm -f "$work/include/cblas.h"
    play "for word; do shift; case \$word in -lopenblas) word=$work/libstatic.a ;; esac; set -- \"\$@\" \"\$word\"; done"
    lacks 'openblas: a static library alone' libopenblas-dev
fi

# Check links to a second library, whose package is another.
for library in -lsubunit -lcheck_pic; do
    play "for word; do shift; case \$word in $library | -lcheck) word=-lnot-here ;; esac; set -- \"\$@\" \"\$word\"; done"
    CC=$work/cc ask missing test
    [ "$code" -eq 1 ] && grep -q '^  check libsubunit-dev ' "$work/said"
    verdict $? "check without $library"
done

# ---- flags -----------------------------------------------------------------------------------

ask find "$work/found" build
[ "$code" -eq 0 ] && grep -q -e -lopenblas "$work/found/openblas.libs" && [ -f "$work/found/openblas.cflags" ]
verdict $? 'find writes the flags of a library'
[ "$(cat "$work/found/openblas.name")" = "$(readelf -d "$(readlink -f "$("$real" -print-file-name=libopenblas.so)")" |
    sed -n 's/.*(SONAME).*\[\(.*\)\].*/\1/p')" ]
verdict $? 'find says what the dynamic linker calls OpenBLAS'
mkdir "$work/modules"
printf 'Name: zlib\nDescription: a namesake\nVersion: 1\nLibs: -lz-of-another-kind\n' >"$work/modules/zlib.pc"
PKG_CONFIG_PATH=$work/modules ask find "$work/found" build
[ "$code" -eq 0 ] && [ "$(cat "$work/found/zlib.libs")" = -lz ]
verdict $? 'flags of a pkg-config module that do not link give way to the plain ones'

# ---- compilers and programs ------------------------------------------------------------------

CC=$work/no-such-compiler ask missing build
[ "$code" -eq 1 ] && grep -q '^  gcc libc6-dev ' "$work/said"
verdict $? 'no compiler'
play "for word; do [ \"\$word\" = -E ] && exec cat; done; exit 1"
CC=$work/cc ask missing build
[ "$code" -eq 1 ] && grep -q '^  gcc libc6-dev ' "$work/said"
verdict $? 'a compiler that cannot link'
mkdir "$work/bin"
printf '#!/bin/sh\nexit 0\n' >"$work/bin/gnuplot"
printf '#!/bin/sh\nexit 1\n' >"$work/bin/clang"
chmod +x "$work/bin/gnuplot" "$work/bin/clang"
PATH=$work/bin:$PATH ask missing test
[ "$code" -eq 1 ] && [ "$(sed -n 's/^  \([^ ]*\).*/\1/p' "$work/said" | xargs)" = 'clang gnuplot-nox' ]
verdict $? 'a clang that cannot link, a gnuplot that draws nothing'

# A clang that does not know fuzzing, one without the library for it, and one whose targets do not run.
# Each is put before the clang of this machine, which may lack the same.
clang=$(command -v clang)
while IFS='|' read -r what fault; do
    printf '#!/bin/sh\n%s\nexec %s "$@"\n' "$fault" "$clang" >"$work/bin/clang"
    PATH=$work/bin:$PATH ask missing fuzz
    [ "$code" -eq 1 ] && [ "$(sed -n 's/^  \([^ ]*\).*/\1/p' "$work/said")" = clang ] &&
        grep -q '^  clang libclang-rt-dev ' "$work/said"
    verdict $? "a clang $what"
done <<'LIST'
that knows no fuzzing|for word; do case $word in -fsanitize=fuzzer*) exit 1 ;; esac; done
without the library of its fuzzer|for word; do shift; case $word in -fsanitize=fuzzer*) word=-fsanitize=fuzzer-no-link ;; esac; set -- "$@" "$word"; done
whose fuzz targets do not run|while [ "$1" != -o ]; do shift; done; ln -sf "$(command -v false)" "$2"; exit 0
LIST
printf '#!/bin/sh\nexec %s "$@"\n' "$clang" >"$work/bin/clang"
if sh harness/setup/setup.sh missing fuzz >/dev/null; then
    PATH=$work/bin:$PATH ask missing fuzz
    verdict "$code" 'a clang in between changes nothing'
else
    echo 'SKIP: a clang that can fuzz: not on this machine (make setup-fuzz)'
fi
printf '#!/bin/sh\nexit 1\n' >"$work/bin/clang"

# ---- what is not supported -------------------------------------------------------------------

while IFS='|' read -r what flags; do
    play "set -- $flags \"\$@\""
    CC=$work/cc ask platform
    [ "$code" -eq 1 ] && [ "$(wc -l <"$work/said")" -eq 2 ] && grep -q '^klimb supports Linux with glibc' "$work/said"
    verdict $? "$what is not supported, said in a sentence"
    CC=$work/cc ask find "$work/found" build
    [ "$code" -eq 1 ] && grep -q '^klimb supports ' "$work/said" && ! grep -q 'make setup' "$work/said"
    verdict $? "$what stops the build"
done <<'LIST'
another system|-U__linux__
32 bits|-U__LP64__
big endian|-U__BYTE_ORDER__ -D__BYTE_ORDER__=4321
a compiler of unknown kind|-U__GNUC__ -U__clang__
LIST
play 'set -- -U__clang__ -U__GNUC__ -D__GNUC__=11 "$@"'
CC=$work/cc ask platform
[ "$code" -eq 1 ]
verdict $? 'gcc 11 is not supported'
play 'set -- -U__clang__ -U__GNUC__ -D__GNUC__=12 "$@"'
CC=$work/cc ask platform
verdict "$code" 'gcc 12 is supported'

# ---- installing ------------------------------------------------------------------------------

# A machine with a shell and a few tools and no apt-get.
mkdir "$work/tools"
for tool in sh cat sed cut tr grep head awk mktemp rm mkdir uname xargs id; do
    ln -s "$(command -v $tool)" "$work/tools/$tool"
done
PATH=$work/tools ask install build
[ "$code" -eq 1 ] && grep -q "install what your system calls them" "$work/said" && grep -q 'libopenblas-dev' "$work/said"
verdict $? 'without apt-get the list is printed'
printf '#!/bin/sh\necho "apt-get: no network" >&2\nexit 100\n' >"$work/tools/apt-get"
printf '#!/bin/sh\necho 0\n' >"$work/tools/root"
rm "$work/tools/id" && mv "$work/tools/root" "$work/tools/id"
ln -s "$(command -v env)" "$work/tools/env"
chmod +x "$work/tools/apt-get" "$work/tools/id"
PATH=$work/tools ask install build
[ "$code" -eq 1 ] && grep -q 'apt-get: no network' "$work/said" && grep -q 'could not install' "$work/said"
verdict $? 'what apt-get says when it fails is shown'
printf '#!/bin/sh\necho 1000\n' >"$work/tools/id"
PATH=$work/tools ask install build
[ "$code" -eq 1 ] && grep -q 'has to run as root, or with sudo' "$work/said"
verdict $? 'neither root nor sudo'
ask install nonsense
[ "$code" -eq 2 ] && grep -q '^groups: ' "$work/said"
verdict $? 'an unknown group is a usage error'

# ---- fresh systems that cannot be made -------------------------------------------------------

# fresh ARGUMENTS...: what `make check-fresh` says, in a folder that everybody may write to.
mkdir -p "$work/build" && chmod 777 "$work" "$work/build"
fresh() {
    sh harness/tests/fresh.sh "$work/build" "$@" >"$work/said" 2>&1
    code=$?
}
# Whether that was 77, the reason in the last line and in a file.
left_out() { # what, reason
    [ "$code" -eq 77 ] && tail -n 1 "$work/said" | grep -q "$2" &&
        [ "$(cat "$work/build/fresh/not-made")" = "$(tail -n 1 "$work/said")" ]
    verdict $? "$1: 77 and the reason"
}
fresh debian12 nonsense
[ "$code" -eq 2 ] && grep -q 'the systems are debian12 debian12-blas debian13 debian13-blas unstable' "$work/said"
verdict $? 'an unknown system is a usage error'
printf '#!/bin/sh\necho 1000\n' >"$work/bin/id"
chmod +x "$work/bin/id"
PATH=$work/bin:$PATH fresh debian12
left_out 'not root' 'takes root'
printf '#!/bin/sh\necho 0\n' >"$work/bin/id"
printf '#!/bin/sh\nexit 0\n' >"$work/bin/debootstrap"
printf '#!/bin/sh\necho "unshare: Operation not permitted" >&2\nexit 1\n' >"$work/bin/unshare"
chmod +x "$work/bin/debootstrap" "$work/bin/unshare"
if [ -e /usr/share/keyrings/debian-archive-keyring.gpg ]; then
    PATH=$work/bin:$PATH fresh debian12
    left_out 'no right to mount' 'not allowed here: unshare: Operation not permitted'
else
    echo 'SKIP: no right to mount: this system has no keyring of Debian'
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
