#!/bin/sh
# exact.sh -- the exactness contract, shown: one digest of a trajectory for every way of building
# and running klimb that this machine has.
#
#     sh harness/tests/exact.sh build
#
# Trains with gcc and clang at -O0 and -O3, at every SIMD level, with 1 and 2 worker processes, 1 and
# 2 OpenBLAS threads, 1, 2, 3 and 7 threads of a run: the whole trajectories of seed 0 where that is
# fast, the first steps where it is not (make check-portable goes all the way there too). What
# build/release/klimb is, by compiler and version, is not built again.
#
# Then the unit tests under two core types of OpenBLAS (core_types.sh; make check-long takes all); not with
# CORE_TYPES=later in the environment. Each of the two ends with a line "N passed, N failed".
set -u
build=${1:?usage: exact.sh BUILD_FOLDER}
work=$build/exact klimb=$build/release/klimb
few=200
. "$(dirname "$0")/digest.sh"

# is_release_of COMPILER: whether build/release was built by it, of the same version.
is_release_of() {
    version=$("$1" -dumpfullversion 2>/dev/null || "$1" -dumpversion)
    [ "$("$klimb" info | sed -n 's/^compiler: \(.*[^ ]\) *$/\1/p')" = "$1 $version" ]
}

table exactness
for compiler in gcc clang; do
    if is_release_of $compiler; then
        row "$compiler -O3" whole "$klimb" run -j 2
    else
        compile $compiler release
        row "$compiler -O3" whole "$work/$compiler/release/klimb" run -j 2
    fi
    compile $compiler O0
    row "$compiler -O0" $few "$work/$compiler/O0/klimb" run -j 2
done
for level in $(levels "$klimb"); do
    case $level in
    scalar | sse2) steps=$few ;;
    *) steps=whole ;;
    esac
    row "simd $level" $steps env KLIMB_SIMD="$level" "$klimb" run -j 2
done
row 'workers 1' whole "$klimb" run -j 1
for threads in 1 2; do
    row "openblas threads $threads" whole env OPENBLAS_NUM_THREADS=$threads "$klimb" run -j 2
done

for threads in 1 2 3 7; do
    row "threads $threads" whole "$klimb" run -j 1 --threads $threads
done

# The proof has to be able to fail.
found=$(train planted $few "$klimb" run --set optimiser.learning_rate=1.000001e-3)
if [ -n "$found" ] && [ "$found" != "$(reference $few)" ]; then
    pass 'planted: learning rate' $few "$found" 'seen as different'
else
    fail 'planted: learning rate' $few "$found" 'NOT seen as different'
fi

# Those models are small: few of their passes are worth sharing. This one has enough in each.
scenarios='learning/healthy --set model.hidden=[400,400] --set train.batch=128'
table 'exactness of threads'
for threads in 1 2 3 7; do
    row "threads $threads" 20 "$klimb" run --threads $threads
done
total || code=1
[ "${CORE_TYPES:-}" = later ] || {
    echo
    sh "$(dirname "$0")/core_types.sh" --quick "$build" || code=1
}
exit ${code:-0}
