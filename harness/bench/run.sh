#!/bin/sh
# run.sh -- all that `make bench` measures, one program after another, into one table and its figure.
#
#     sh harness/bench/run.sh BUILD [quick]
#
# Leaves BUILD/bench/bench.csv and bench.svg, the old ones until the new ones are whole. The programs
# are those of BUILD/release, in core/bench and harness/bench; `quick` leaves out `klimb check` on all scenarios.
set -eu
build=${1:?usage: run.sh BUILD [quick]}
mode=${2:-}
case $mode in '' | quick) ;; *)
    echo "bench: BENCH is \"$mode\"; it must be quick or empty" >&2
    exit 2
    ;;
esac
klimb=$build/release/klimb
programs=$build/release/core/bench
folder=$build/bench
table=$folder/bench.csv.part
unset KLIMB_SIMD KLIMB_EXPERIMENTS KLIMB_EXPECTED OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
export LC_ALL=C.UTF-8 OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1

mkdir -p "$folder"
rm -f "$table"
trap 'rm -rf "$folder/runs" "$folder/sweep" "$folder/core_types" "$folder"/*.f32 "$folder"/log.*' EXIT
trap 'exit 130' INT TERM

if [ "$mode" = quick ]; then minutes='about 2 minutes'; else minutes='about 7 minutes on 2 cores'; fi
echo "bench: this takes $minutes; what else the machine does meanwhile widens the spread"
echo "bench: columns are what, which ratio (or unit), median, quartiles, goal, whether it is met"

{
    "$klimb" info | grep -E '^(klimb|compiler|flags|system|cpu|simd|openblas|openblas hint): '
    echo "processors: $(getconf _NPROCESSORS_ONLN)"
} | "$build/release/harness/bench/bench_facts" "$table" machine

# The peer gets its best kernels, whatever OpenBLAS would choose by itself; so does PyTorch, which
# calls it, too.
"$programs/bench_core_types" >"$folder/core_types"
"$build/release/harness/bench/bench_facts" "$table" 'core types of OpenBLAS (fastest first; the first is the peer)' \
    <"$folder/core_types"
OPENBLAS_CORETYPE=$(sed -n '1s/:.*//p' "$folder/core_types")
export OPENBLAS_CORETYPE

"$programs/bench_products" "$table"
# The same for AVX2 where there is more: its peer is then what OpenBLAS runs on such a machine.
if grep -q avx512f /proc/cpuinfo 2>/dev/null; then
    OPENBLAS_CORETYPE=Haswell "$programs/bench_products" "$table" avx2
fi
"$programs/bench_functions" "$table"
"$programs/bench_training" "$table" core/bench/peer_pytorch.py "$folder"

# Steps and rows of the scenario whose observables are measured.
value() { # section key
    "$klimb" show learning/healthy | awk -v section="$1:" -v key="$2:" \
        '/^[a-z]/ { inside = $1 == section } inside && $1 == key { print $2 }'
}
"$programs/bench_shares" "$table" "$(value train steps)" "$(value record dense_until)" \
    "$(value record growth)" "$(value record rows_at_most)" "$(value record examples)"

"$programs/bench_subnormals" "$table"

"$build/release/harness/bench/bench_logs" "$table" "$folder"

"$build/release/harness/bench/bench_sweep" "$table" "$folder"

# shellcheck disable=SC2086 # no mode is no argument
"$build/release/harness/bench/bench_runs" "$table" "$klimb" "$folder/runs" $mode

mv "$table" "$folder/bench.csv"
awk -F, '
    $8 == "met" || $8 == "missed" || $8 == "not measured" { said[$8]++ }
    $8 == "missed" { list = list sprintf("  missed: %s: %s, %s: %.4g, goal %s\n", $1, $2, $3, $5, $7) }
    $8 == "not measured" { list = list sprintf("  not measured: %s: %s, %s: %s\n", $1, $2, $3, $9) }
    END { printf "\nbench: goals met %d, missed %d; rows not measured %d\n%s",
        said["met"], said["missed"], said["not measured"], list }' "$folder/bench.csv"
if command -v gnuplot >/dev/null; then
    gnuplot -d -c reports/figures/bench.gp "$folder" >"$folder/bench.svg.part"
    mv "$folder/bench.svg.part" "$folder/bench.svg"
    echo "bench: $folder/bench.csv, $folder/bench.svg; klimb report shows both"
else
    echo "bench: $folder/bench.csv; no figure, because gnuplot is missing (make setup)"
fi
