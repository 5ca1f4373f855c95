#!/bin/sh
# portable.sh -- the exactness contract on other processors: an AArch64 build and an x86-64 CPU that
# has neither AVX2 nor FMA (Nehalem, 2008), both played by qemu, give the digest of this machine.
#
#     sh harness/tests/portable.sh build
#
# Short runs, since qemu is slow and an old CPU computes each fused multiply-add in software. The
# last line is "N passed, N failed".
set -u
build=${1:?usage: portable.sh BUILD_FOLDER}
make=${MAKE:-make}
work=$build/portable
scenarios='learning/healthy learning/gaussian-decoder annealing/linear'
passed=0 failed=0
. "$(dirname "$0")/digest.sh"

sh harness/setup.sh missing build portable || {
    echo "klimb: run 'make setup-portable' to install it"
    exit 1
}
rm -rf "$work/runs"
mkdir -p "$work"
$make CC=aarch64-linux-gnu-gcc BUILD="$work/aarch64" all >"$work/log" 2>&1 || {
    echo "building for AArch64 failed:"
    tail -n 20 "$work/log"
    exit 1
}

# train NAME STEPS COMMAND...: short runs of the scenarios, made by that klimb.
train() {
    name=$1 steps=$2
    shift 2
    # shellcheck disable=SC2086 # lists of words
    "$@" run $scenarios --set train.steps="$steps" --quiet --out "$work/runs/$name" \
        >"$work/log" 2>&1 || cat "$work/log"
    # shellcheck disable=SC2086,SC2154 # from digest.sh
    "$@" run $linear_model --set train.steps="$steps" --quiet --out "$work/runs/$name/linear" \
        >"$work/log" 2>&1 || cat "$work/log"
}

# same NAME STEPS COMMAND...: the digest of this machine at as many steps.
same() {
    name=$1
    train "here-$2" "$2" "$build/release/klimb"
    train "$@"
    wanted=$(digest "$work/runs/here-$2")
    found=$(digest "$work/runs/$name")
    if [ "$found" = "$wanted" ]; then
        verdict=same passed=$((passed + 1))
    else
        verdict="DIFFERS from $wanted" failed=$((failed + 1))
    fi
    printf '  %-20s %4d steps  %s  %s\n' "$name" "$2" "$found" "$verdict"
}

echo "portability: $scenarios and a linear model"
same aarch64 60 qemu-aarch64 -L / "$work/aarch64/release/klimb"
same x86-64-nehalem 20 qemu-x86_64 -cpu Nehalem "$build/release/klimb"
[ $((passed + failed)) -eq 2 ] || failed=$((failed + 1))
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
