# expect.sh -- what the tests of the command line have in common; sourced in the repository's folder.
#
#     klimb=$(realpath build/release/klimb)
#     . harness/tests/cli/expect.sh
#     expect WHAT CODE PATTERN COMMAND...
#     tell
#
# Sets $here to that folder and goes to an empty one, $work, which is removed at the end.
here=$(pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
cd "$work" || exit 1
passed=0 failed=0
unset KLIMB_EXPERIMENTS KLIMB_EXPECTED KLIMB_REPORTS KLIMB_SIMD

# klimb runs in the locale of whoever runs the tests, which must make no difference to it. awk is asked
# for files with decimal points.
awk() { LC_ALL=C command awk "$@"; }

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

scenario() { # name, text on standard input
    mkdir -p "experiments/$(dirname "$1")"
    cat >"experiments/$1.yaml"
}

# tell: the last line, and whether all passed.
tell() {
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}
