#!/bin/sh
# exact.sh -- the exactness contract, shown: one digest of a trajectory for every way of building
# and running it.
#
#     sh harness/tests/exact.sh build
#
# Trains a short run of several scenarios with gcc and clang at -O0 and -O3, at every SIMD level,
# with 1 and 2 worker processes and 1 and 2 OpenBLAS threads, and compares the digests of the
# records; then one of a model large enough to share its work, with 1, 2, 3 and 7 threads. The last
# line is "N passed, N failed".
set -u
build=${1:?usage: exact.sh BUILD_FOLDER}
make=${MAKE:-make}
work=$build/exact
scenarios='learning/healthy learning/gaussian-decoder annealing/linear'
steps=200
passed=0 failed=0 planned=0
rm -rf "$work/runs"
mkdir -p "$work"

. "$(dirname "$0")/digest.sh"

# run NAME KLIMB [ENVIRONMENT...] -- [ARGUMENTS...]
run() {
    name=$1 klimb=$2
    shift 2
    environment=
    while [ "$1" != -- ]; do environment="$environment $1" && shift; done
    shift
    planned=$((planned + 1))
    # shellcheck disable=SC2086,SC2154 # lists of words, one of them from digest.sh
    if ! env $environment "$klimb" run $scenarios --seeds 0..1 --set train.steps=$steps --quiet \
        --out "$work/runs/$name" "$@" >"$work/log" 2>&1 ||
        ! env $environment "$klimb" run $linear_model --seeds 0..1 --quiet \
            --set train.steps=$steps --out "$work/runs/$name/linear" "$@" >"$work/log" 2>&1; then
        printf '  %-34s could not run:\n' "$name"
        cat "$work/log"
        failed=$((failed + 1))
        return
    fi
    found=$(digest "$work/runs/$name")
    [ -n "${wanted:-}" ] || wanted=$found
    if [ "$found" = "$wanted" ]; then
        verdict=same passed=$((passed + 1))
    else
        verdict="DIFFERS from $wanted" failed=$((failed + 1))
    fi
    printf '  %-34s %s  %s\n' "$name" "$found" "$verdict"
}

echo "exactness: $scenarios and a linear model, $steps steps, seeds 0 and 1"
for compiler in gcc clang; do
    for variant in release O0; do
        $make CC=$compiler VARIANT=$variant BUILD="$work/$compiler" all >"$work/log" 2>&1 || {
            echo "building with $compiler ($variant) failed:"
            tail -n 20 "$work/log"
            exit 1
        }
        run "$compiler-$variant" "$work/$compiler/$variant/klimb" -- -j 2
    done
done
klimb=$work/gcc/release/klimb
for level in $("$klimb" info | sed -n 's/^simd levels here: *//p'); do
    run "simd-$level" "$klimb" KLIMB_SIMD="$level" -- -j 2
done
run workers-1 "$klimb" -- -j 1
run openblas-threads-1 "$klimb" OPENBLAS_NUM_THREADS=1 -- -j 2
run openblas-threads-2 "$klimb" OPENBLAS_NUM_THREADS=2 -- -j 2

# The proof has to be able to fail: another seed, one more step or the other backend differ.
differs() {
    planned=$((planned + 1))
    name=$1
    shift
    "$klimb" run learning/healthy --seed 0 --quiet --out "$work/runs/$name-a" \
        --set train.steps=$steps >/dev/null 2>&1
    "$klimb" run learning/healthy --quiet --out "$work/runs/$name-b" "$@" >/dev/null 2>&1
    if [ "$(digest "$work/runs/$name-a")" != "$(digest "$work/runs/$name-b")" ]; then
        printf '  %-34s seen as different\n' "$name"
        passed=$((passed + 1))
    else
        printf '  %-34s NOT seen as different\n' "$name"
        failed=$((failed + 1))
    fi
}
differs planted-learning-rate --seed 0 --set train.steps=$steps --set optimiser.learning_rate=1.000001e-3

scenarios='learning/healthy --set model.hidden=[400,400] --set train.batch=128'
steps=20 wanted=
echo "threads: $scenarios, $steps steps, seeds 0 and 1"
for threads in 1 2 3 7; do
    run "threads-$threads" "$klimb" -- --threads "$threads"
done

[ "$planned" -eq $((passed + failed)) ] || failed=$((failed + 1))
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
