# case.sh -- runs one case; run.sh starts it. What setup and cmd may use:
#
#     klimb, klimb-drifted, klimb-faulty    the commands, on the PATH
#     $ROOT                                 the repository's folder
#     $CASE                                 the folder of the case
#     try COMMAND...                        shows the command, what it prints, and "exit N" if N is not 0; what it
#                                           prints to standard error goes there, behind the command
#     absent PATH...                        says of each whether it exists
#     scenario NAME                         standard input becomes experiments/NAME.yaml
#     fixture NAME                          copies the files of fixtures/NAME here
cd "$SCRATCH/project" || exit 99
export KLIMB_REPORTS="$ROOT/reports"

# klimb runs in the locale of whoever runs the tests, which must make no difference to it. awk is asked
# for files with decimal points.
awk() { LC_ALL=C command awk "$@"; }

try() {
    "$@" >"$SCRATCH/out" 2>"$SCRATCH/err" </dev/null
    try_code=$?
    try_shown="\$ $(printf '%s' "$*" | LC_ALL=C tr '\000-\037\177' ' ')"
    printf '%s\n' "$try_shown"
    cat "$SCRATCH/out"
    [ $try_code -eq 0 ] || echo "exit $try_code"
    [ -s "$SCRATCH/err" ] || return 0
    { printf '%s\n' "$try_shown"; cat "$SCRATCH/err"; } >&2
}

absent() {
    for path; do
        if [ -e "$path" ] || [ -L "$path" ]; then echo "exists: $path"; else echo "absent: $path"; fi
    done
}

scenario() {
    mkdir -p "experiments/$(dirname -- "$1")"
    cat >"experiments/$1.yaml"
}

fixture() { cp -r "$ROOT/harness/tests/cli/fixtures/$1/." .; }

setup=${CASE%/*}/setup
if [ -e "$setup" ]; then
    . "$setup" >"$SCRATCH/setup" 2>&1 || { cat "$SCRATCH/setup" >&2; exit 99; }
fi
. "$CASE/cmd"
