#!/bin/sh
# engines.sh -- a study by an engine whose machines fail in the midst, against the same study by this machine alone.
#
#     sh harness/tests/engines.sh slurm BUILD        four nodes of slurm.sh: one is killed, one is marked down, one
#                                                    task is ended and one requeued, at random
#     sh harness/tests/engines.sh parallel BUILD     two hosts of parallel.sh, one is killed
#
# No run may be lost, none be made again that was done, none be counted twice, the table must be that of the local engine to
# the last byte, and `klimb check` by the engine must give the verdicts that it gives here. Prints TAP. What was
# done and said stays in BUILD/<engine>. ENGINES_SEED=N repeats the choice of what fails.
#
# Exit code: 0 all held; 1 something did not; 2 usage; 77 the engine cannot be had here, with the reason in the last
# line and in BUILD/<engine>/not-made.
set -u
export LC_ALL=C
unset KLIMB_EXPERIMENTS KLIMB_EXPECTED KLIMB_SIMD
here=$(realpath "$(dirname "$0")")
runs=64 # of the study, in 16 tasks

usage() {
    echo 'usage: sh harness/tests/engines.sh slurm|parallel BUILD' >&2
    exit 2
}

[ $# -eq 2 ] || usage
engine=$1
case $engine in slurm | parallel) ;; *) usage ;; esac
mkdir -p "$2/$engine" && folder=$(realpath "$2")/$engine && klimb=$(realpath "$2")/release/klimb || exit 1
rm -rf "$folder/not-made" "$folder/work"
cluster="sh $here/$engine.sh"
trap '$cluster stop "$folder"' EXIT
trap 'exit 130' INT TERM HUP
$cluster start "$folder" $$ 2>"$folder/reason" || {
    code=$?
    cat "$folder/reason" >&2
    [ $code -ne 77 ] || tail -n 1 "$folder/reason" | tee "$folder/not-made"
    exit $code
}
eval "$($cluster env "$folder")"

# ---- TAP -------------------------------------------------------------------------------------

count=0 failed=0
verdict() { # 0 if it holds, what
    count=$((count + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $count - $2"
    else
        failed=$((failed + 1))
        echo "not ok $count - $2"
    fi
}

note() { echo "# $*"; }

# show FILE: the end of it, as a comment.
show() { tail -n 20 "$1" 2>/dev/null | sed 's/^/#   /'; }

# ---- what is run -----------------------------------------------------------------------------

project() {
    mkdir -p experiments/t experiments/studies expected
    cat >experiments/t/a.yaml <<'YAML'
claim: The small model learns.
data: {source: bars, side: 4, examples: 500}
model: {latent: 2, hidden: [16]}
train: {steps: 4000, batch: 32}
seeds: {golden: 16, check: 2, ensemble: 8}
YAML
    sed 's/small/other/; s/latent: 2/latent: 3/' experiments/t/a.yaml >experiments/t/b.yaml
    sed 's/small/wide/; s/\[16\]/[24]/' experiments/t/a.yaml >experiments/t/c.yaml
    cat >experiments/studies/s.yaml <<'YAML'
YAML
}

# by NAME COMMAND...: klimb does the command by this engine. In chunks, so that a task has something to lose.
by() {
    case $1 in
    slurm) shift && "$klimb" "$@" --engine slurm --chunk 4 ;;
    parallel) shift && "$klimb" "$@" --engine parallel --chunk 4 --hosts "$folder/hosts" ;;
    local) shift && "$klimb" "$@" ;;
    esac
}

# study ENGINE: all runs of it that are not there, into a folder of the engine's name.
study() { by "$1" run t/a --seeds 0..$((runs - 1)) --missing --out "$1"; }

# ---- what is looked at -----------------------------------------------------------------------

# The whole records below a folder: those whose manifest is there, in place.
records() { find "$1" -name '.?*' -prune -o -name manifest.json -print | sed "s|^$1/||; s|/manifest.json\$||" | sort; }

# A line each, which changes when a record is put there again.
stamps() { (cd "$1" && records . | while read -r record; do stat -c '%n %i %Y' "$record/record.csv"; done); }

# The bits of all records.
bits() { (cd "$1" && records . | while read -r record; do (cd "$record" && cksum ./*.csv | sed "s|^|$record |"); done); }

# What check says, without seconds and the way of getting there.
verdicts() { sed 's/  *[0-9][0-9]*\.[0-9][0-9]$//; s/ in [0-9.]* s\b.*//' "$1"; }

# pick COUNT: a whole number below it; each call is another one of the seed's.
picked=0
pick() {
    picked=$((picked + 1))
    awk -v seed="$seed" -v skip=$picked -v count="$1" 'BEGIN {
        srand(seed); for (i = 0; i < skip; i++) x = rand(); print int(x * count) }'
}

# pick_line: one of the lines of standard input.
pick_line() {
    lines=$(cat)
    number=$(printf '%s\n' "$lines" | wc -l)
    [ -z "$lines" ] || printf '%s\n' "$lines" | sed -n "$(($(pick "$number") + 1))p"
}

# Waits until so many records are there; 1 when the engine ends before.
wait_records() { # count, process
    while [ "$(records "$engine" 2>/dev/null | wc -l)" -lt "$1" ]; do
        kill -0 "$2" 2>/dev/null || return 1
        sleep 0.05
    done
}

# ---- what goes wrong -------------------------------------------------------------------------

# How often the controller's log has this.
said() { grep -c "$1" "$folder/log/slurmctld"; }

was_requeued() { [ "$(said 'Requeuing JobId')" -gt "$(said 'requeue job')" ]; }
was_ended() { [ "$(said 'REQUEST_KILL_JOB JobId')" -gt "$(said 'job_str_signal.* returned')" ]; }

# strike SIGN COMMAND...: the command for a running task, picked at random but not of the node that is gone, until the
# sign shows that it was in time.
strike() {
    sign=$1 tries=0
    shift
    until "$sign" || [ $tries -ge 50 ]; do
        task=$(squeue -h -t running -o '%N %i' | sed -n "/^$node /d; s/.* //p" | pick_line)
        [ -z "$task" ] || "$@" "$task" 2>/dev/null
        tries=$((tries + 1))
        sleep 0.1
    done
    note "$* $task"
}

# A node on which a task has just begun loses it: one that ends, and one that is marked.
disturb_slurm() {
    node=n$(($(pick 2) + 1)) other=n$(($(pick 2) + 3))
    note "kill -9 of node $node"
    $cluster await "$folder" "$node"
    $cluster kill "$folder" "$node"
    note "scontrol update nodename=$other state=down"
    $cluster await "$folder" "$other"
    scontrol update nodename="$other" state=down reason=test
    strike was_requeued scontrol requeue
    strike was_ended scancel
    scontrol update nodename="$other" state=resume 2>/dev/null # it may be back by itself
}

disturb_parallel() {
    host=h$(($(pick 2) + 1))
    note "host $host is gone"
    $cluster kill "$folder" "$host"
}

# Whether that did any harm: the engine's own log says so. Otherwise the test shows nothing.
harmed_slurm() {
    was_requeued && was_ended && [ "$(said "due to failure of node $node")" -gt 0 ] &&
        [ "$(said "due to failure of node $other")" -gt 0 ]
}

harmed_parallel() { :; }

# Nothing of the engine is left at work.
idle_slurm() { [ -z "$(squeue -h)" ]; }
idle_parallel() { ! pgrep -f "$folder/hosts" >/dev/null; }

# ---- the tests -------------------------------------------------------------------------------

seed=${ENGINES_SEED:-$(date +%N | sed 's/^0*//')}
mkdir "$folder/work" && cd "$folder/work" && project || exit 1
note "$engine, ENGINES_SEED=$seed"

study local >said.local 2>&1
verdict $? "the local engine does the study"

study "$engine" >said 2>&1 &
process=$!
wait_records 6 $process
verdict $? 'the engine is at work'
stamps "$engine" >stamps.before
"disturb_$engine"
wait $process
code=$?
verdict $code 'the engine ends with code 0 in spite of all that'
[ $code -eq 0 ] || show said

"harmed_$engine"
verdict $? 'what was to go wrong did'
records local >records.local
records "$engine" | cmp -s - records.local && [ "$(wc -l <records.local)" -eq $runs ]
verdict $? "no run is lost, none is somewhere else: $(records "$engine" | wc -l) of $runs"
bits local >bits.local
bits "$engine" | cmp -s - bits.local
verdict $? 'all records have the bits of the local engine'
stamps "$engine" >stamps.after
[ -s stamps.before ] && [ "$(sort stamps.before stamps.after | uniq -d | wc -l)" -eq "$(wc -l <stamps.before)" ]
verdict $? "none is made again that was there when machines failed: $(wc -l <stamps.before)"

begin=$(date +%s%N)
study "$engine" >said.again 2>&1
verdict $? 'the study is done already: code 0'
note "in $((($(date +%s%N) - begin) / 1000000)) ms"
stamps "$engine" | cmp -s - stamps.after
verdict $? 'and nothing is run again'


"$klimb" bless t -q --yes --reason right >said.bless 2>&1
verdict $? 'goldens are made here'
by local check t -q >said.check 2>&1
code=$?
by "$engine" check t -q >said.check-engine 2>&1
[ $? -eq $code ]
verdict $? "klimb check gives the exit code that it gives here: $code"
verdicts said.check >verdicts.local
verdicts said.check-engine | diff verdicts.local - >difference
verdict $? 'and prints the same verdicts'
show difference
"idle_$engine"
verdict $? 'nothing of the engine is left at work'
echo "1..$count"
[ $failed -eq 0 ]
