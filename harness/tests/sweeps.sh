#!/bin/sh
# sweeps.sh -- disturbs klimb sweep, and compares its tables with those of an undisturbed sweep, byte for byte.
#
#     sh harness/tests/sweeps.sh BUILD        in the repository's folder
#
# Two sweeps share a folder; a list of runs is done backwards beside a sweep; kill -9 and SIGINT stop sweeps at
# random moments; the disk fills up; records are cut off, forged, exchanged, or hidden by a file. Prints TAP and
# keeps what each sweep said in BUILD/sweeps-test. SWEEPS_SEED=N repeats the random moments.
#
# Exit code: 0 all tests passed; 1 a test failed; 2 usage. Where no small disk can be mounted, its test is skipped.
set -u
[ $# -eq 1 ] || {
    echo 'usage: sh harness/tests/sweeps.sh BUILD' >&2
    exit 2
}
. "$(dirname "$0")/study.sh"
work=$(realpath "$1")/sweeps-test klimb=$(realpath "$1")/release/klimb
umount "$work/disk" 2>/dev/null
rm -rf "$work" && mkdir -p "$work" && cd "$work" && make_project 1000 || exit 1
seed=${SWEEPS_SEED:-$(date +%N | sed 's/^0*//')}
note "SWEEPS_SEED=$seed"
trap 'umount "$work/disk" 2>/dev/null' EXIT
trap 'exit 130' INT TERM HUP

# sweep OUT [OPTION...]: what it says is in said.
sweep() {
    out=$1
    shift
    "$klimb" sweep s -q --out "$out" "$@" >said 2>&1
}

# whole OUT: finishes a sweep. Its tables and its number of records must be those of the undisturbed one.
whole() { sweep "$1" && same_tables whole "$1" && [ "$(records "$1" | wc -l)" -eq $runs ]; }

sweep whole
verdict $? 'an undisturbed sweep'

# ---- at once ---------------------------------------------------------------------------------

"$klimb" sweep s -q --out two >said.a 2>&1 &
"$klimb" sweep s -q --out two >said.b 2>&1
code=$?
wait $! && [ $code -eq 0 ] && same_tables whole two && [ "$(records two | wc -l)" -eq $runs ]
verdict $? 'two sweeps at once in one folder'

"$klimb" sweep s --list --out lists >list
"$klimb" sweep s -q --out lists >said.a 2>&1 &
tac list | sh >said.b 2>&1
code=$?
wait $! && [ $code -eq 0 ] && same_tables whole lists
verdict $? 'a sweep, and its list done backwards beside it'

# ---- stopped ---------------------------------------------------------------------------------

# stop SIGNAL OUT: stops 12 sweeps, each at a random moment of its first half second.
stop() {
    for turn in 1 2 3 4 5 6 7 8 9 10 11 12; do
        pick 500
        env --default-signal=INT "$klimb" sweep s -q --out "$2" >"said.$turn" 2>&1 &
        process=$!
        sleep "0.$(printf %03d "$number")"
        kill "-$1" $process 2>/dev/null
        wait $process 2>/dev/null
        codes="$codes $?"
    done
}

# swept OUT: a sweep that makes one record again leaves no private folder, neither its own nor one of a stopped sweep.
swept() {
    sleep 2 # a run goes on for a moment when its sweep is killed
    rm -r "$1/$(records "$1" | head -n 1)"
    whole "$1" && [ -z "$(find "$1" -name .klimb)" ]
}

codes=''
stop KILL killed
note "exit codes$codes; $(records killed | wc -l) records"
whole killed
verdict $? 'kill -9 at 12 moments, then a sweep to the end'
swept killed
verdict $? 'the next sweep removes what the killed ones left'
codes=''
stop INT interrupted
note "exit codes$codes; $(records interrupted | wc -l) records"
# 130: no run was at work yet, or none any more.
printf '%s\n' $codes | grep -q 3 && ! printf '%s\n' $codes | grep -qvx '0\|3\|130' &&
    grep -q 'stopped by signal 2' said.[0-9]*
verdict $? 'a sweep stopped by SIGINT says so and ends with code 3'
whole interrupted
verdict $? 'SIGINT at 12 moments, then a sweep to the end'
swept interrupted
verdict $? 'the next sweep removes what the interrupted ones left'

# ---- a full disk -----------------------------------------------------------------------------

mkdir disk
# Room for some of the records.
if mount -t tmpfs -o size=600k none disk 2>said; then
    sweep disk/out
    [ $? -eq 3 ] && grep -q 'No space left' said
    verdict $? 'a sweep says that the disk is full, and ends with code 3'
    note "$(records disk/out | wc -l) records"
    [ -z "$(find disk -name .klimb)" ]
    verdict $? 'it leaves no private folder'
    mount -o remount,size=100m disk && whole disk/out
    verdict $? 'with more room the next sweep finishes'
else
    count=$((count + 1))
    echo "ok $count - # SKIP no small disk: $(tail -n 1 said)"
fi

# ---- damage ----------------------------------------------------------------------------------

# damage WHAT COMMAND...: the command damages a record, picked at random, of a copy of the undisturbed sweep.
damage() {
    what=$1
    shift
    rm -rf damaged && cp -r whole damaged
    pick $runs
    record=damaged/$(records damaged | sed -n "$((number + 1))p")
    "$@" "$record"
    whole damaged
    code=$?
    [ $code -eq 0 ] || show said
    verdict $code "$what: made again, the same tables"
}

cut_record() { truncate -s -10 "$1/record.csv"; }
cut_manifest() { truncate -s 100 "$1/manifest.json"; }
lose_record() { rm "$1/record.csv"; }
lose_manifest() { rm "$1/manifest.json"; }
empty_manifest() { : >"$1/manifest.json"; }
hide() { rm -r "$1" && echo in the way >"$1"; }
exchange() { # with the record of another seed
    other=$(find "$(dirname "$1")" -mindepth 1 -maxdepth 1 -type d ! -path "$1" | sort | sed -n 1p)
    mv "$1" "$1.x" && mv "$other" "$1" && mv "$1.x" "$other"
}

damage 'a manifest cut off' cut_manifest
damage 'an empty manifest' empty_manifest
damage 'no manifest' lose_manifest
damage 'no record' lose_record
damage 'a record cut off' cut_record
damage 'records of two seeds exchanged' exchange

rm -rf damaged && cp -r whole damaged
pick $runs
record=damaged/$(records damaged | sed -n "$((number + 1))p")
hide "$record"
sweep damaged
[ $? -eq 3 ] && grep -q "${record#damaged/}" said
code=$?
[ $code -eq 0 ] || show said
verdict $code 'a file in the place of a record: code 3, and its name'

# forge FOLDER: changes a figure of a record, and gives the manifest the digest that belongs to it.
forge() {
    awk -F, -v OFS=, 'NR == 2 { $2 = $2 + 1 } { print }' "$1/record.csv" >forged && cp forged "$1/record.csv"
    digest=$(cat "$1/record.csv" "$1/dims.csv" | sha256sum | cut -d' ' -f1)
    sed -i "s/\(\"record_digest\":[[:space:]]*\"\)[0-9a-f]*/\1$digest/" "$1/manifest.json"
}
rm -rf damaged && cp -r whole damaged
pick $runs
record=damaged/$(records damaged | sed -n "$((number + 1))p")
forge "$record"
sweep damaged --verify 1
[ $? -eq 1 ] && grep -q "$record" said && ! grep -q record_digest said
code=$?
[ $code -eq 0 ] || show said
verdict $code 'a record forged together with its digest: --verify names it, code 1'
cut_record "$record"
sweep damaged --verify 0.01
[ $? -eq 1 ]
verdict $? 'a record cut off: --verify 0.01 sees it, code 1'

echo "1..$count"
[ $failed -eq 0 ]
