#!/bin/sh
# portable.sh -- the exactness contract where it takes minutes: whole trajectories at the levels and
# compiler settings that are slow, and the first steps on other processors, played by qemu: AArch64,
# and an x86-64 CPU that has neither AVX2 nor FMA (Nehalem, 2008). avx512.sh plays one more.
#
#     sh harness/tests/portable.sh build
#
# The last line is "N passed, N failed".
set -u
build=${1:?usage: portable.sh BUILD_FOLDER}
work=$build/portable klimb=$build/release/klimb
. "$(dirname "$0")/digest.sh"

sh harness/setup/setup.sh missing build test portable || {
    echo "klimb: run 'make setup-portable' to install it"
    exit 1
}

table portability
for compiler in gcc clang; do
    compile $compiler release
    for level in $(levels "$klimb"); do
        row "$compiler -O3 $level" whole \
            env KLIMB_SIMD="$level" "$build/exact/$compiler/release/klimb" run -j 2
    done
    compile $compiler O0
    row "$compiler -O0" whole "$build/exact/$compiler/O0/klimb" run -j 2
done

compile aarch64-linux-gnu-gcc release
aarch64="qemu-aarch64 -L / $build/exact/aarch64-linux-gnu-gcc/release/klimb"
for level in $(levels $aarch64); do
    row "aarch64 $level" 60 env KLIMB_SIMD="$level" $aarch64 run -j 2
done
nehalem="qemu-x86_64 -cpu Nehalem $klimb"
for level in $(levels $nehalem); do
    case $level in
    scalar) steps=5 ;; # libm's fmaf in integer arithmetic, each instruction of it played
    *) steps=20 ;;
    esac
    row "x86-64 nehalem $level" $steps env KLIMB_SIMD="$level" $nehalem run -j 2
done
total
