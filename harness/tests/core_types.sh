#!/bin/sh
# core_types.sh -- the unit tests, and what `klimb theory` prints, under every core type of OpenBLAS that
# this CPU runs; with two threads under the oldest and the newest. No verdict and no figure may depend on how OpenBLAS rounds.
#
#     sh harness/tests/core_types.sh [--quick] BUILD     what release and double have of tests is built, and
#                                                        release/klimb and release/core/bench/bench_core_types
#
# --quick takes two core types, the oldest and the newest, with one thread, and leaves out the long tests.
#
# Programs that do not load OpenBLAS when they run are left out: the dynamic linker tells which look up
# its functions. Several run at once; a row counts those of a core type. The last line is "N passed, N
# failed".
set -u
export LC_ALL=C

# loads PROGRAM WORK: adds a program that loads OpenBLAS to WORK/programs. Those that cannot, as they
# hold no such code, are not run for that.
if [ "${1:-}" = loads ]; then
    trace=$3/trace-$(echo "$2" | tr / -)
    nm "$2" 2>/dev/null | grep -q ' T klimb_openblas_load$' || exit 0
    LD_DEBUG=bindings LD_DEBUG_OUTPUT=$trace "$2" >"$trace" 2>&1
    cat "$trace".* | grep -Eq 'symbol .(cblas_|dsyev_)' && echo "$2" >>"$3/programs"
    rm -f "$trace" "$trace".*
    exit 0
fi
# one WORK TYPE THREADS PROGRAM: leaves what a program that failed said in a file of its own.
if [ "${1:-}" = one ]; then
    said=$2/$3-$4-$(echo "$5" | tr / -)
    # Not a bound on speed: a machine that does much else must not fail a test.
    if OPENBLAS_CORETYPE=$3 OPENBLAS_NUM_THREADS=$4 CK_DEFAULT_TIMEOUT=120 "$5" >"$said" 2>&1; then
        mv "$said" "$said.passed"
    else
        mv "$said" "$said.failed"
    fi
    exit 0
fi

# theory WORK TYPE THREADS KLIMB: keeps a digest of all that theory says of the linear scenarios.
if [ "${1:-}" = theory ]; then
    export OPENBLAS_CORETYPE="$3" OPENBLAS_NUM_THREADS="$4"
    for scenario in experiments/linear/*.yaml; do
        "$5" theory "$scenario" && "$5" theory "$scenario" --curve || echo "exit code $?"
    done 2>&1 | sha256sum >"$2/$3-$4.theory"
    exit 0
fi

only=cat two_threads='sed -n -e 1p -e $p'
[ "${1:-}" = --quick ] && shift && only=$two_threads two_threads=: && export CK_EXCLUDE_TAGS=long
build=${1:?usage: core_types.sh [--quick] BUILD}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

at_once=$(getconf _NPROCESSORS_ONLN)
for variant in release double; do sh harness/tests/programs.sh "$build/$variant"; done | xargs -I PROGRAM -P "$at_once" sh "$0" loads PROGRAM "$work"
"$build/release/core/bench/bench_core_types" list | $only | uniq >"$work/types"
# Those that certainly load it, so that what finds the others cannot fail unseen.
for program in release/core/numerics/gemm/tests/test_gemm_openblas double/core/numerics/gemm/tests/test_gemm_openblas \
    release/harness/theory/tests/test_theory_moments release/harness/run/tests/test_runner; do
    grep -qx "$build/$program" "$work/programs" 2>/dev/null || lacking="${lacking:-} $program"
done
if [ -n "${lacking:-}" ] || ! [ -s "$work/types" ]; then
    echo "not found to load OpenBLAS:${lacking:- none}; core types: $(wc -l <"$work/types"). Are the tests built?"
    echo '0 passed, 1 failed'
    exit 1
fi
echo "$(wc -l <"$work/programs") unit test programs that load OpenBLAS, by core type and threads:"

{ sed 's/$/ 1/' "$work/types" && $two_threads "$work/types" | sed 's/$/ 2/' | uniq; } >"$work/rows"
while read -r type threads; do
    sed "s|^|one $work $type $threads |" "$work/programs"
    echo "theory $work $type $threads $build/release/klimb"
done <"$work/rows" | xargs -n 5 -P "$at_once" sh "$0"

while read -r type threads; do
    printf '  %-16s %s thread(s): %s passed, %s failed, theory %.16s\n' "$type" "$threads" \
        "$(find "$work" -name "$type-$threads-*.passed" | wc -l)" \
        "$(find "$work" -name "$type-$threads-*.failed" | wc -l)" "$(cat "$work/$type-$threads.theory")"
done <"$work/rows"
passed=$(find "$work" -name '*.passed' | wc -l) failed=$(find "$work" -name '*.failed' | wc -l)
for said in "$work"/*.failed; do
    [ -e "$said" ] && printf 'FAILED: %s\n' "$(basename "$said" .failed)" && grep -v '^Running' "$said"
done
if [ "$(cat "$work"/*.theory | sort -u | wc -l)" -ne 1 ]; then
    echo 'FAILED: what klimb theory says depends on the core type or the threads'
    failed=$((failed + 1))
else
    passed=$((passed + 1))
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -eq $((1 + $(wc -l <"$work/rows") * $(wc -l <"$work/programs"))) ]
