#!/bin/sh
# thinned.sh -- false alarms of `klimb check SCENARIO --records` where golden steps fall between the rows of the logs.
#
#     RUNS=DIR sh harness/tests/thinned.sh BUILD [SCENARIO...]     from the repository's folder
#
# Takes 1,000 runs with seeds that no golden has (SEEDS="100000 100999"), which `klimb run --out DIR` has made or which it
# makes, and leaves out rows of their records:
#     between   those at golden steps but the first and the last
#     sparse    of what is left, every second
# Each log is compared with the golden by itself, and all in groups of 8. Nothing has changed, so each FAIL is a false alarm.
# A scenario of which fewer than half of the golden steps can be compared is named and left out. Leaves BUILD/calibrate/thinned.csv.
# Exit code 1 when there are more alarms in all than the stated rates explain, 1e-3 of single logs and 1e-4 of groups: a count
# that such a rate would reach or exceed with a chance below 0.1 %.
set -eu
export LC_ALL=C
build=${1:?usage: thinned.sh BUILD [SCENARIO...]}
shift
[ $# -gt 0 ] || set -- learning/healthy annealing/linear explosion/floor linear/escape-rate linear/adam-escape
klimb=$build/release/klimb
runs=${RUNS:-$build/calibrate/runs}
seeds=${SEEDS:-100000 100999}
first=${seeds% *} last=${seeds#* }
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
mkdir -p "$build/calibrate"
echo "scenario,thinning,runs,comparisons,alarms,at_0.01,smallest_p,steps" >"$work/table"

# thin KIND GOLDEN <record.csv
thin() {
    awk -F, -v kind="$1" -v golden="$2" '
        BEGIN { while ((getline line <golden) > 0) { split(line, cell, ","); if (cell[1] == "0") { is_golden[cell[2]] = 1; end = cell[2] } } }
        NR > 1 && $1 != 0 && $1 != end && $1 in is_golden { next }
        NR == 1 || $1 == end || kind == "between" || n++ % 2 == 0'
}

# compare SCENARIO LOG...: adds "verdict,p,steps" to work/said
compare() {
    scenario=$1
    shift
    code=0
    "$klimb" check --format csv "$scenario" --records "$@" >"$work/verdict" 2>"$work/complaint" || code=$?
    [ "$code" -le 1 ] || return 1
    sed -n 's/^[^,]*,\([A-Z]*\),[^,]*,[^,]*,[1-9]*,[01],[^,]*,\([^,]*\),.* at \([0-9]* of [0-9]*\) golden steps.*/\1,\2,\3/p' "$work/verdict" >"$work/line"
    [ -s "$work/line" ] || {
        echo "thinned: $scenario: not a verdict that can be counted:" >&2
        cat "$work/verdict" >&2
        exit 3
    }
    cat "$work/line" >>"$work/said"
}

# count SCENARIO THINNING SIZE
count() {
    awk -F, -v begin="$1,$2,$3" '
        BEGIN { least = 1 }
        { n++; alarms += $1 == "FAIL"; mild += $2 <= 0.01; if ($2 + 0 < least) least = $2 + 0; steps = $3 }
        END { printf "%s,%d,%d,%d,%g,%s\n", begin, n, alarms, mild, least, steps }' "$work/said" | tee -a "$work/table"
}

# measure SCENARIO THINNING
measure() {
    rm -rf "$work/logs" && mkdir "$work/logs"
    for seed in $(seq "$first" "$last"); do
        thin "$2" "expected/$1/ensemble.csv" <"$runs/$1/exact/seed-$seed/record.csv" >"$work/logs/$seed.csv"
    done
    : >"$work/said"
    for log in "$work"/logs/*.csv; do
        compare "$1" "$log" || {
            echo "thinned: $1, $2: left out: $(head -n 1 "$work/complaint" | sed 's/;.*//')"
            return 0
        }
    done
    count "$1" "$2" 1
    : >"$work/said"
    for begin in $(seq "$first" 8 $((last - 7))); do
        # shellcheck disable=SC2046 # eight names
        compare "$1" $(seq "$begin" $((begin + 7)) | sed "s|.*|$work/logs/&.csv|")
    done
    count "$1" "$2" 8
}

for scenario; do
    [ -e "$runs/$scenario/exact/seed-$last/manifest.json" ] ||
        "$klimb" run --quiet --seeds "$first..$last" --out "$runs" "$scenario" >/dev/null
    measure "$scenario" between
    measure "$scenario" sparse
done
mv "$work/table" "$build/calibrate/thinned.csv"

awk -F, '
    NR > 1 { n[$3] += $4; alarms[$3] += $5; mild[$3] += $6 }
    function is_explained(mean, count,    term, tail, k) {
        term = exp(-mean)
        tail = 1
        for (k = 0; k < count; k++) { tail -= term; term *= mean / (k + 1) }
        return tail >= 0.001
    }
    END {
        printf "%d single logs: %d alarms, %d at 0.01\n", n[1], alarms[1], mild[1]
        printf "%d groups of 8: %d alarms, %d at 0.01\n", n[8], alarms[8], mild[8]
        exit !(is_explained(1e-3 * n[1], alarms[1]) && is_explained(1e-4 * n[8], alarms[8]))
    }' "$build/calibrate/thinned.csv"
