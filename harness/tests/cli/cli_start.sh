#!/bin/sh
# cli_start.sh -- the klimb command where a process starts with less than usual, and where it is told to
# end: closed files, limits of the system, signals.
#
#     sh harness/tests/cli/cli_start.sh build/release/klimb
#
# Works in a folder of its own. The last line is "N passed, N failed".
set -u
klimb=$(realpath "${1:?usage: cli_start.sh KLIMB}")
. "$(dirname "$0")/expect.sh"
export KLIMB_REPORTS="$here/reports"

scenario small/good <<'YAML'
claim: A short run learns something.
model: {latent: 3, hidden: [16]}
train: {steps: 60, batch: 32}
record: {examples: 64}
seeds: {check: 2, golden: 2}
expect: []
YAML
scenario small/long <<'YAML'
claim: This one would take minutes.
base: good.yaml
train: {steps: 1000000}
YAML

# limited OPTION VALUE COMMAND...: the command under a limit of this shell's ulimit.
limited() {
    (
        ulimit "$1" "$2" || exit 99
        shift 2
        exec "$@"
    )
}
# closed REDIRECTIONS COMMAND...: the command with files closed.
closed() {
    how=$1
    shift
    sh -c "exec \"\$@\" $how" sh "$@"
}
# small BLOCKS COMMAND...: the command where no file may be larger. All it says and its exit code go to
# one line, through a pipe, which has no size.
small() {
    blocks=$1
    shift
    { limited -f "$blocks" "$@" 2>&1; echo "exit code $?"; } | tr '\n' ' '
}
# same WHAT FOLDER FOLDER: both hold the same files.
same() {
    expect "$1" 0 '^same$' sh -c 'diff -r "$1" "$2" && echo same' sh "$2" "$3"
}

# ---- closed files
expect 'a report to compare with' 4 'report: ' "$klimb" report small/good --output whole --out runs
for how in '<&-' '2>&-' '<&- 2>&-'; do
    rm -rf drawn
    expect "report with $how" 4 '' closed "$how" "$klimb" report small/good --output drawn --out runs
    same "draws the same with $how" whole drawn
done
expect 'what was asked for cannot be written' 3 'cannot write all output to standard output' closed '>&-' "$klimb" list
expect 'nor with all three closed' 0 '^exit code 3$' sh -c '"$1" list <&- >&- 2>&-; echo "exit code $?"' sh "$klimb"
expect 'which is all that a run needs them for' 0 '^exit code 3$' \
    sh -c '"$1" run small/good --out closed <&- >&- 2>&-; echo "exit code $?"' sh "$klimb"
same 'its records are whole' "$work/runs/small/good/exact/seed-0000/record.csv" closed/small/good/exact/seed-0000/record.csv
expect 'nor SIGCHLD' 0 '^small/good +0 +60 ' env --ignore-signal=CHLD "$klimb" run small/good

# ---- a limit of open files
for files in 20 64 256; do
    rm -rf drawn
    expect "report with $files open files" 4 'report: ' limited -n $files "$klimb" report small/good --output drawn --out runs
    same "draws the same with $files open files" whole drawn
done
expect 'more processes than files' 0 '^small/good +29 +60 ' limited -n 20 "$klimb" run small/good -j 30 --seeds 0..29
expect 'too few files' 3 'cannot be started: Too many open files' limited -n 5 "$klimb" report small/good --output drawn
expect 'are no reason to install something' 3 '^  allow more open files: ' limited -n 5 "$klimb" report small/good --output drawn

# ---- a limit of the size of files
expect 'a record that is too large' 0 'File too large .*exit code 3 $' small 0 "$klimb" run small/good --out small
expect 'a record' 0 ' 60 ' "$klimb" run small/good --out kept
expect 'that the next run cannot replace' 0 'File too large .*exit code 3 $' small 3 "$klimb" run small/good --out kept
expect 'is still there, and whole' 0 '"step":.*60' cat kept/small/good/exact/seed-0000/manifest.json
expect 'another training of the scenario' 0 ' 30 ' "$klimb" run small/good --set train.steps=30 --out kept
expect 'has a place of its own' 0 '"step":.*30' sh -c 'cat kept/small/good/exact/set-*/seed-0000/manifest.json'
expect 'and leaves that one alone' 0 '"step":.*60' cat kept/small/good/exact/seed-0000/manifest.json
sed 's/^60,\([^,]*\),[^,]*/60,\1,9/' kept/small/good/exact/seed-0000/record.csv >edited
cp edited kept/small/good/exact/seed-0000/record.csv
expect 'an edited record is no record of its manifest' 2 'record_digest is .*edited after they were written, or are of another run' \
    "$klimb" report kept/small/good/exact/seed-0000 --output drawn
expect 'a manifest as well' 0 'manifest.json: File too large .*exit code 3 $' small 3 "$klimb" run small/good --out small --set train.steps=1
expect 'a figure is not cut off' 0 'could not draw .*exit code 3 $' small 20 "$klimb" report small/good --output small --out runs
expect 'leaves no part of a file' 0 '^0$' sh -c 'find . -name "*.??????" -type f | grep -c "\.[A-Za-z0-9]\{6\}$" || true'

# ---- a limit of memory, and an OpenBLAS that cannot be used
# OpenBLAS waits for ever where it gets too little.
scenario small/linear <<'YAML'
claim: The optimum of this one is known.
model: {latent: 1, hidden: []}
likelihood: {kind: gaussian}
data: {source: gaussian, examples: 256, eigenvalues: [4, 1]}
train: {steps: 5, batch: 32}
YAML
run_openblas="run small/good --backend openblas --set train.steps=3 --out small"
for kib in 150000 100000 60000; do
    for command in help list 'show small/good' 'run small/good --out small' 'info'; do
        # shellcheck disable=SC2086 # a command line
        expect "$command with $kib KiB" 0 '' limited -v $kib timeout 60 "$klimb" $command
    done
    for command in "$run_openblas" 'theory small/linear'; do
        # shellcheck disable=SC2086
        expect "$command with $kib KiB" 3 'no memory for OpenBLAS: with 1 thread it takes 192 MiB' \
            limited -v $kib timeout 60 "$klimb" $command
    done
    expect "info with $kib KiB says so" 0 '^openblas: no memory' limited -v $kib timeout 60 "$klimb" info
done
[ "$(getconf _NPROCESSORS_ONLN)" -eq 1 ] || expect 'two threads take twice as much' 3 'OPENBLAS_NUM_THREADS=1 needs less' \
    limited -v 250000 env OPENBLAS_NUM_THREADS=2 timeout 60 "$klimb" theory small/linear
mkdir lib
name=$(cat "$(dirname "$klimb")"/../.found/*/openblas.name | head -n 1)
echo 'void cblas_sgemm(void); void cblas_sgemm(void) {}' >lib/part.c
"${CC:-cc}" -shared -fPIC -o "lib/$name" lib/part.c
export LD_LIBRARY_PATH="$work/lib"
expect 'an OpenBLAS that lacks a function' 3 'OpenBLAS is there without a function that klimb needs: cblas_dgemm' \
    "$klimb" theory small/linear
echo 'no library' >"lib/$name"
# shellcheck disable=SC2086
expect 'an OpenBLAS that cannot be loaded' 3 'OpenBLAS cannot be loaded: .*openblas' "$klimb" $run_openblas
# shellcheck disable=SC2086
expect 'can be installed' 3 '^  `make setup` installs it' "$klimb" $run_openblas
expect 'is not missed by exact runs' 0 '^small/good +0 +60 ' "$klimb" run small/good --out exact
expect 'whose manifests say so' 0 '"openblas":.*"not used"' cat exact/small/good/exact/seed-0000/manifest.json
unset LD_LIBRARY_PATH
# shellcheck disable=SC2086
expect 'a run by OpenBLAS' 0 '^small/good +0 +3 ' "$klimb" $run_openblas
expect 'whose manifest names it' 0 '"openblas":.*, 1 thread"' sh -c 'cat small/small/good/openblas/set-*/seed-0000/manifest.json'

# ---- folders that cannot be read to the end
# The library fails the n-th readdir, or lstat of a scenario, as a network may.
cat >fail.c <<'C'
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
static int is_due(const char *name) {
    const char *left = getenv(name);
    static int calls;
    return left != NULL && ++calls == atoi(left) && (errno = EIO) != 0;
}
struct dirent *readdir(DIR *folder) {
    struct dirent *(*real)(DIR *) = (struct dirent * (*)(DIR *)) dlsym(RTLD_NEXT, "readdir");
    return is_due("FAIL_READDIR") ? NULL : real(folder);
}
int lstat(const char *path, struct stat *about) {
    int (*real)(const char *, struct stat *) = (int (*)(const char *, struct stat *))dlsym(RTLD_NEXT, "lstat");
    return strstr(path, ".yaml") != NULL && is_due("FAIL_LSTAT") ? -1 : real(path, about);
}
C
"${CC:-cc}" -shared -fPIC -o fail.so fail.c
for n in 1 2 3 4 5; do
    expect "list, readdir $n fails" 3 'cannot read the folder .*: Input/output error' \
        env LD_PRELOAD="$work/fail.so" FAIL_READDIR=$n "$klimb" list
done
for n in 1 2 3; do
    expect "check of a family, lstat $n fails" 3 'cannot read experiments/small/.*: Input/output error' \
        env LD_PRELOAD="$work/fail.so" FAIL_LSTAT=$n "$klimb" check small
done
expect 'and none of them' 0 '^small/long ' env LD_PRELOAD="$work/fail.so" FAIL_LSTAT=4 FAIL_READDIR=100 "$klimb" list

# ---- what has no end
scenario small/piped <<'YAML'
claim: Its data come from a pipe.
base: good.yaml
data: {source: csv, path: ../../pipe}
YAML
mkfifo pipe
for command in 'run small/piped --out small' 'check small/piped --out small' 'theory small/piped' \
    'export small/piped --steps 1 --out new'; do
    # shellcheck disable=SC2086
    expect "$command waits for nothing" 3 'cannot open .*pipe: it is a pipe, not a file' timeout 20 "$klimb" $command
done
expect 'nor for a device' 3 '/dev/zero: it is a device, not a file' timeout 20 "$klimb" theory small/piped --set data.path=/dev/zero
rm experiments/small/piped.yaml

# ---- a folder to build in whose name make cannot hold
expect 'a build folder with a space' 2 'BUILD is "with space": .* must be a name without spaces' \
    env -u MAKEFLAGS make -C "$here" -n BUILD='with space' all

# ---- signals
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

# ends WHAT SIGNAL PATTERN: whether the command that was begun ends by the signal, within 2 s, with 3
# and a line of this kind.
ends() {
    from=$(now)
    kill "-$2" "$process"
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
begin "$klimb" report small/good --output drawn --out runs
until_true '[ -s "$AT_WORK" ]'
kill -KILL "$process"
wait "$process" 2>/dev/null
until_true '! kill -0 $(cat "$AT_WORK") 2>/dev/null'
expect 'gnuplots die with a report that is killed' 1 '' kill -0 "$(head -n 1 "$AT_WORK")"

tell
