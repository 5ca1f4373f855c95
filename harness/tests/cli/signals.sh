#!/bin/sh
# signals.sh -- the klimb command where it is told to end: within two seconds, with what it was doing, and with
# nothing left behind.
#
#     sh harness/tests/cli/signals.sh build/release/klimb
#
# No case of run.sh, which compares all that a command prints: here the time that it takes counts, and which
# processes are left. Works in a folder of its own. The last line is "N passed, N failed".
set -u
klimb=$(realpath "${1:?usage: signals.sh KLIMB}")
here=$(pwd)
export KLIMB_REPORTS="$here/reports"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
cd "$work" || exit 1
passed=0 failed=0
unset CI KLIMB_EXPERIMENTS KLIMB_EXPECTED KLIMB_SIMD
cp -r "$here/harness/tests/cli/fixtures/start/." .

# expect WHAT CODE PATTERN COMMAND...: the exit code, and a line of stdout or stderr that matches.
expect() {
    what=$1 code=$2 pattern=$3
    shift 3
    "$@" >"$work/out" 2>"$work/err" </dev/null
    found=$?
    if [ "$found" -eq "$code" ] && cat "$work/out" "$work/err" | grep -Eq -e "$pattern"; then
        passed=$((passed + 1))
        return
    fi
    failed=$((failed + 1))
    printf 'FAILED: %s\n  command: %s\n  exit code %s, wanted %s; wanted a line like: %s\n' \
        "$what" "$*" "$found" "$code" "$pattern"
    sed 's/^/  out: /' "$work/out" | head -n 20
    sed 's/^/  err: /' "$work/err" | head -n 20
}

# absent WHAT PATH...: nothing of the kind was left behind.
absent() {
    what=$1
    shift
    for path; do
        if [ -e "$path" ]; then
            failed=$((failed + 1))
            echo "FAILED: $what: $path exists"
            return
        fi
    done
    passed=$((passed + 1))
}

# Programs that run for minutes: a gnuplot that says that it draws, and a run.
mkdir bin
cat >bin/gnuplot <<'SH'
#!/bin/sh
[ "$1" = --version ] && exec echo gnuplot
echo $$ >>"$AT_WORK"
exec sleep 600
SH
chmod +x bin/gnuplot
export AT_WORK="$work/at-work"

# begin COMMAND...: starts a command; its number goes to $process. A shell has what it starts so
# ignore SIGINT.
begin() {
    rm -f "$AT_WORK"
    PATH="$work/bin:$PATH" env --default-signal=INT "$@" >"$work/out" 2>"$work/err" </dev/null &
    process=$!
}
# until CONDITION: waits at most 20 s for a shell command to succeed.
until_true() {
    for _ in $(seq 400); do
        eval "$1" && return
        sleep 0.05
    done
    echo "FAILED: waiting for: $1"
    failed=$((failed + 1))
}
now() { date +%s%3N; }

# ends WHAT SIGNAL PATTERN [WHOM]: whether the command that was begun ends by the signal, within 2 s, with 3
# and a line of this kind. The signal is for it alone, or for WHOM, as for its group when the terminal sends it.
ends() {
    from=$(now)
    kill "-$2" "${4:-$process}"
    wait "$process" 2>/dev/null
    found=$? took=$(($(now) - from))
    if [ "$found" -eq 3 ] && [ "$took" -lt 2000 ] && grep -Eq -e "$3" "$work/err"; then
        passed=$((passed + 1))
        return
    fi
    failed=$((failed + 1))
    printf 'FAILED: %s\n  exit code %s after %s ms, wanted 3 within 2000, and a line like: %s\n' \
        "$1" "$found" "$took" "$3"
    sed 's/^/  err: /' "$work/err" | head -n 20
}
children() { grep -ls "^PPid:[[:space:]]*$process\$" /proc/[0-9]*/status | cut -d/ -f3; }

for signal in INT TERM; do
    begin "$klimb" run small/long -j 2 --seeds 0..2
    until_true '[ "$(children | wc -l)" -eq 2 ]'
    ends "a run by $signal" $signal 'stopped by signal .*: 0 of 3 runs are finished'

    begin "$klimb" run small/long -j 2 --seeds 0..2
    until_true '[ "$(children | wc -l)" -eq 2 ]'
    stopped=$(children)
    # shellcheck disable=SC2086 # two processes
    kill -STOP $stopped
    ends "runs that are stopped, by $signal" $signal 'stopped by signal .*: 0 of 3 runs are finished'
    # shellcheck disable=SC2086
    expect 'no child is left' 1 '' kill -0 $stopped

    begin "$klimb" report small/good --output drawn --out runs -j 2
    until_true '[ "$(cat "$AT_WORK" 2>/dev/null | wc -l)" -eq 2 ]'
    ends "drawing by $signal" $signal 'stopped by signal .*: 0 of [0-9]+ figures are drawn'
    # shellcheck disable=SC2046
    expect 'no gnuplot is left' 1 '' kill -0 $(cat "$AT_WORK")

    begin "$klimb" plot plane small/good --output p.svg
    until_true '[ -s "$AT_WORK" ]'
    ends "a figure by $signal" $signal 'stopped by signal .*: 0 of 1 figures are drawn'
    absent 'a figure that was not drawn' p.svg
done
# Following a log: Ctrl-C ends it, with the diagnosis so far and its exit code.
followed() { # WHAT SIGNAL CODE STATE
    until_true "grep -q ': step .*$4' '$work/out'"
    from=$(now)
    kill "-$2" "$process"
    wait "$process" 2>/dev/null
    found=$? took=$(($(now) - from))
    if [ "$found" -eq "$3" ] && [ "$took" -lt 2000 ] && grep -Eq "^[a-z.]+: $4 \(confidence" "$work/out" && [ ! -s "$work/err" ]; then
        passed=$((passed + 1))
        return
    fi
    failed=$((failed + 1))
    printf 'FAILED: %s\n  exit code %s after %s ms, wanted %s within 2000, and: %s\n' "$1" "$found" "$took" "$3" "$4"
    sed 's/^/  out: /' "$work/out" | head -n 20
    sed 's/^/  err: /' "$work/err" | head -n 20
}
logs=$here/harness/tests/cli/fixtures/diagnose
for signal in INT TERM; do
    cp "$logs/healthy.csv" "$logs/collapse.log" .
    begin "$klimb" diagnose -q --follow healthy.csv
    followed "following by $signal" $signal 0 healthy
    begin "$klimb" diagnose -q --follow --stop-on explosion collapse.log
    followed "following what is sick, by $signal" $signal 1 collapse
done

# A trainer of the user, and what it has started, are a group of their own: klimb ends it.
mkdir -p experiments/own
cat >experiments/own/slow.yaml <<'YAML'
claim: It takes minutes.
trainer: {command: [sh, -c, 'printf "step,recon,kl\n0,5,1\n" >"$1/metrics.csv"; sleep 600 & echo $$ $! >>"$0"; trap "" TERM; sleep 600; sleep 600', "{settings.list}", "{dir}"]}
settings: {list: ""}
YAML
list="$work/group"
for signal in INT TERM KILL; do
    rm -f "$list"
    begin "$klimb" run own/slow -j 2 --seeds 0..2 --set "settings.list=$list"
    until_true '[ "$(cat "$list" 2>/dev/null | wc -l)" -eq 2 ]'
    if [ "$signal" = KILL ]; then
        kill -KILL "$process"
        wait "$process" 2>/dev/null
    else
        ends "trainers by $signal" $signal 'stopped by signal .*: 0 of 3 runs are finished'
    fi
    for member in $(cat "$list"); do
        until_true "! kill -0 $member 2>/dev/null"
        expect "nothing of a trainer is left by $signal" 1 '' kill -0 "$member"
    done
    kept=$(echo build/runs/own/slow/external/set-*)
    case $signal in
    KILL) absent 'what a trainer wrote whose klimb was killed' "$kept" ;;
    *)
        expect "how it ended is kept by $signal" 0 '"stopped":' cat "$kept/seed-0000/manifest.json" "$kept/seed-0001/metrics.csv"
        absent "a record of a run that was stopped by $signal" "$kept/seed-0000/record.csv"
        expect 'it is not taken for a run' 2 'seed-0000/manifest.json:.*the run has no record: sh was stopped with klimb' \
            "$klimb" report "$kept/seed-0000"
        rm -rf build/runs/own
        ;;
    esac
done
# The terminal tells all of klimb's processes, which are then told by klimb as well.
rm -f "$list"
begin setsid "$klimb" run own/slow --set "settings.list=$list"
until_true '[ -s "$list" ]'
ends 'a trainer by Ctrl-C' INT 'so is the output of 1 stopped trainer' "-$process"
# A whole record that is there is worth more.
cat >experiments/own/again.yaml <<'YAML'
claim: It takes minutes the second time.
trainer: {command: [sh, -c, 'printf "step,recon,kl\n0,5,1\n" >"$0/metrics.csv"; if test -e again; then echo >"$0/stays"; sleep 600; fi', "{dir}"]}
YAML
expect 'the first time' 0 completed "$klimb" run own/again
touch experiments/own/again
begin "$klimb" run own/again
until_true '[ -n "$(find . -name stays)" ]'
ends 'a second run' INT 'finished records are kept; the same'
expect 'the first record is kept' 0 completed cat build/runs/own/again/external/seed-0000/manifest.json

begin "$klimb" report small/good --output drawn --out runs
until_true '[ -s "$AT_WORK" ]'
kill -KILL "$process"
wait "$process" 2>/dev/null
until_true '! kill -0 $(cat "$AT_WORK") 2>/dev/null'
expect 'gnuplots die with a report that is killed' 1 '' kill -0 "$(head -n 1 "$AT_WORK")"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
