#!/bin/sh
# cli_golden.sh -- a golden that is not what one blessing wrote is refused, whatever was done to it.
#
#     sh harness/tests/cli/cli_golden.sh build/release/klimb DRIFTED
#
# Edits goldens of small scenarios in many ways and checks them: each must be ERROR, exit code 3, also with
# --allow-drift, and the file and the kind of the damage must be named. Prints a line an edit.
set -u
usage='usage: cli_golden.sh KLIMB DRIFTED'
klimb=$(realpath "${1:?$usage}") drifted=$(realpath "${2:?$usage}")
. "$(dirname "$0")/expect.sh"

scenario a <<'YAML'
claim: A short run learns something.
model: {latent: 3, hidden: [16]}
train: {steps: 60, batch: 32}
record: {examples: 64}
seeds: {check: 3, golden: 20}
expect:
  - falls: {column: recon, by: [1, 40]}
YAML
scenario b <<'YAML'
claim: So does another one.
base: a.yaml
objective: {beta: 2}
YAML
expect 'bless' 0 '2 goldens written' "$klimb" bless -q --yes --reason first a b
cp -r expected whole
cp -r expected old
expect 'bless a changed trainer' 0 '1 golden written' "$drifted" bless -q --yes --reason second --expected old a

# edit WHAT FILE KIND COMMAND: run the command in the golden of a; check must say ERROR, the file and the kind.
edit() {
    rm -rf expected && cp -r whole expected
    (cd expected/a && sh -c "$4") || failed=$((failed + 1))
    if diff -r whole expected >"$work/out"; then
        failed=$((failed + 1))
        echo "FAILED: $1: the edit changes nothing"
    fi
    expect "$1" 3 "golden cannot be used: .*expected/a/$2.*$3" "$klimb" check -q a
    expect "$1, --allow-drift" 3 'ERROR +a ' "$klimb" check -q --allow-drift a
    printf '  %-46s %s\n' "$1" "$(sed -n "s/.*golden cannot be used: //p" "$work/out" | cut -c1-150)"
}
# fine WHAT COMMAND: an edit that changes no value.
fine() {
    rm -rf expected && cp -r whole expected
    (cd expected/a && sh -c "$2") || failed=$((failed + 1))
    expect "$1" 0 '1 PASS' "$klimb" check -q a
    printf '  %-46s PASS\n' "$1"
}
markers='s/^/<<<<<<< ours\n/;s/$/\n=======\n>>>>>>> theirs/'

edit 'bits: one digit of seed 0' ensemble.csv 'edited by hand' "sed -i '2s/,[^,]*/,41.5/3' bits.csv"
edit 'bits: last digit in no row of the ensemble' bits.csv 'edited' "sed -i '9s/\([0-9]\)$/1\1/' bits.csv"
edit 'bits: two rows swapped' bits.csv:6 'steps must ascend' "sed -i '5{h;d};6{G}' bits.csv"
edit 'bits: cut in a row' bits.csv '' 'head -c 2000 bits.csv >x && mv x bits.csv'
edit 'bits: last newline' bits.csv 'cut off' 'head -c -1 bits.csv >x && mv x bits.csv'
edit 'bits: empty' bits.csv '' ': >bits.csv'
edit 'bits: merge markers' bits.csv 'merge conflict' "sed -i '5$markers' bits.csv"
edit 'bits: byte order mark' bits.csv '' "sed -i '1s/^/\xef\xbb\xbf/' bits.csv"
edit 'bits: a row deleted' bits.csv 'a part is missing: it has 3 of 3 seeds and 122 of 123 rows' "sed -i 5d bits.csv"
edit 'bits: last row' bits.csv 'a part is missing' "sed -i '\$d' bits.csv"
edit 'bits: all but one row' bits.csv 'a part is missing' "sed -i '3,\$d' bits.csv"
edit 'bits: columns behind the 4th' bits.csv 'column .* is missing' "cut -d, -f1-4 bits.csv >x && mv x bits.csv"
edit 'bits: all columns but step' bits.csv 'column .* is missing' "cut -d, -f1-2 bits.csv >x && mv x bits.csv"
edit 'bits: seeds 1 and 2 deleted' bits.csv 'a part is missing: it has 1 of 3 seeds' "sed -i '/^[12],/d' bits.csv"
edit 'bits: NUL before seed 1' bits.csv 'NUL' "sed -i '0,/^1,/s/^1,/\x00&/' bits.csv"
edit 'bits: of another scenario' '' 'files of two blessings' 'cp ../b/bits.csv .'
edit 'bits: of another blessing' '' 'files of two blessings' 'cp ../../old/a/bits.csv .'
edit 'ensemble: one digit' ensemble.csv 'edited' "sed -i '5s/,\([0-9]\)\([^,]*\)$/,9\2/' ensemble.csv"
edit 'ensemble: one digit of the last seed' ensemble.csv 'edited' "sed -i '\$s/\([0-9]\)$/1\1/' ensemble.csv"
edit 'ensemble: a column tripled' ensemble.csv 'edited by hand' \
    "awk -F, -v OFS=, 'NR > 1 { \$5 = \$5 * 3 } { print }' ensemble.csv >x && mv x ensemble.csv"
edit 'ensemble: of another scenario' ensemble.csv 'files of two blessings' 'cp ../b/ensemble.csv .'
edit 'ensemble: of another blessing' ensemble.csv 'files of two blessings' 'cp ../../old/a/ensemble.csv .'
edit 'ensemble: the last seed deleted' '' '' "sed -i '/^19,/d' ensemble.csv"
edit 'ensemble: missing' ensemble.csv 'a part of the golden is missing' 'rm ensemble.csv'
edit 'ensemble: merge markers' ensemble.csv 'merge conflict' "sed -i '5$markers' ensemble.csv"
edit 'features: one value' features.csv 'edited' "sed -i '3s/,[^,]*/,1.25/4' features.csv"
edit 'features: one value of the last seed' features.csv 'edited' "sed -i '\$s/,[^,]*/,1.25/4' features.csv"
edit 'features: of another scenario' features.csv '' 'cp ../b/features.csv .'
edit 'features: of another blessing' features.csv '' 'cp ../../old/a/features.csv .'
edit 'features: the last seed deleted' features.csv '' "sed -i '\$d' features.csv"
edit 'features: missing' features.csv 'a part of the golden is missing' 'rm features.csv'
edit 'features: merge markers' features.csv 'merge conflict' "sed -i '5$markers' features.csv"
edit 'golden.json: reason' golden.json 'edited after it was blessed' "sed -i 's/\"first\"/\"better\"/' golden.json"
edit 'golden.json: scenario' golden.json 'edited after it was blessed' "sed -i '/\"scenario\"/s/\"a\"/\"c\"/' golden.json"
edit 'golden.json: commit' golden.json 'edited after it was blessed' "sed -i '/\"commit\"/s/:.*/: \"x\",/' golden.json"
edit 'golden.json: digest' golden.json 'edited after it was blessed' "sed -i '/\"digest\"/s/[0-9a-f]\",/0\",/;/\"digest\"/s/\"[0-9a-f]/\"0/2' golden.json"
edit 'golden.json: digest of a table' golden.json 'edited after it was blessed' "sed -i '/\"bits.csv\"/s/\"[0-9a-f]\{4\}/\"0000/' golden.json"
edit 'golden.json: number of seeds' golden.json 'edited after it was blessed' "sed -i 's/\"ensemble\":.*20/\"ensemble\": 19/' golden.json"
edit 'golden.json: step of an outcome' golden.json 'edited after it was blessed' "sed -i '0,/\"step\":.*60/s/\"step\":.*60/\"step\": 59/' golden.json"
edit 'golden.json: kind of an outcome' golden.json '' "sed -i '0,/\"completed\"/s//\"non-finite\"/' golden.json"
edit 'golden.json: format' golden.json 'newer klimb' "sed -i '/\"format\"/s/2/3/' golden.json"
edit 'golden.json: no format' golden.json 'no seal.*klimb bless --reseal a' "sed -i '/\"format\"/d' golden.json"
edit 'golden.json: no seal' golden.json 'seal' "sed -i 's/\"format\":.*2,/\"format\": 2, \"x\": 1,/;/\"seal\"/s/seal/zeal/' golden.json"
edit 'golden.json: of another scenario' golden.json '' 'cp ../b/golden.json .'
edit 'golden.json: of another blessing' '' '' 'cp ../../old/a/golden.json .'
edit 'golden.json: missing' golden.json 'a part of the golden is missing' 'rm golden.json'
edit 'golden.json: empty' golden.json '' ': >golden.json'
edit 'golden.json: cut' golden.json 'JSON' 'head -c 300 golden.json >x && mv x golden.json'
edit 'golden.json: YAML that is not JSON' golden.json ':3: this is not JSON' "printf '{\n\n    # by hand\n' >x && sed 1d golden.json >>x && mv x golden.json"
edit 'golden.json: merge markers' golden.json 'merge conflict' "sed -i '5$markers' golden.json"
edit 'all files of another scenario' golden.json 'this is the golden of b, in the folder of a' 'cp ../b/* .'
edit 'all tables of another scenario' '' '' 'cp ../b/*.csv .'
edit 'all tables of another blessing' bits.csv 'edited, or of another blessing' 'cp ../../old/a/*.csv .'
fine 'all files of another blessing of these curves' 'cp ../../whole/a/* .'
fine 'CRLF in the tables' "sed -i 's/\$/\r/' *.csv"
fine 'CRLF in all files' "sed -i 's/\$/\r/' *"
fine 'CRLF in bits.csv alone' "sed -i 's/\$/\r/' bits.csv"
fine 'indentation of golden.json' "tr -d '\t' <golden.json >x && mv x golden.json"
fine 'a link to the golden' 'cd .. && mv a ../elsewhere && ln -s ../elsewhere a'
rm -rf elsewhere

# ---- goldens of klimb 0.1
rm -rf expected && cp -r whole expected
unseal() { # golden.json without what the seal has brought
    awk '/"format"|"seal"/ { next } /"seeds"|"rows"|"sha256"/ { skip = 1 } !skip { print } /}/ { skip = 0 }' \
        "$1" | awk '{ line[NR] = $0 } END { for (i = 1; i <= NR; i++) { if (line[i + 1] ~ /^}/) sub(/,$/, "", line[i]); print line[i] } }' >x
    mv x "$1"
}
unseal expected/a/golden.json
unseal expected/b/golden.json
expect 'a golden without a seal does not pass' 3 'no seal.*klimb bless --reseal a' "$klimb" check -q a
expect 'it can be sealed' 0 '2 goldens sealed' "$klimb" bless --reseal --all
expect 'and then it passes' 0 '2 PASS' "$klimb" check -q a b
expect 'sealing changes nothing else' 0 '^same$' sh -c \
    'for s in a b; do for f in bits.csv ensemble.csv features.csv golden.json; do cmp whole/$s/$f expected/$s/$f || exit 1; done; done; echo same'
expect 'what is sealed is not sealed again' 2 'it has a seal already' "$klimb" bless --reseal a
unseal expected/a/golden.json
cp expected/b/ensemble.csv expected/a/ensemble.csv
expect 'two blessings are not sealed as one' 2 'ensemble.csv.*files of two blessings' "$klimb" bless --reseal a
expect 'and stay as they were' 0 '^same$' sh -c 'cmp whole/b/ensemble.csv expected/a/ensemble.csv && echo same'
rm -rf expected && cp -r whole expected

# ---- what cannot be read is not absent
if [ "$(id -u)" = 0 ]; then
    mkdir readable && cp -r experiments expected readable/ && chmod -R a+rX . readable
    chmod 600 readable/expected/a/golden.json
    chmod 700 readable/expected/b
    as_nobody() { (cd readable && setpriv --reuid 65534 --regid 65534 --clear-groups "$@"); }
    expect 'a golden that may not be read is not NEW' 3 'cannot read .*expected/a/golden.json: Permission denied' \
        as_nobody "$klimb" check -q --out /dev/shm/klimb-cli.$$ a
    expect 'nor is one in a folder that may not be searched' 3 'cannot read .*expected/b/golden.json: Permission denied' \
        as_nobody "$klimb" check -q --out /dev/shm/klimb-cli.$$ b
    rm -rf /dev/shm/klimb-cli.$$
fi
expect '--expected that is a file' 2 'expected is ".*whole/a/golden.json": it is not a folder' "$klimb" check --expected whole/a/golden.json a
expect '--expected that is a typing error' 2 'expected is "expecte": there is no such folder' "$klimb" check --expected expecte a
expect 'bless makes the folder' 0 '1 golden written' "$klimb" bless -q --yes --reason x --expected new/er a

# ---- a damaged golden can be blessed again; nothing is left behind
sed -i '1s/{/[/' expected/a/golden.json
expect 'the old one is told' 0 'the old one cannot be used: .*golden.json' "$klimb" bless -q --yes --reason again a
expect 'and replaced' 0 '1 PASS' "$klimb" check -q a
expect 'four files and no more' 0 '^4$' sh -c 'find expected/a -mindepth 1 | wc -l'
expect 'and nothing beside them' 0 '^2$' sh -c 'ls -A expected | wc -l'
expect 'nothing moves where nothing moved' 0 'recon_final .*, as before$' "$klimb" bless -q --yes --reason again a
absent 'no arrow where nothing moved' "$(grep -l -e '->' "$work/out")"
printf 'kept\n' >expected/a/NOTES
printf 'half' >expected/a/bits.csv.spqsPW
expect 'other files in its folder' 0 'written' "$klimb" bless -q --yes --reason again a
expect 'stay' 0 '^kept$' cat expected/a/NOTES
absent 'temporary files of klimb 0.1 do not' expected/a/bits.csv.spqsPW

# ---- orphans
mkdir -p expected/gone/by && cp -r expected/a expected/gone/by/rename
expect 'list names a golden without a scenario' 0 'expected/gone/by/rename is a golden without a scenario' "$klimb" list
expect 'so does check' 0 'expected/gone/by/rename is a golden without a scenario' "$klimb" check -q
expect 'so does bless' 0 'expected/gone/by/rename is a golden without a scenario' "$klimb" bless -q --yes --reason x a
expect 'check --strict refuses it' 1 'golden without a scenario' "$klimb" check -q --strict
expect 'list --strict refuses it' 1 'golden without a scenario' "$klimb" list --strict
expect 'bless --strict writes nothing' 1 'golden without a scenario' "$klimb" bless -q --strict --yes --reason strict a
absent 'bless --strict wrote nothing' "$(grep -l '"strict"' expected/a/golden.json)"
rm -rf expected/gone

# ---- nothing vacuous
scenario few <<'YAML'
claim: Too few golden seeds to compare with.
base: a.yaml
seeds: {check: 2, golden: 3}
YAML
expect 'bless warns of few seeds' 0 'warning: 3 golden seeds are too few' "$klimb" bless -q --yes --reason few few
expect 'bits are a comparison' 0 '1 PASS' "$klimb" check -q few
expect 'another backend has none' 4 'UNTESTED +few' "$klimb" check -q --backend openblas few
expect 'nor have other seeds' 4 'UNTESTED +few' "$klimb" check -q --seeds 100..101 few
expect 'changed bits without witnesses are not forgiven' 1 'FAIL +few' "$drifted" check -q --allow-drift few

tell
