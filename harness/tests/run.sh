#!/bin/sh
# run.sh -- run every unit test program below the given build folders and count.
#
#     sh harness/tests/run.sh build/release build/double
#
# The last line is "N passed, N failed": programs, not single tests. No program at all is a failure.
set -u
passed=0 failed=0 failures=
for folder; do
    for program in "$folder"/core/tests/test_* "$folder"/harness/tests/test_*; do
        case $program in *.o | *.d | *'*') continue ;; esac
        printf '%s: ' "${program#*/}"
        # Not a bound on speed: a machine that does much else must not fail a test.
        if output=$(CK_DEFAULT_TIMEOUT=60 "$program" 2>&1); then
            passed=$((passed + 1))
            printf '%s\n' "$output" | grep -E '^[0-9]+%:|SKIP' || echo 'no summary'
        else
            failed=$((failed + 1))
            failures="$failures $program"
            printf 'FAILED\n%s\n' "$output"
        fi
    done
done
[ -n "$failures" ] && printf 'failed:%s\n' "$failures"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
