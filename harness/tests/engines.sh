#!/bin/sh
# engines.sh -- an engine makes a study while its machines fail; its results must be those of the local engine.
#
#     sh harness/tests/engines.sh slurm BUILD        four nodes (slurm.sh): one dies, one is marked down, one task is
#                                                    cancelled and one requeued
#     sh harness/tests/engines.sh parallel BUILD     two hosts (parallel.sh): one dies
#
# In the repository's folder. Chance picks nodes, hosts and tasks; ENGINES_SEED=N repeats a choice. The engine must make
# every run, once, and none again that was finished before the failure. Records and tables must have the bytes of
# the local engine's; check must print the same verdicts, bless and report must write the same files. Prints TAP;
# BUILD/<engine> keeps what all programs said.
#
# Exit code: 0 all tests passed; 1 a test failed; 2 usage; 77 this machine cannot have the engine. The last line and
# BUILD/<engine>/not-made then say why.
set -u
here=$(realpath "$(dirname "$0")")
. "$here/study.sh"

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

# ---- what is run -----------------------------------------------------------------------------

# by ENGINE COMMAND...: klimb, with this engine. A task makes four runs, so that it can lose some.
by() {
    case $1 in
    slurm) shift && "$klimb" "$@" --engine slurm --chunk 4 ;;
    parallel) shift && "$klimb" "$@" --engine parallel --chunk 4 --hosts "$folder/hosts" ;;
    local) shift && "$klimb" "$@" ;;
    esac
}

# study ENGINE: makes its missing runs and its tables, in a folder of the engine's name.
study() { by "$1" sweep s --out "$1"; }

# What check says, without seconds.
verdicts() { sed 's/  *[0-9][0-9]*\.[0-9][0-9]$//' "$1"; }

# pick_line: picks a line of standard input.
pick_line() {
    lines=$(cat)
    pick "$(printf '%s\n' "$lines" | wc -l)"
    printf '%s\n' "$lines" | sed -n "$((number + 1))p"
}

# Waits for so many records; returns 1 if the engine ends before.
wait_records() { # count, process
    while [ "$(records "$engine" 2>/dev/null | wc -l)" -lt "$1" ]; do
        kill -0 "$2" 2>/dev/null || return 1
        sleep 0.05
    done
}

# ---- what goes wrong -------------------------------------------------------------------------

# How often the controller's log says this.
said() { grep -c "$1" "$folder/log/slurmctld"; }

was_requeued() { [ "$(said 'Requeuing JobId')" -gt "$(said 'requeue job')" ]; }
was_ended() { [ "$(said 'REQUEST_KILL_JOB JobId')" -gt "$(said 'job_str_signal.* returned')" ]; }

# strike SIGN COMMAND...: picks a running task and gives it to the command, until the sign shows that the task had not ended
# before. A busy machine can be without a running task for seconds: it waits half a minute, but not longer than the engine
# is at work.
strike() {
    sign=$1 tries=0 struck='no task'
    shift
    until "$sign" || [ $tries -ge 300 ] || ! kill -0 "$process" 2>/dev/null; do
        task=$(squeue -h -t running -o %i | pick_line)
        [ -z "$task" ] || { struck=$task && "$@" "$task" 2>/dev/null; }
        tries=$((tries + 1))
        sleep 0.1
    done
    note "$* $struck"
}

# await_begin NODE: waits until Slurm says that a task has run there for a second at most. Returns 1 if none begins while the
# engine is at work.
await_begin() {
    until squeue -h -t running -w "$1" -o %M | grep -q '^0:0[01]$'; do
        kill -0 "$process" 2>/dev/null || return 1
        sleep 0.05
    done
}

was_failed() { [ "$(said "due to failure of node $1")" -gt 0 ]; }

# First the quick blows, while many tasks are left. Then each node goes when a task has just begun there, so that the task
# is lost.
disturb_slurm() {
    pick 2
    node=n$((number + 1)) other=n$((number + 3))
    strike was_requeued scontrol requeue
    strike was_ended scancel
    note "kill -9 of node $node"
    await_begin "$node"
    $cluster kill "$folder" "$node"
    note "scontrol update nodename=$other state=down"
    until was_failed "$other" || ! await_begin "$other"; do
        scontrol update nodename="$other" state=down reason=test
        sleep 0.2
        scontrol update nodename="$other" state=resume 2>/dev/null # it may be back by itself
    done
}

disturb_parallel() {
    pick 2
    host=h$((number + 1))
    note "host $host is gone"
    $cluster kill "$folder" "$host"
}

# Whether tasks were lost, as the controller's log says. If not, the test shows nothing.
harmed_slurm() {
    was_requeued && was_ended && was_failed "$node" && was_failed "$other"
}

harmed_parallel() { :; }

# Whether the engine has ended everything.
idle_slurm() { [ -z "$(squeue -h)" ]; }
idle_parallel() { ! pgrep -f "$folder/hosts" >/dev/null; }

# ---- the tests -------------------------------------------------------------------------------

seed=${ENGINES_SEED:-$(date +%N | sed 's/^0*//')}
mkdir "$folder/work" && cd "$folder/work" && make_project 15000 || exit 1
note "$engine, ENGINES_SEED=$seed"

study local >said.local 2>&1
code=$?
[ $code -eq 0 ] || show said.local
verdict $code "the local engine makes the study"

study "$engine" >said 2>&1 &
process=$!
wait_records 6 $process
verdict $? 'the engine is at work'
stamps "$engine" >stamps.before
"disturb_$engine"
wait $process
code=$?
verdict $code 'the engine makes it while machines fail'
[ $code -eq 0 ] || show said

"harmed_$engine"
verdict $? 'the failures cost tasks'
records local >records.local
records "$engine" | cmp -s - records.local && [ "$(wc -l <records.local)" -eq $runs ]
verdict $? "every run has a record, in its place: $(records "$engine" | wc -l) of $runs"
bits local >bits.local
bits "$engine" | cmp -s - bits.local
verdict $? 'all records have the bits of the local engine'
same_tables local "$engine"
verdict $? 'the tables are those of the local engine, byte for byte'
stamps "$engine" >stamps.after
[ -s stamps.before ] && [ "$(sort stamps.before stamps.after | uniq -d | wc -l)" -eq "$(wc -l <stamps.before)" ]
verdict $? "records from before the failures stay: $(wc -l <stamps.before)"

begin=$(date +%s%N)
study "$engine" >said.again 2>&1
verdict $? 'a second sweep finds the study done'
note "in $((($(date +%s%N) - begin) / 1000000)) ms"
stamps "$engine" | cmp -s - stamps.after
verdict $? 'it makes no run again'

"$klimb" bless t -q --yes --reason right >said.bless 2>&1
verdict $? 'klimb bless makes goldens, locally'
mkdir expected.engine
by "$engine" bless t -q --yes --reason right --expected expected.engine --out "$engine" >said.bless-engine 2>&1
code=$?
[ $code -eq 0 ] || show said.bless-engine
[ $code -eq 0 ] && diff -r -I '"date"' -I '"seal"' expected expected.engine >difference
verdict $? 'it makes the same goldens by the engine, byte for byte but for the day'
show difference
by local check t -q >said.check 2>&1
code=$?
by "$engine" check t -q >said.check-engine 2>&1
[ $? -eq $code ]
verdict $? "klimb check ends with the exit code of a local check: $code"
verdicts said.check >verdicts.local
verdicts said.check-engine | diff verdicts.local - >difference
verdict $? 'it prints the same verdicts'
show difference
by local report t/a -q --output pages.local >said.report 2>&1 &&
    by "$engine" report t/a -q --output pages.engine --out "$engine" >said.report-engine 2>&1 &&
    diff -r pages.local pages.engine >difference
verdict $? 'klimb report writes the same pages'
show difference
"idle_$engine"
verdict $? 'the engine leaves no task'
echo "1..$count"
[ $failed -eq 0 ]
