#!/bin/sh
# run.sh -- run every unit test program below the given build folders and count.
#
#     sh harness/tests/run.sh build/release build/double
#
# As many at once as there are processors; what they say is printed in the order of their names. The
# last line is "N passed, N failed": programs, not single tests. No program at all is a failure.
set -u

# one WORK NUMBER PROGRAM: leaves what the program says, and "passed" if it passes.
if [ "${1:-}" = one ]; then
    # Not a bound on speed: a machine that does much else must not fail a test.
    CK_DEFAULT_TIMEOUT=60 "$4" >"$2/$3.said" 2>&1 && touch "$2/$3.passed"
    exit 0
fi

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
for folder; do
    sh harness/tests/programs.sh "$folder"
done | nl -w 4 -n rz >"$work/programs"
sed "s|^|one $work |" "$work/programs" | xargs -r -n 4 -P "$(getconf _NPROCESSORS_ONLN)" sh "$0"

passed=0 failed=0 failures=
while read -r number program; do
    printf '%s: ' "${program#*/}"
    if [ -e "$work/$number.passed" ]; then
        passed=$((passed + 1))
        grep -E '^[0-9]+%:|SKIP' "$work/$number.said" || echo 'no summary'
    else
        failed=$((failed + 1))
        failures="$failures $program"
        echo FAILED
        cat "$work/$number.said"
    fi
done <"$work/programs"
[ -n "$failures" ] && printf 'failed:%s\n' "$failures"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
