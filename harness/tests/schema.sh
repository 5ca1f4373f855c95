#!/bin/sh
# schema.sh -- what klimb prints as JSON is what its schemas say, and damaged copies of it are not.
#
#     sh harness/tests/schema.sh BUILD     from the repository's folder
#
# Runs klimb on the small scenarios of the command line's cases. schema.py, which this needs python3 for, knows the keywords
# that the schemas use; where python3-jsonschema is installed that has to agree. What cannot be tested on this machine is said
# in a line "SKIP". The last line is "N passed, N failed, N skipped".
set -u
export LC_ALL=C PYTHONDONTWRITEBYTECODE=1
root=$(pwd)
klimb=$(cd "${1:?usage: schema.sh BUILD}" && pwd)/klimb || exit 1
if ! command -v python3 >/dev/null; then
    echo "SKIP: the schemas are not tested without python3"
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
passed=0 failed=0 skipped=0
for fixture in small diagnose history; do cp -r "harness/tests/cli/fixtures/$fixture/." "$work" || exit 1; done
cd "$work" || exit 1
if ! python3 -c 'import jsonschema' 2>/dev/null; then
    skipped=1
    echo "SKIP: python3-jsonschema is not installed, so that nobody else reads the schemas"
fi

# holds [--test] SCHEMA FILE...: the files are what the schema says.
holds() {
    if python3 "$root/harness/tests/schema.py" "$@" >said 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $*"
        tail -n 20 said | sed 's/^/    /'
    fi
}

# has FILE PATTERN: the file shows what it was made for.
has() {
    grep -q "$2" "$1" && passed=$((passed + 1)) && return
    failed=$((failed + 1))
    echo "FAILED: $1 does not hold $2"
}

verdicts=$root/harness/judge/check.schema.json
"$klimb" check -q small --json new.json >out 2>&1
"$klimb" bless -q --yes --reason first small/good small/compared >out 2>&1
"$klimb" check -q small --json passed.json >out 2>&1
"$klimb" check -q small/good --set model.hidden=[12] --against golden --json variant.json >out 2>&1
"$klimb" check -q small/good --format json --records build/runs/small/good/exact/seed-* >records.json 2>&1
sed -i 's/init_scale: 40/init_scale: 41/; s/steps: 60/steps: 50/' experiments/small/*.yaml
"$klimb" check -q small --json stale.json >out 2>&1
holds "$verdicts" new.json passed.json variant.json records.json stale.json
holds --test "$verdicts" variant.json
has stale.json '"verdict":.*"STALE"' && has stale.json '"verdict":.*"ERROR"' && has variant.json '"paired":.*{'
holds --test "$root/harness/history/history_line.schema.json" build/history.jsonl
"$klimb" history --history history.jsonl --format json >history.json 2>out
"$klimb" history --format json >own.json 2>out
holds --test "$root/harness/history/history.schema.json" history.json own.json
"$klimb" diagnose -q --format json ./*.csv ./*.jsonl ./*.log ./*.tsv >diagnoses.json 2>out
holds --test "$root/harness/diagnose/diagnose.schema.json" diagnoses.json
"$klimb" review --format json >review.json 2>out
holds --test "$root/harness/pending/review.schema.json" review.json
has review.json '"judgement":'
mkdir -p experiments/studies
cat >experiments/studies/beta.yaml <<'YAML'
claim: The KL falls as beta grows.
base: ../small/good.yaml
seeds: 2
axes:
  - {name: beta, key: objective.beta, values: [0.1, 1, 10]}
figure: {x: beta, scale: log, columns: [recon, kl]}
YAML
"$klimb" sweep beta --list --format json >list.jsonl 2>out
holds --test "$root/harness/sweep/sweep_list.schema.json" list.jsonl
has list.jsonl '"set":\["objective.beta=10"\]'

# Keywords that schema.py does not know would pass in silence.
printf '{"type": "object", "minProperties": 3}\n' >unknown.schema.json
python3 "$root/harness/tests/schema.py" unknown.schema.json new.json >said 2>&1
if grep -q 'schema uses minProperties' said; then passed=$((passed + 1)); else failed=$((failed + 1)) && cat said; fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
