#!/bin/sh
# side_by_side.sh -- pairs of commands at once in one project: what each says and leaves must be what it
# says and leaves alone.
#
#     sh harness/tests/side_by_side.sh build/release/klimb build/mutants/bin/adam_without_bias_correction [ROUNDS]
#
# The second program is another build, whose trainer differs; it blesses into a folder of its own and has
# the records in the same place as everybody. A command that cannot wait may say "another klimb is at
# work" and end with code 3; that is counted apart. ROUNDS of each pair (50), begun some milliseconds
# after each other at random. What was wrong is kept in $BUILD/side-by-side (build). Exit code 1 if anything was.
set -eu
klimb=$(realpath "${1:?usage: side_by_side.sh KLIMB OTHER [ROUNDS]}")
other=$(realpath "${2:?usage: side_by_side.sh KLIMB OTHER [ROUNDS]}")
rounds=${3:-50}
case $rounds in '' | *[!0-9]* | 0) echo "ROUNDS is $rounds, it must be a whole number from 1" >&2 && exit 2 ;; esac
mkdir -p "${BUILD:-build}"
kept=$(realpath "${BUILD:-build}")/side-by-side
rm -rf "$kept" && mkdir -p "$kept"
unset CI KLIMB_EXPERIMENTS KLIMB_EXPECTED KLIMB_SIMD
KLIMB_REPORTS=$(pwd)/reports
export KLIMB_REPORTS LC_ALL=C
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
export GIT_CEILING_DIRECTORIES="$work"
cd "$work"

# ---- the commands ----------------------------------------------------------------------------------

perform() {
    case $1 in
    run) "$klimb" run t/a --seeds 0..3 -q ;;
    run-set) "$klimb" run t/a --seeds 0..3 -q --set optimiser.learning_rate=3e-2 ;;
    check) "$klimb" check t/a t/b -q ;;
    check-set) "$klimb" check t/a t/b -q --set optimiser.learning_rate=3e-2 ;;
    bless) "$klimb" bless t/a t/b -q --yes --reason right ;;
    report) "$klimb" report t/a -q ;;
    report-b) "$klimb" report t/b -q ;;
    other-bless) "$other" bless t/a t/b -q --yes --reason right --expected other ;;
    esac
}
commands='run run-set check check-set bless report report-b other-bless'

# Every pair that a person may start; two reports are of different scenarios, because two of the same
# cannot be told apart.
pairs='run+run run+run-set run+check run+check-set run+bless run+report run-set+run-set run-set+check
run-set+check-set run-set+bless run-set+report check+check check+check-set check+bless check+report
check-set+check-set check-set+bless check-set+report bless+bless bless+report report+report-b
run+other-bless check+other-bless bless+other-bless report+other-bless'

project() { # folder
    mkdir -p "$1/experiments/t" "$1/expected" "$1/other"
    cat >"$1/experiments/t/a.yaml" <<'YAML'
claim: The small model learns.
data: {source: bars, side: 4, examples: 100}
model: {latent: 2, hidden: [8]}
train: {steps: 60, batch: 16}
seeds: {golden: 8, check: 2, ensemble: 4}
YAML
    sed 's/small/other/; s/latent: 2/latent: 3/' "$1/experiments/t/a.yaml" >"$1/experiments/t/b.yaml"
}

# ---- what was said and left, in a form that can be compared ------------------------------------------

# Standard output without the seconds at the ends of lines.
words() { sed 's/  *[0-9][0-9]*\.[0-9][0-9]$//' "$1"; }

# Names and sums of the files of a folder. What tells when and how a golden was made is left out.
sums() {
    [ -d "$1" ] || return 0
    (cd "$1" && find . -name '.?*' -prune -o -type f ! -name golden.json -exec cksum {} + | sort -k 3
        find . -name '.?*' -prune -o -name golden.json -print | sort | while read -r file; do
            grep -v -e '"date"' -e '"commit"' -e '"command"' "$file" | cksum | sed "s|\$| $file|"
        done)
}

# For each record: of which settings its manifest says it is, and what it holds.
records() {
    find "$1/build" -name '.?*' -prune -o -name manifest.json -print 2>/dev/null | while read -r manifest; do
        printf '%s %s\n' "$(sed -n 's/.*"\(record_\)*digest".*"\(.*\)".*/\2/p' "$manifest" | tr '\n' ' ')" \
            "$(cksum <"${manifest%/*}/record.csv")"
    done | sort -u
}

# ---- alone -------------------------------------------------------------------------------------------

project start
(cd start && perform bless >../start.log 2>&1) || { cat start.log >&2 && exit 2; }
rm -rf start/build
mkdir alone
for command in $commands; do
    rm -rf here && cp -r start here
    code=0
    (cd here && perform "$command" >"../alone/$command.out" 2>"../alone/$command.err") || code=$?
    echo $code >"alone/$command.code"
    words "alone/$command.out" >"alone/$command.words"
    records here >>alone/records
    case $command in
    report*) sums here/build/report >"alone/$command.pages" ;;
    bless) sums here/expected >alone/golden ;;
    other-bless) sums here/other >alone/golden-other ;;
    esac
done
for file in golden golden-other report.pages report-b.pages records; do
    [ -s "alone/$file" ] || { echo "side_by_side: alone, no command made any $file" >&2 && exit 2; }
done
# Otherwise a mixture could not be seen.
for same in 'golden golden-other' 'report.pages report-b.pages' 'check.words check-set.words' 'run.words run-set.words'; do
    # shellcheck disable=SC2086 # two names
    (cd alone && ! cmp -s $same) || { echo "side_by_side: these do not differ: $same" >&2 && exit 2; }
done

# ---- side by side --------------------------------------------------------------------------------------

# keep WHAT: the first round of a pair with a wrong of this kind.
keep() {
    [ -d "$kept/$pair-$1" ] || cp -r round "$kept/$pair-$1"
    is_wrong=1
}

# judge_words SLOT COMMAND: adds to refused, bad_verdict.
judge_words() {
    code=$(cat "round/$1.code")
    if [ "$code" -eq 3 ] && grep -q 'another klimb is at work' "round/$1.err"; then
        is_refused=1
        return
    fi
    words "round/$1.out" >round/words
    if [ "$code" -ne "$(cat "alone/$2.code")" ] || ! cmp -s round/words "alone/$2.words"; then
        bad_verdict=$((bad_verdict + 1))
        keep verdict
    fi
}

is_same() { cmp -s "$1" "$2"; }

# judge_files: goldens, records and pages after both have ended.
judge_files() {
    sums round/project/expected >round/golden
    sums round/project/other >round/golden-other
    is_good=1
    is_same round/golden alone/golden || is_good=0
    case $pair in *other-bless) is_same round/golden-other alone/golden-other || is_good=0 ;; esac
    [ $is_good -eq 1 ] || { bad_golden=$((bad_golden + 1)) && keep golden; }
    case $pair in
    *report*)
        sums round/project/build/report >round/pages
        is_same round/pages alone/report.pages ||
            { [ "$pair" = report+report-b ] && is_same round/pages alone/report-b.pages; } ||
            { [ $is_refused -eq 1 ] && [ ! -s round/pages ]; } ||
            { bad_report=$((bad_report + 1)) && keep report; }
        ;;
    esac
    records round/project >round/records
    if [ -n "$(comm -23 round/records alone/records)" ]; then
        bad_record=$((bad_record + 1))
        keep record
    fi
}

start_later() { # slot, command, seconds
    (
        sleep "$3"
        cd round/project
        code=0
        perform "$2" >"../$1.out" 2>"../$1.err" </dev/null || code=$?
        echo $code >"../$1.code"
    ) &
}

# The two begin up to 30 ms after each other, either first.
one_round() {
    rm -rf round && mkdir round && cp -r start round/project
    read -r early late <&3
    start_later 1 "${pair%+*}" "$early"
    start_later 2 "${pair#*+}" "$late"
    wait
    is_wrong=0 is_refused=0
    judge_words 1 "${pair%+*}"
    judge_words 2 "${pair#*+}"
    judge_files
    if [ $is_wrong -eq 0 ]; then
        right=$((right + 1 - is_refused)) refused=$((refused + is_refused))
    fi
}

sort -u -o alone/records alone/records
awk -v rounds="$rounds" 'BEGIN {
    srand()
    for (i = 0; i < 100 * rounds; i++)
        print rand() < 0.5 ? 0 : sprintf("%.4f", 0.03 * rand()), rand() < 0.5 ? 0 : sprintf("%.4f", 0.03 * rand())
}' >pauses
exec 3<pauses
wrong=0
row='%-24s %6s %6s %8s | %8s %8s %8s %8s\n'
# shellcheck disable=SC2059 # the format of all rows
printf "$row" pair rounds right refused verdict golden report record
for pair in $pairs; do
    right=0 refused=0 bad_verdict=0 bad_golden=0 bad_report=0 bad_record=0 i=0
    while [ $i -lt "$rounds" ]; do
        one_round
        i=$((i + 1))
    done
    # shellcheck disable=SC2059
    printf "$row" "$pair" "$rounds" $right $refused $bad_verdict $bad_golden $bad_report $bad_record
    wrong=$((wrong + rounds - right - refused))
done
echo
echo 'verdict: a command said something else or ended with another code than alone; golden: not the right'
echo 'one; report: pages of both; record: its manifest is of other curves. A round may have several.'
if [ $wrong -gt 0 ]; then
    echo "$wrong rounds were wrong; the first of each kind is in $kept"
    exit 1
fi
rm -rf "$kept"
echo 'every round was right'
