#!/bin/sh
# coverage.sh -- how much of core and harness the tests run: lines and branches.
#
#     MAKE='make BUILD=build/coverage VARIANT=coverage' sh harness/tests/coverage.sh build/coverage
#
# Runs unit tests, command-line tests and self-test of a build with gcc's --coverage, and adds up what
# they ran (gcovr). Prints a row for each chapter, one for each file below the goal, and the totals;
# coverage.csv and the pages in html/ below the folder say it line by line. The exit code is 1 where a
# test fails or a chapter is below its floor.
#
# Not counted: the tests themselves, mutants and the benchmark. Branches that only a failed malloc,
# write or fork takes are mostly not taken here: `make torture` is for those.
set -u
export LC_ALL=C
build=${1:?usage: coverage.sh BUILD}
MAKE=${MAKE:?the make that builds what is counted}
line_goal=90 branch_goal=80
failed=0

# step WHAT COMMAND...: run it, show its last line.
step() {
    what=$1
    shift
    "$@" >"$build/$what.log" 2>&1 || {
        failed=1
        tail -n 40 "$build/$what.log"
    }
    printf '%-13s %s\n' "$what" "$(tail -n 1 "$build/$what.log")"
}

find "$build" -name '*.gcda' -exec rm -f {} +
# Counting slows what threads share, and no test is about speed.
step unit env CK_TIMEOUT_MULTIPLIER=4 sh harness/tests/run.sh "$build/coverage"
# shellcheck disable=SC2086 # make and its variables
step cli $MAKE check-cli
# shellcheck disable=SC2086 # the same
step selftest $MAKE selftest

# What is compiled for a CPU with AVX-512 and was not run for lack of one says nothing of the tests.
grep -q avx512f /proc/cpuinfo || find "$build" -name '*_avx512.gc*' -exec rm -f {} +
mkdir -p "$build/html"
gcovr --root . --object-directory "$build" --filter core/ --filter harness/ --exclude '.*/tests/.*' \
    --exclude '.*/bench/.*' --exclude '.*/mutants/.*' --csv "$build/coverage.csv" \
    --html-details "$build/html/index.html" "$build" || exit 1
awk -F, -v line_goal=$line_goal -v branch_goal=$branch_goal '
    function share(covered, all) { return all > 0 ? 100 * covered / all : 100 }
    function row(name, n) {
        printf "%-34s %6d %6.1f %% %8d %6.1f %%\n", name, n[1], share(n[2], n[1]), n[3], share(n[4], n[3])
    }
    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    {
        n[1] = $at["line_total"]; n[2] = $at["line_covered"]
        n[3] = $at["branch_total"]; n[4] = $at["branch_covered"]
        split($1, part, "/")
        for (i = 1; i <= 4; i++) { chapter[part[1], i] += n[i]; sum[i] += n[i] }
        if (share(n[2], n[1]) < line_goal || share(n[4], n[3]) < branch_goal)
            low[++lows] = $1 " " n[1] " " n[2] " " n[3] " " n[4]
    }
    END {
        printf "%-34s %6s %8s %8s %8s\n", "", "lines", "run", "branches", "taken"
        for (i = 1; i <= lows; i++) { split(low[i], word, " "); for (k = 1; k <= 4; k++) n[k] = word[k + 1]; row(word[1], n) }
        names = split("core harness", name, " ")
        for (c = 1; c <= names; c++) {
            for (i = 1; i <= 4; i++) n[i] = chapter[name[c], i]
            row(name[c] " in all", n)
            bad += !(n[1] > 0 && share(n[2], n[1]) >= line_goal && share(n[4], n[3]) >= branch_goal)
        }
        row("in all", sum)
        if (bad) printf "klimb: coverage is below %d %% of lines or %d %% of branches\n", line_goal, branch_goal
        exit bad > 0
    }' "$build/coverage.csv" || failed=1
exit $failed
