#!/bin/sh
# static.sh -- the program of one file (make static) where there is nothing else.
#
#     MAKE=make sh harness/tests/static.sh BUILD [SCENARIO...]
#
# It asks for no shared library, is smaller than 10 MB, and a second build in another folder has the same bytes. Then it runs
# as an ordinary user without network in a folder that has nothing but itself: it gives the golden bits of the scenarios (without
# a SCENARIO: of three), unpacks into what it finds, and says what it cannot do. With qemu-aarch64 and a
# cross compiler the same is done by the program for AArch64. Where the calls of Linux 4.4 or 3.10 are all there are
# (old_linux.c), it writes the same records, goldens, tables and figures as here.
# Exit code: 0 all passed; 1 something failed; the last line is "N passed, N failed".
set -u
export LC_ALL=C
. harness/tests/study.sh
unset KLIMB_REPORTS
build=$(realpath "${1:?usage: static.sh BUILD [SCENARIO...]}") || exit 1
shift
[ $# -gt 0 ] || set -- learning/healthy linear/ppca explosion/raw-variance
MAKE=${MAKE:-make}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
. harness/tests/verdict.sh
who=static said=$work/said

says() { # text, what: whether that was said
    grep -q -- "$1" "$work/said"
    verdict $? "$2"
}

# alone HOME ARGUMENT...: klimb with this home below $root and no other variable; where root can give it one, as a user without
# network in a file system of its own, in which it is the only file.
alone() {
    home=$1
    shift
    if [ -z "$emulator" ] && [ "$(id -u)" -eq 0 ]; then
        env -i PATH="$PATH" HOME="$home" unshare --net chroot --userspec=12345:12345 "$root" /klimb "$@" </dev/null
    else
        # shellcheck disable=SC2086 # nothing or a word
        (cd "$root" && env -i HOME="$root$home" TMPDIR="$root/tmp" $emulator ./klimb "$@" </dev/null)
    fi >"$work/said" 2>&1
}

# What the program has to do for each kind of processor.
try() { # processor, klimb, emulator or nothing, scenarios
    kind=$1
    emulator=$3
    root=$work/$kind
    mkdir -p "$root/home" && cp "$2" "$root/klimb" && chmod 777 "$root" "$root/home" || exit 1
    echo "a file" >"$root/none"
    shift 3
    readelf -dl "$root/klimb" >"$work/said"
    ! grep -q 'NEEDED\|INTERP' "$work/said"
    verdict $? "$kind: needs no shared library and no dynamic linker"
    [ "$(wc -c <"$root/klimb")" -lt 10000000 ]
    verdict $? "$kind: $(wc -c <"$root/klimb") bytes, fewer than 10 MB"
    alone /home help check && [ ! -e "$root/home/.cache" ]
    verdict $? "$kind: klimb help unpacks nothing"
    alone /home info
    says '^experiments: .*/home/.cache/klimb/[0-9a-f]*/experiments$' "$kind: klimb info says where the scenarios are"
    for folder in experiments expected; do
        diff -r -x '.*' $folder "$root"/home/.cache/klimb/*/$folder
    done >"$work/said" 2>&1
    [ ! -s "$work/said" ]
    verdict $? "$kind: what it unpacked has the bytes of this repository"
    alone /home check "$@"
    verdict $? "$kind: klimb check $*"
    grep -c '^PASS .* \([0-9]*\)/\1 ' "$work/said" | grep -qx $#
    verdict $? "$kind: the bits of all of them are golden"
    alone /home run --backend openblas explosion/raw-variance
    says 'OpenBLAS is not in this klimb' "$kind: --backend openblas says that it is not there"
    alone /home bless --yes --reason x learning/healthy
    says 'no folder to write golden curves to' "$kind: nothing is blessed inside it"
    if [ -z "$emulator" ]; then
        alone /home report explosion/raw-variance
        says 'gnuplot' "$kind: a report says that gnuplot is missing"
    fi
    alone /none list
    says 'no folder to unpack the scenarios' "$kind: without a home and a temporary folder it says so"
    mkdir -m 1777 "$root/tmp"
    alone /none list learning
    verdict $? "$kind: without a home it takes a temporary folder"
    find "$root/tmp" "$root/home" -name '.klimb' >"$work/said"
    [ ! -s "$work/said" ]
    verdict $? "$kind: no half of a folder is left"
}

# What klimb makes of a small project, in a folder of its own; said has what failed.
make_everything() { # folder, what klimb is run by
    folder=$1
    shift
    (
        mkdir "$folder" && cd "$folder" && make_project 300 && export XDG_CACHE_HOME="$folder/cache" &&
            "$@" "$build/static/klimb" run --out runs t/a &&
            "$@" "$build/static/klimb" bless -y -r new t/a &&
            "$@" "$build/static/klimb" check t/a &&
            "$@" "$build/static/klimb" sweep s -q --out sweeps &&
            "$@" "$build/static/klimb" report t/a --output report
    ) >"$work/said" 2>&1 </dev/null
}

# made FOLDER: what of it has to be the same. The other files tell the time.
made() { (cd "$1" && find . -name cache -prune -o -name '*.csv' -print -o -name '*.svg' -print | sort | xargs cksum); }

as_old() { # release
    make_everything "$work/linux-$1" "$build/release/harness/tests/old_linux" "$1"
    verdict $? "Linux $1: run, bless, check, sweep and report"
    made "$work/linux-$1" | diff "$work/made" - >"$work/said"
    verdict $? "Linux $1: $(wc -l <"$work/made") files have the same bytes as without the filter"
}

try "$(uname -m)" "$build/static/klimb" '' "$@"
make_everything "$work/linux"
verdict $? 'run, bless, check, sweep and report'
made "$work/linux" >"$work/made"
as_old 4.4
as_old 3.10
$MAKE --no-print-directory static BUILD="$work/again" PARTS="$work/parts" CJSON="$build/static-parts/cjson" >"$work/said" 2>&1 &&
    cmp "$build/static/klimb" "$work/again/static/klimb" >>"$work/said" 2>&1
verdict $? 'a build in another folder has the same bytes'
if [ -e "$build/aarch64/static/klimb" ] && command -v qemu-aarch64 >/dev/null; then
    try aarch64 "$build/aarch64/static/klimb" "$(command -v qemu-aarch64)" explosion/raw-variance
else
    echo "static: nothing for AArch64 (make setup-portable static-aarch64)"
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
