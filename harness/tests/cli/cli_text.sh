#!/bin/sh
# cli_text.sh -- foreign text and misleading messages: what names, claims and broken files may hold
# does nothing to a terminal, a shell, a reader of verdicts, and is told by its name.
#
#     sh harness/tests/cli/cli_text.sh build/release/klimb
#
# Works in a folder of its own with small scenarios. The last line is "N passed, N failed".
set -u
klimb=$(realpath "${1:?usage: cli_text.sh KLIMB}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
cd "$work" || exit 1
passed=0 failed=0
unset KLIMB_EXPERIMENTS KLIMB_EXPECTED KLIMB_REPORTS KLIMB_SIMD
mkdir bin project
ln -s "$klimb" bin/klimb
PATH=$work/bin:$PATH
cd project || exit 1

pass() { passed=$((passed + 1)); }

fail() { # what, a file to show
    failed=$((failed + 1))
    echo "FAILED: $1"
    sed 's/^/  /' "$2" | cat -v | head -n 40
    echo
}

# expect WHAT CODE PATTERN COMMAND...: the exit code, and a line of stdout or stderr that matches.
expect() {
    what=$1 code=$2 pattern=$3
    shift 3
    "$@" >"$work/out" 2>"$work/err" </dev/null
    found=$?
    if [ "$found" -eq "$code" ] && cat "$work/out" "$work/err" | grep -Eq -e "$pattern"; then
        pass
    else
        { echo "exit code $found, wanted $code; wanted a line like: $pattern"; cat "$work/out" "$work/err"; } >"$work/shown"
        fail "$what" "$work/shown"
    fi
}

# Of what the last command printed: no control but the ends of lines, neither of ASCII nor in UTF-8
# (C1 is c2 80 to c2 9f), no line separator, and nothing that turns the direction of writing.
inert() { # what
    cat "$work/out" "$work/err" | tr -d '\n' >"$work/printed"
    if LC_ALL=C grep -q '[[:cntrl:]]' "$work/printed" ||
        LC_ALL=C grep -q "$(printf '\302[\200-\237]\|\342\200[\250-\256]\|\342\201[\246-\251]')" "$work/printed"; then
        fail "$1" "$work/printed"
    else
        pass
    fi
}

# says WHAT CODE PATTERN COMMAND...: expect, and what was printed is inert.
says() {
    expect "$@"
    inert "$1: inert"
}

# pasted WHAT CODE PATTERN LABEL: the command line behind "LABEL: " in what the last command printed
# does what it says when a person gives it to a shell.
pasted() {
    line=$(sed -n "s/^    $4: //p" "$work/out" | sed 's/^klimb bless /klimb bless --yes /')
    expect "$1 ($4: $line)" "$2" "$3" bash -c "$line"
}

good='model: {latent: 3, hidden: [16]}
train: {steps: 30, batch: 32}
record: {examples: 64}
seeds: {check: 1, golden: 2}'

scenario() { # name, more YAML
    mkdir -p "experiments/$(dirname -- "$1")"
    printf '%s\n%s\n' "$2" "$good" >"experiments/$1.yaml"
}

# ---- a scenario of which every text is hostile
odd='odd/it'\''s "x" $(touch hacked) `touch hacked`;touch hacked & # TODO @name <b>]]> größe\'
# shellcheck disable=SC1003 # a backslash at the end
hostile='\e[31m\a\r\nok 9 - x\n# TODO @name ]]> \u0085\u009b31m\u202e\u2028 $(touch hacked)'
scenario "$odd" "claim: \"$hostile\"
about: \"$hostile\""
says 'list' 0 'TODO' klimb list
says 'list a name' 0 'TODO' klimb list "$odd"
says 'show' 0 '^claim: "\\u001b\[31m\\u0007' klimb show "$odd"
says 'theory' 0 'TODO.*: d = ' klimb theory "$odd"
says 'run' 0 'TODO.* completed' klimb run "$odd"
says 'run of several' 0 'TODO.* completed' klimb run "$odd" --seeds 0..4
says 'export' 0 '^replay: 2 steps of odd/it' klimb export "$odd" --steps 2 --out replay
for format in table tap junit csv markdown; do
    says "check --format $format" 4 'NEW' klimb check "$odd" --format $format
done
says 'report --format markdown' 4 'NEW' klimb report "$odd" --format markdown
says 'a name that is near' 2 "^klimb: there is no scenario 'odd/it" klimb check "${odd}x"
says 'check' 4 '^    next: klimb bless --reason "\.\.\." ' klimb check "$odd"
pasted 'the next command blesses' 0 '^1 golden written to expected' next
says 'bless' 0 'replaces a golden' klimb bless --yes --reason "$(printf 'red \033[31m\nline')" "$odd"
says 'and the golden is whole' 0 '^1 scenario: 1 PASS' klimb check "$odd"
sed -i 's/batch: 32/batch: 31/' "experiments/$odd.yaml"
says 'check' 4 '^STALE' klimb check "$odd"
says 'a change shows the reason of old' 0 'has changed since .*red \?\[31m line' klimb bless --yes --reason again "$odd"
sed -i 's/^about/expect: [{final: {kl: [1000, 2000]}}]\nabout/' "experiments/$odd.yaml"
says 'a claim that fails cannot be blessed' 1 'cannot be blessed' klimb bless --yes --reason x "$odd"
says 'check' 1 '^    rerun: klimb check ' klimb check "$odd"
cp "$work/out" "$work/table"
pasted 'the rerun' 1 '^FAIL' rerun
cp "$work/table" "$work/out"
pasted 'the values' 0 '^model:' values
says 'markdown of a failure' 1 '^- again: <code>' klimb check "$odd" --format markdown
line=$(sed -n 's|^- again: <code>\(.*\)</code>$|\1|p' "$work/out" | sed 's/<!-- -->//g; s/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g' |
    perl -pe 's/&#(\d+);/chr $1/ge; s/&amp;/&/g')
expect "its command ($line)" 1 '^FAIL' bash -c "$line"
says 'TAP of a failure' 1 '^not ok 1 - .*\\# TODO' klimb check "$odd" --format tap
cp "$work/out" verdicts.tap
expect 'prove counts it as failed' 1 'Failed test:? +1|Failed 1/1' prove --exec cat verdicts.tap
says 'JUnit of a failure' 1 '<failure ' klimb check "$odd" --format junit
expect 'nothing was executed' 0 '^0$' sh -c 'find . -name hacked | wc -l'
rm -r experiments/odd

# ---- data that are not here, fetched by a hostile command
scenario odd/skip 'claim: Far.
data: {source: csv, path: far.csv, obtain: "make \e[31mfar\nPASS"}'
for format in table tap junit csv markdown; do
    says "SKIP --format $format" 0 'SKIP|skipped' klimb check odd/skip --format $format
done
says 'SKIP of run' 3 'is skipped: data are not here: run `make \?\[31mfar PASS`$' klimb run odd/skip

# ---- names that a command line could take for something else
scenario -rf 'claim: A dash.'
says 'a name with a dash' 4 '^    next: klimb bless --reason "\.\.\." -- -rf$' klimb check -- -rf
pasted 'its next command' 0 '^1 golden written' next
rm experiments/-rf.yaml
control=$(printf 'odd/a\nok 2 - b\033[31m')
scenario "$control" 'claim: A name of two lines.'
for command in run show theory 'bless --yes --reason x' 'report --format markdown'; do
    # shellcheck disable=SC2086 # a list of words
    says "$command of a name with controls" 2 "^klimb: .*'experiments/odd/a ok 2 - b\?\[31m.yaml' has a control" \
        klimb $command "$control"
done
says 'list names it and goes on' 2 '^odd/skip ' klimb list
says 'and says what to do' 2 '^  rename the file$' klimb list
rm "experiments/$control.yaml"

# ---- the command line itself
says 'a hostile option' 2 'threads must be' klimb run odd/skip --threads "$(printf '\033[31m')"
says 'a hostile command' 2 'no command' klimb "$(printf 'ch\033[31m')"
says 'a hostile file' 2 'exists, but is not a scenario' sh -c 'f=$(printf "x\033[31m"); touch "$f"; klimb check "$f"'

# ---- what a shell completes
scenario linear/a 'claim: One.'
scenario linear/b 'claim: Two.'
mkdir experiments/empty
for path in experiments/linear experiments/linear/ ./experiments/linear "$PWD/experiments/linear"; do
    expect "check $path" 4 '^2 scenarios: 2 NEW$' klimb check "$path"
done
expect 'list experiments' 0 '^odd/skip ' klimb list experiments
expect 'one of them by its path' 4 '^1 scenario: 1 NEW$' klimb check experiments/linear/a.yaml
expect 'a folder without scenarios' 2 '^klimb: there is no scenario in the folder experiments/empty$' klimb check experiments/empty
expect 'a family where one is wanted' 2 "'linear' is a family of scenarios, not one scenario" klimb show experiments/linear
mkdir 'my lin'
mkdir 'experiments/my lin'
cp experiments/linear/a.yaml 'experiments/my lin'
expect 'its hint is quoted' 2 "^  .klimb list 'my lin'. shows them$" klimb show 'my lin'

# ---- what is there and is no record
mkdir lightning
printf 'step,recon,kl\n0,9,1\n10,8,2\n' >lightning/metrics.csv
echo '{}' >trainer_state.json
for name in lightning trainer_state.json; do
    expect "report $name" 2 "^klimb: $name exists but is not a record$" klimb report "$name"
    expect "plot $name" 2 '^  a record is a folder with record.csv or a file that ends in .csv$' klimb plot log "$name"
    expect "check $name" 2 "^klimb: $name exists, but is not a scenario$" klimb check "$name"
done
expect 'also where there are no scenarios' 2 'is not a record' env KLIMB_EXPERIMENTS=/nowhere klimb report trainer_state.json
cp lightning/metrics.csv L2.CSV
expect 'a record in capitals is read' 3 'scenario.gp|gnuplot|reports' klimb report L2.CSV --output page --reports "$work/bin"

# ---- where records cannot be written
printf 'a file' >blocked
expect 'run says how to write elsewhere' 3 '^  --out DIR writes the records elsewhere$' klimb run linear/a --out blocked/runs
expect 'check as well' 3 '^  --out DIR writes the records elsewhere$' klimb check linear/a --out blocked/runs

# ---- all that is wrong in one answer
printf 'claim: x\nlikelihood: {reduction: mean}\noptimiser:\n  weight_decay: 0\n  learning_rat: 0.1\ntrain: {epochs: 20}\n' \
    >experiments/wrong.yaml
for line in 'wrong.yaml:2:14: unknown key likelihood.reduction' 'wrong.yaml:4:3: unknown key optimiser.weight_decay' \
    'wrong.yaml:5:3: unknown key optimiser.learning_rat, .* did you mean optimiser.learning_rate' \
    'wrong.yaml:6:9: unknown key train.epochs'; do
    expect "all keys: $line" 2 "^klimb: experiments/$line" klimb show wrong
done
expect 'all overrides' 2 '^klimb: --set model.latent=0: model.latent must be an integer from 1 to 65535, not 0$' \
    klimb show linear/a --set objective.bta=1 --set model.latent=0
rm experiments/wrong.yaml

# ---- merge conflicts
klimb bless --yes --reason first linear/a >/dev/null 2>&1
for file in bits.csv ensemble.csv features.csv golden.json; do
    cp "expected/linear/a/$file" saved
    sed -i '3i <<<<<<< HEAD' "expected/linear/a/$file"
    expect "a conflict in $file" 3 "expected/linear/a/$file:3(:1)?: merge conflict, not resolved; restore expected/ from version control, or bless again" \
        klimb check linear/a
    cp saved "expected/linear/a/$file"
done
sed -i '1s/{/[/' expected/linear/a/golden.json
expect 'broken JSON is called that' 3 'golden.json:[0-9:]+ bad JSON: .*; restore expected/ from version control' klimb check linear/a
cp saved expected/linear/a/golden.json
sed -i '2i =======' experiments/linear/b.yaml
expect 'a conflict in a scenario' 2 'experiments/linear/b.yaml:2:1: merge conflict, not resolved' klimb show linear/b
run=build/runs/linear/a/exact/seed-0000
for file in record.csv dims.csv manifest.json; do
    klimb run linear/a >/dev/null 2>&1
    sed -i '2i >>>>>>> topic' $run/$file
    expect "a conflict in $file" 2 "$file:2:1: merge conflict, not resolved" klimb report $run
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
