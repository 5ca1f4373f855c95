#!/bin/sh
# engines.sh -- what engines cost: runs by local, parallel and slurm, its wall time against the ideal one.
#
#     sh harness/bench/engines.sh BUILD [-n RUNS] [-j SLOTS] [-s SECONDS] [-e "ENGINES"] [-c CHUNK]
#
# Without -s each run trains a model for about a second, so that SLOTS (default 2) should not be more than the cores.
# With -s SECONDS a run is a trainer of the user that sleeps so long and then prints a log (harness/run/EXTERNAL.md): many
# slots then need few cores. The ideal is the seconds of all runs, as their manifests have them, over SLOTS. slurm makes a
# cluster of four nodes (harness/tests/slurm.sh), SLOTS / 4 processors each, and is left out where there is none.
# -c gives the runs of a task; without it klimb chooses. Prints a line an engine:
#
#     engine  runs  slots  wall s  ideal s  ideal / wall
#
# Exit code: 0 done; 1 an engine failed, BUILD/bench/engines/<engine>.said says why; 2 usage.
set -u
export LC_ALL=C

usage() {
    echo 'usage: sh harness/bench/engines.sh BUILD [-n RUNS] [-j SLOTS] [-s SECONDS] [-e "ENGINES"] [-c CHUNK]' >&2
    exit 2
}

# whole VALUE: refuses what is no whole number from 1.
whole() { case $1 in '' | *[!0-9]* | 0*) usage ;; esac }

[ $# -ge 1 ] || usage
build=$1 runs=20 slots=2 sleeps='' engines='local parallel slurm' chunk=''
shift
while getopts n:j:s:e:c: option; do
    case $option in
    n) whole "$OPTARG" && runs=$OPTARG ;;
    j) whole "$OPTARG" && slots=$OPTARG ;;
    s) sleeps=$OPTARG ;;
    e) engines=$OPTARG ;;
    c) whole "$OPTARG" && chunk="--chunk $OPTARG" ;;
    *) usage ;;
    esac
done
case $sleeps in *[!0-9.]*) usage ;; esac

here=$(realpath "$(dirname "$0")")
klimb=$(realpath "$build")/release/klimb
folder=$(realpath "$build")/bench/engines
unset CI KLIMB_EXPERIMENTS KLIMB_EXPECTED KLIMB_SIMD
rm -rf "$folder" && mkdir -p "$folder/experiments/t" && cd "$folder" || exit 1
trap 'sh "$here/../tests/slurm.sh" stop "$folder/cluster" 2>/dev/null' EXIT
trap 'exit 130' INT TERM HUP

# ---- what is run -----------------------------------------------------------------------------

if [ -n "$sleeps" ]; then
    cat >experiments/t/a.yaml <<YAML
claim: A trainer that sleeps.
trainer:
  command: [sh, -c, "sleep $sleeps; printf 'step,recon,kl\\\\n0,9,1\\\\n10,8,2\\\\n' >\"\$1/log.csv\"", sh, "{dir}"]
  log: log.csv
  timeout: 600 s
YAML
else
    cat >experiments/t/a.yaml <<'YAML'
claim: A second of training.
model: {latent: 8, hidden: [64]}
train: {steps: 3000}
YAML
fi

# ---- one engine ------------------------------------------------------------------------------

now() { date +%s.%N; }

# How many runs there are below a folder, and their seconds, without that of the trial.
seconds() {
    find "$1" -path "*/seed-$trial/*" -prune -o -path '*/.*' -prune -o -name manifest.json \
        -exec sed -n 's/.*"wall_seconds":[[:space:]]*\([0-9.e+-]*\).*/\1/p' {} + |
        awk '{ sum += $1; n++ } END { print n + 0, sum + 0 }'
}

# A run before them tells klimb how long one takes, as in every study but the first.
trial=99999
run_engine() { # engine
    "$klimb" run -q --seed $trial --out "$1" t/a >"$1.said" 2>&1 || return 1
    begin=$(now)
    cut=$chunk
    [ "$1" != local ] || cut=''
    # shellcheck disable=SC2086 # words
    "$klimb" run -q --seeds "0..$((runs - 1))" --out "$1" -j "$slots" --engine "$1" $cut t/a >"$1.said" 2>&1 || return 1
    end=$(now)
    seconds "$1" | awk -v engine="$1" -v wanted="$runs" -v slots="$slots" -v begin="$begin" -v end="$end" '
        { wall = end - begin }
        $1 != wanted { printf "%s made %d of %d runs\n", engine, $1, wanted; exit 1 }
        { printf "%-9s %5d %5d %8.2f %8.2f %8.3f\n", engine, wanted, slots, wall, $2 / slots, $2 / slots / wall }'
}

code=0
printf '%-9s %5s %5s %8s %8s %8s\n' engine runs slots 'wall s' 'ideal s' share
for engine in $engines; do
    if [ "$engine" = slurm ]; then
        SLURM_CPUS=$(((slots + 3) / 4)) sh "$here/../tests/slurm.sh" start "$folder/cluster" $$ 2>slurm.said || {
            echo "slurm     is left out: $(tail -n 1 slurm.said)"
            continue
        }
        eval "$(sh "$here/../tests/slurm.sh" env "$folder/cluster")"
    fi
    run_engine "$engine" || { code=1; echo "$engine   failed: $(tail -n 2 "$engine.said" | tr '\n' ' ')"; }
done
exit $code
