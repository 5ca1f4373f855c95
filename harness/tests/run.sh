#!/bin/sh
# run.sh -- run every unit test program below the given build folders and count.
#
#     sh harness/tests/run.sh [--quick | --long] [--chapter NAME] build/release build/double
#
# --quick leaves out the tests that take seconds, --long runs only those: the test cases of suite_add_long
# (core/tests/check_near.h). --chapter runs the programs of a chapter ("golden", "core/numerics").
# As many at once as there are processors; what they say is printed in the order of their names. Tests that
# cannot run here say so in a line "SKIP name: reason", and are shown again at the end. The last line is "N
# passed, N failed, N skipped": programs, not single tests; one is skipped if all of its tests are. That no
# program passes is a failure.
set -u

# one WORK NUMBER PROGRAM: leaves what the program says, and "passed" if it passes.
if [ "${1:-}" = one ]; then
    # Not a bound on speed: a machine that does much else must not fail a test.
    CK_DEFAULT_TIMEOUT=60 "$4" >"$2/$3.said" 2>&1 && touch "$2/$3.passed"
    exit 0
fi

# Whether the tests that a program says it has skipped are all that it has.
all_skipped() { # what the program said
    skips=$(grep -c '^SKIP ' "$1")
    [ "$skips" -gt 0 ] && [ "$skips" = "$(sed -n 's/^[0-9]*%: Checks: \([0-9]*\),.*/\1/p' "$1")" ]
}

chapter='' long=no
while :; do
    case ${1:-} in
    --quick) export CK_EXCLUDE_TAGS=long ;;
    --long) export CK_INCLUDE_TAGS=long && long=yes ;;
    --chapter) chapter=${2?usage: run.sh --chapter NAME} && shift ;;
    *) break ;;
    esac
    shift
done
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
for folder; do
    sh harness/tests/programs.sh "$folder" "$chapter" | while read -r program; do
        [ $long = no ] || grep -q suite_add_long "${program#"$folder"/}.c" || continue
        echo "$program"
    done
done | nl -w 4 -n rz >"$work/programs"
sed "s|^|one $work |" "$work/programs" | xargs -r -n 4 -P "$(getconf _NPROCESSORS_ONLN)" sh "$0"

passed=0 failed=0 skipped=0 failures=
while read -r number program; do
    printf '%s: ' "${program#*/}"
    said=$work/$number.said
    if ! [ -e "$work/$number.passed" ]; then
        failed=$((failed + 1))
        failures="$failures $program"
        echo FAILED
        cat "$said"
        continue
    fi
    if all_skipped "$said"; then
        skipped=$((skipped + 1))
        echo 'all skipped'
    else
        passed=$((passed + 1))
        grep -E '^[0-9]+%:' "$said" || echo 'no summary'
    fi
    # Check calls the function of a test by its name with _fn.
    sed -n "s|^SKIP \(.*\)|skipped: ${program#*/}: \1|p" "$said" | sed 's/_fn: /: /' >>"$work/skips"
done <"$work/programs"
[ -s "$work/skips" ] && uniq "$work/skips"
[ -n "$failures" ] && printf 'failed:%s\n' "$failures"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
