#!/bin/sh
# pairs.sh -- the level of the paired test (harness/golden/paired.h): p of groups in which nothing has changed but
# rounding or the order of random numbers.
#
#     sh harness/tests/pairs.sh BUILD [SCENARIO...]      wants BUILD/release/klimb, bench_core_types, the controls of mutants
#
# Groups are of golden seeds,
#   - on the openblas backend under every core type that this CPU runs, with one thread and with two
#   - on the exact backend in each program that only exchanges random numbers (harness/tests/mutants/control_*)
# Leaves BUILD/calibrate/pairs.csv: what `klimb calibrate --pairs` writes, behind a column `null` that says which of these.
# The last lines count the p below some levels. Exit code 1 when more are at 1e-4 than such a level explains: a count that a
# rate of 1e-4 would reach or exceed with a chance below 0.1 %.
set -eu
export LC_ALL=C
build=${1:?usage: pairs.sh BUILD [SCENARIO...]}
shift
[ $# -gt 0 ] || set -- explosion/raw-variance explosion/floor explosion/learned-decoder-variance explosion/logvar-overflow \
    explosion/unnormalised-data learning/at-initialisation linear/adam-escape linear/escape-rate linear/exact-dynamics \
    linear/inevitable-collapse linear/mixed-axes linear/ppca linear/ppca-sampled linear/surplus-dimensions linear/threshold \
    linear/threshold-sampled
folder=$build/calibrate
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
mkdir -p "$folder"

# null NAME PROGRAM BACKEND SCENARIO...
null() {
    name=$1 program=$2 backend=$3
    shift 3
    "$program" calibrate --pairs --backend "$backend" --out "$work/runs" --output "$work/part.csv" "$@" >"$work/said" || {
        cat "$work/said"
        echo "pairs: $name could not be measured" >&2
        exit 3
    }
    [ -s "$work/all.csv" ] || sed -n 's/^/null,/;1p' "$work/part.csv" >"$work/all.csv"
    sed -n "2,\$s/^/$name,/p" "$work/part.csv" >>"$work/all.csv"
    echo "$name: $(($(wc -l <"$work/part.csv") - 1)) groups"
}

for type in $("$build/release/core/bench/bench_core_types" list); do
    for threads in 1 2; do
        export OPENBLAS_CORETYPE="$type" OPENBLAS_NUM_THREADS="$threads"
        null "openblas $type $threads" "$build/release/klimb" openblas "$@"
    done
done
unset OPENBLAS_CORETYPE OPENBLAS_NUM_THREADS
for control in "$build"/mutants/bin/control_*; do
    null "${control##*/}" "$control" exact "$@"
done
mv "$work/all.csv" "$folder/pairs.csv"

# Groups that agree beyond rounding have p 1 and count as well: they are nulls, too. Of the Poisson law with mean 1e-4 n.
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "p") column = i; next }
    { n++; p = $column + 0; a += p <= 1e-4; b += p <= 0.01; c += p <= 0.05; d += p <= 0.5; e += p >= 1 }
    END {
        printf "%d groups: %d at 1e-4, %d at 0.01, %d at 0.05, %d at 0.5; %d without any difference beyond rounding\n", n, a, b, c, d, e
        mean = 1e-4 * n; term = exp(-mean); tail = 1
        for (k = 0; k < a; k++) { tail -= term; term *= mean / (k + 1) }
        exit tail < 0.001
    }' "$folder/pairs.csv"
