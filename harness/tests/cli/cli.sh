#!/bin/sh
# cli.sh -- the klimb command as a user meets it: exit codes, messages, bad input.
#
#     sh harness/tests/cli/cli.sh build/release/klimb DRIFTED FAULTY
#
# DRIFTED is klimb with other random numbers of the same kind, FAULTY one with a bug in its trainer (mutants).
# Works in a folder of its own with small scenarios. The last line is "N passed, N failed".
set -u
usage='usage: cli.sh KLIMB DRIFTED FAULTY'
klimb=$(realpath "${1:?$usage}") drifted=$(realpath "${2:?$usage}") faulty=$(realpath "${3:?$usage}")
. "$(dirname "$0")/expect.sh"

scenario small/good <<'YAML'
claim: A short run learns something.
model: {latent: 3, hidden: [16]}
train: {steps: 60, batch: 32}
record: {examples: 64}
seeds: {check: 2, golden: 20}
expect:
  - falls: {column: recon, by: [1, 40]}
YAML
scenario small/bursting <<'YAML'
claim: Weights that begin too large overflow.
base: good.yaml
model: {init_scale: 40}
expect:
  - becomes non-finite: {by: 10}
YAML
scenario small/undeclared <<'YAML'
claim: This one bursts and does not say so.
base: bursting.yaml
YAML
scenario small/wrong <<'YAML'
claim: A claim that does not hold.
base: good.yaml
expect:
  - final: {kl: [1000, 2000]}
YAML
scenario small/broken <<'YAML'
claim: Its data are not there.
base: good.yaml
data: {source: csv, path: nowhere.csv}
YAML
scenario small/compared <<'YAML'
claim: The KL is that of small/good.
base: good.yaml
expect:
  - ratio: {column: kl, of: good.yaml, in: [1, 1]}
YAML

# ---- help and mistakes in the command line
expect 'no arguments give the overview' 0 'klimb check' "$klimb"
expect 'help' 0 'bless' "$klimb" help
expect 'version' 0 'klimb [0-9]+\.[0-9]+' "$klimb" --version
for command in list show run check bless report plot theory export info; do
    expect "$command --help" 0 "klimb $command" "$klimb" $command --help
    expect "help $command" 0 "klimb $command" "$klimb" help $command
done
expect 'unknown command' 2 'check' "$klimb" chek
expect 'unknown option' 2 'backend' "$klimb" check --bakend exact
expect 'option of another command' 2 'reason' "$klimb" list --reason x
expect 'option without its argument' 2 'seed' "$klimb" run --seed
expect 'bad backend' 2 'exact' "$klimb" run small/good --backend mkl
expect 'bad seeds' 2 'seeds' "$klimb" run small/good --seeds 5..2
expect 'bad jobs' 2 'jobs' "$klimb" run small/good -j 0
expect 'bad threads' 2 '--threads must be an integer from 1 to 64, not "65"' "$klimb" check small/good --threads 65
expect 'threads of a command without runs' 2 'threads' "$klimb" list --threads 2
expect 'bad format' 2 'junit' "$klimb" check small/good --format xml
expect 'bad table of speeds' 2 'there is no such file' "$klimb" report --bench nowhere
expect 'unknown scenario' 2 'small/good' "$klimb" run small/god
expect 'unknown SIMD level' 2 'scalar' env KLIMB_SIMD=mmx "$klimb" run small/good
expect 'no experiments here' 2 'experiments' "$klimb" list --experiments nowhere
mkdir -p empty
expect 'no scenarios at all' 2 'no scenario below' "$klimb" check --experiments empty

# ---- list, show, info
expect 'list' 0 'small/good' "$klimb" list
expect 'list a family' 0 'small/wrong' "$klimb" list small
expect 'show fills in defaults' 0 'learning_rate: 0.001' "$klimb" show small/good
expect 'show an override' 0 'beta: 0.5' "$klimb" show small/good --set objective.beta=0.5
expect 'show the keys' 0 'objective.beta' "$klimb" show --keys
expect 'show a family' 2 'klimb list small' "$klimb" show small
expect 'info' 0 'openblas' "$klimb" info
if grep -qw avx /proc/cpuinfo 2>/dev/null; then
    expect 'info says when OpenBLAS uses less than the CPU has' 0 \
        '^openblas hint: its Prescott kernels use SSE and this CPU has AVX[-0-9]*; try OPENBLAS_CORETYPE=[A-Za-z]+$' \
        env OPENBLAS_CORETYPE=Prescott "$klimb" info
fi
expect 'unknown key in --set' 2 'objective.beta' "$klimb" show small/good --set objective.bta=1
expect 'value out of range in --set' 2 'objective.beta' "$klimb" show small/good --set objective.beta=-1

# ---- mistakes in a scenario
mkdir -p bad
mistake() { # what, pattern, scenario text on standard input
    mkdir -p bad
    cat >bad/x.yaml
    expect "$1" 2 "$2" "$klimb" run x --experiments bad
}
mistake 'unknown key' 'x.yaml:2:[0-9]+.*modle' <<'YAML'
claim: x
modle: {latent: 3}
YAML
mistake 'wrong type' 'x.yaml:2:[0-9]+.*latent' <<'YAML'
claim: x
model: {latent: many}
YAML
mistake 'unknown enum value' 'x.yaml:2:[0-9]+.*softplus' <<'YAML'
claim: x
model: {head: {kind: sotfplus}}
YAML
mistake 'broken YAML' 'x.yaml:[0-9]+:[0-9]+' <<'YAML'
claim: x
model: {latent: 3
YAML
mistake 'duplicate key' 'x.yaml:3:[0-9]+.*claim' <<'YAML'
claim: x
train: {steps: 3}
claim: y
YAML
mistake 'unknown claim' 'x.yaml:3:[0-9]+.*settles' <<'YAML'
claim: x
expect:
  - setles: {column: kl, within: 0.1}
YAML
mistake 'a base that is not there' 'nowhere.yaml' <<'YAML'
claim: x
base: nowhere.yaml
YAML
mistake 'a scenario that is its own base' 'x' <<'YAML'
claim: x
base: x.yaml
YAML

# ---- run
expect 'run says where the record is' 0 'build/runs/small/good/exact/seed-0000' "$klimb" run small/good
expect 'run with more seeds and workers' 0 'seed-0003' "$klimb" run small/good --seeds 2..3 -j 2
expect 'run with threads' 0 'completed' "$klimb" run small/good --threads 3
expect 'the manifest tells the threads' 0 '"threads":.3,' cat build/runs/small/good/exact/seed-0000/manifest.json
expect 'many records are told by their pattern' 0 '^records: build/runs/SCENARIO/exact/seed-NNNN$' "$klimb" run small/good --seeds 0..4
expect 'all and a name' 2 'contradict' "$klimb" run --all small/good
expect 'run by name and by path is one run' 0 '^\[1/1\]' "$klimb" run small/good experiments/small/good.yaml
cp experiments/small/good.yaml "experiments/small/$(printf 'caf\351').yaml"
expect 'a file name that is no UTF-8' 0 'completed' "$klimb" run "small/$(printf 'caf\351')"
rm -f experiments/small/caf*
expect 'divergence is an outcome' 0 'non-finite' "$klimb" run small/bursting
expect 'missing data' 3 'klimb: cannot open [^:]*nowhere.csv: ' "$klimb" run small/broken
absent 'a broken run leaves no record' build/runs/small/broken/exact/seed-0000/record.csv
expect 'openblas backend' 0 'openblas' "$klimb" run small/good --backend openblas
printf 'a file' >blocked
expect 'a folder that cannot be made' 3 'blocked' "$klimb" run small/good --out blocked/runs
expect 'standard output that is full' 3 'output' sh -c "'$klimb' list >/dev/full"

# ---- theory
scenario small/linear <<'YAML'
claim: Of two axes one is encoded, and its KL is 1/2 ln 9.
data: {source: gaussian, covariance: exact, examples: 20, eigenvalues: [9, 0.5], test_fraction: 0}
model: {latent: 2, hidden: [], init: normal, init_scale: 0.01, head: {scale: shared}}
likelihood: {kind: gaussian}
objective: {noise: expected}
optimiser: {kind: sgd, learning_rate: 0.01}
train: {steps: 20000, sampling: full}
YAML
expect 'theory knows the KL of a linear model' 0 '^kl +1.09861 +1.09861 ' "$klimb" theory small/linear
expect 'theory lists the axes' 0 '^ +2 +0.5 +-50 +0 +1 +-0.19098[0-9] ' "$klimb" theory small/linear
expect 'theory follows --set' 0 'collapse is inevitable' "$klimb" theory small/linear --set objective.beta=10
expect 'theory of another model is bounds' 0 '^kl_most ' "$klimb" theory small/good
expect 'and says why' 0 'no further: a Bernoulli likelihood' "$klimb" theory small/good
expect 'the curve begins with its columns' 0 '^step,beta,recon,kl,loss,elbo$' "$klimb" theory small/linear --curve
expect 'the curve ends at the closed form' 0 '^20000,1,2\.58787[0-9]*,1\.09861[0-9]*,' "$klimb" theory small/linear --curve
expect 'the curve is of a seed' 0 '^differ$' sh -c \
    "'$klimb' theory small/linear --curve --seed 1 >one; '$klimb' theory small/linear --curve >two; cmp -s one two || echo differ"
expect 'a curve that diverges shows it, without a sign' 0 '^20000,1,nan,nan,nan,nan$' "$klimb" theory small/linear --curve --set optimiser.learning_rate=100
expect 'no curve where there is chance' 2 'objective.noise is sampled' "$klimb" theory small/linear --curve --set objective.noise=sampled
expect 'theory needs the data' 3 'nowhere.csv' "$klimb" theory small/broken
expect 'theory needs a scenario' 2 'SCENARIO' "$klimb" theory
expect 'theory of one at a time' 2 'small/good' "$klimb" theory small/linear small/good
rm experiments/small/linear.yaml

# ---- export
expect 'export' 0 '^replay: 5 steps of small/good seed 3 in 26 arrays, ' "$klimb" export small/good --steps 5 --out replay --seed 3
expect 'an export explains itself' 0 '^\| `final/decoder.1.bias.npy` \| float32 \| \[64\] ' cat replay/README.md
expect 'an export is data' 0 'completed' "$klimb" run small/good --set likelihood.kind=gaussian --set data.source=npy \
    --set "data.path=$work/replay/evaluation/data.npy"
expect 'export over another one' 2 'replay exists already' "$klimb" export small/good --steps 5 --out replay
expect 'export of nothing' 2 'SCENARIO' "$klimb" export --steps 5 --out other
expect 'export needs a number of steps' 2 'needs --steps N' "$klimb" export small/good --out other
expect 'export needs a folder' 2 'needs --out DIR' "$klimb" export small/good --steps 5
expect 'export of more steps than there are' 2 '61 steps of small/good cannot be exported, it has 60' \
    "$klimb" export small/good --steps 61 --out other
expect 'export of what diverges says where' 2 'becomes non-finite at step [0-9]+ ' "$klimb" export small/bursting --steps 60 --out other
expect 'export needs the data' 3 'nowhere.csv' "$klimb" export small/broken --steps 5 --out other
expect 'export where no folder can be' 3 'blocked' "$klimb" export small/good --steps 5 --out blocked/replay
absent 'a refused export' other

# ---- check and bless
expect 'no golden yet' 4 'NEW' "$klimb" check small/good
expect 'bless needs a reason' 2 'reason' "$klimb" bless small/good
expect 'bless without --yes writes nothing' 2 'nothing was written' "$klimb" bless --reason first small/good
absent 'bless without --yes wrote nothing' expected/small/good
expect 'bless refuses a claim that fails' 1 'cannot be blessed' "$klimb" bless --yes --reason x small/wrong
absent 'a refused golden' expected/small/wrong
expect 'bless' 0 'written to' "$klimb" bless --yes --reason first small/good small/bursting small/compared
expect 'check passes' 0 '3 PASS' "$klimb" check small/good small/bursting small/compared
expect 'check passes with threads too' 0 'small/good +2/2' "$klimb" check small/good --threads 7 -j 2
expect 'bless shows what moves' 0 '0 of 2 golden trajectories change' "$klimb" bless --yes --reason again small/good
expect 'another seed is judged by the ensemble' 0 '^PASS +small/good +- +(1|0\.[0-9]+) +2/2 ' "$klimb" check small/good --seeds 900..900
expect 'so are several, as a group' 0 '^PASS +small/good +- +(1|0\.[0-9]+) +16/16 ' "$klimb" check small/good --seeds 900..907
expect 'openblas is judged by the ensemble, in as many runs as that wants' 0 '^PASS +small/good +- +(1|0\.[0-9]+) +16/16 ' \
    "$klimb" check small/good --backend openblas
expect 'fewer if asked' 0 '^PASS +small/good +- +(1|0\.[0-9]+) +6/6 ' \
    "$klimb" check small/good --backend openblas --set seeds.ensemble=3
expect 'a claim that fails' 1 'FAIL.*small/wrong' "$klimb" check small/wrong
expect 'the message names claim, value and bound' 1 'final kl = .*\[1000, 2000\]' "$klimb" check small/wrong
expect 'undeclared divergence fails' 1 'FAIL.*small/undeclared' "$klimb" check small/undeclared
expect 'a broken run is an ERROR' 3 'ERROR.*small/broken' "$klimb" check small/broken
expect 'a changed scenario is STALE' 4 'STALE.*small/good' "$klimb" check small/good --set train.batch=33
expect 'Markdown' 0 '^## 1 of 1 scenarios pass$' "$klimb" check small/good --format markdown
expect 'Markdown of a failure' 1 'again: <code>klimb check small/wrong</code>' "$klimb" report small/wrong --format markdown
expect 'a report has other formats' 2 'must be html or markdown' "$klimb" report small/good --format tap
printf 'step,recon,kl\n0,9,1\n10,8,2\n' >log.csv
expect 'records are compared' 0 'report: build/mine/index.html' "$klimb" report log.csv build/runs/small/good/exact/seed-0000 --title mine --output build/mine --reports "$here/reports"
expect 'under the title given' 0 '<h1>mine</h1>' cat build/mine/index.html
expect 'also where there is no scenario' 0 'report: ' env KLIMB_EXPERIMENTS=/nowhere "$klimb" report log.csv --output build/mine --reports "$here/reports"
expect 'a record that is not there' 2 'there is no record nowhere.csv' "$klimb" report nowhere.csv
expect 'records and scenarios do not mix' 2 'small/good is not a record' "$klimb" report log.csv small/good
expect 'verdicts of records' 2 'nothing is judged' "$klimb" report log.csv --format markdown
expect 'a figure of a scenario' 0 '^</svg>' "$klimb" plot plane small/good --reports "$here/reports"
expect 'a figure of a record' 0 '^</svg>' "$klimb" plot log log.csv --reports "$here/reports"
expect 'as PNG' 0 PNG sh -c '"$1" plot log log.csv --format png --reports "$2/reports" --output p.png && head -c 4 p.png' sh "$klimb" "$here"
expect 'as PDF' 0 '%PDF' sh -c '"$1" plot log log.csv --format pdf --reports "$2/reports" --output p.pdf && head -c 4 p.pdf' sh "$klimb" "$here"
expect 'an unknown figure lists all' 2 'only .*linear.*overlay' "$klimb" plot plan small/good
expect 'a figure that does not apply says why' 2 'no figure gradients: its record does not have a column' "$klimb" plot gradients log.csv --reports "$here/reports"
expect 'a figure of one scenario' 2 'of one scenario, and 2 are named' "$klimb" plot plane small/good small/compared --reports "$here/reports"
expect 'a figure has other formats' 2 'must be svg, png or pdf' "$klimb" plot plane small/good --format gif
expect 'TAP' 0 'ok 1 - small/good' "$klimb" check small/good --format tap
expect 'TAP of a failure' 1 'not ok 1 - small/wrong' "$klimb" check small/wrong --format tap
expect 'JUnit' 1 '<failure type="FAIL"' "$klimb" check small/wrong --format junit
expect 'verdicts into a file' 0 '' "$klimb" check small/good --format junit --output verdicts.xml
expect 'the file of verdicts' 0 'testcase' cat verdicts.xml

# ---- data that a machine need not have
scenario far/away <<'YAML'
claim: Its data have to be fetched.
base: ../small/good.yaml
data: {source: csv, path: ../../far.csv, obtain: make far}
train: {steps: 20, batch: 4}
expect: []
YAML
scenario far/measured <<'YAML'
claim: The KL is that of far/away, whose data have to be fetched.
base: ../small/good.yaml
expect:
  - ratio: {column: kl, of: away.yaml, in: [1, 1]}
YAML
expect 'missing data that can be fetched are no failure' 0 '^SKIP +far/away +- +- +- ' "$klimb" check far/away
expect 'and how is said' 0 '^    data are not here: run `make far`$' "$klimb" check far/away
expect 'what is measured by it is skipped as well' 0 '^2 scenarios: 2 SKIP$' "$klimb" check far
absent 'what is skipped is not run' build/runs/far
expect 'skipped ones are counted beside others' 0 '^2 scenarios: 1 PASS, 1 SKIP$' "$klimb" check small/good far/away
expect 'SKIP hides no failure' 1 '^2 scenarios: 1 SKIP, 1 FAIL$' "$klimb" check small/wrong far/away
expect 'SKIP in TAP' 0 '^ok 1 - far/away # SKIP data are not here' "$klimb" check far/away --format tap
expect 'SKIP in JUnit' 0 'failures="0" errors="0" skipped="1"' "$klimb" check far/away --format junit
expect 'run with no data at all is an error' 3 '^klimb: no scenario could be run$' "$klimb" run far/away
expect 'which says how to fetch them' 3 'far/away is skipped: data are not here: run `make far`$' "$klimb" run far/away
expect 'run leaves it out beside others' 0 '^small/good +0 +60 ' "$klimb" run small/good far/away
expect 'and says so' 0 'far/away is skipped: data are not here: run `make far`$' "$klimb" run small/good far/away
absent 'what run skips has no record' build/runs/far
expect 'run needs no data of what it is measured by' 0 '^far/measured +0 ' "$klimb" run far
rm -r build/runs/far
expect 'theory without the data is an error' 3 'far.csv: No such file' "$klimb" theory far/away
expect 'which says how to fetch them' 3 '^  run `make far`$' "$klimb" theory far/away
expect 'export as well' 3 '^  run `make far`$' "$klimb" export far/away --steps 2 --out far.export
absent 'an export without data' far.export
expect 'report draws what is here' 0 'report: build/report/index.html' "$klimb" report small/good far/away --reports "$here/reports"
expect 'and says how to get what is not' 0 '<p class="reason">data are not here: run `make far`' cat build/report/scenarios/far/away.html
expect 'bless leaves it out' 0 '^1 golden written to' "$klimb" bless --yes --reason again small/good far/away
expect 'and says so' 3 'far/away is skipped: data are not here' "$klimb" bless --yes --reason first far/away
absent 'a golden of what was not run' expected/far
expect 'calibrate leaves it out' 3 'far/away is skipped: data are not here: run `make far`$' "$klimb" calibrate far/away
expect 'a path that is wrong stays an error' 3 'ERROR' "$klimb" check far/away --set "data.obtain=''"
awk 'BEGIN { for (i = 0; i < 40; i++) print i % 2 ",0," i % 3 / 2 }' >far.csv
expect 'with the data it is run' 4 '^NEW +far/away +- +- +2/2' "$klimb" check far/away
expect 'and can be blessed' 0 '^1 golden written to' "$klimb" bless --yes --reason first far/away
expect 'obtain is no part of the digest' 0 '1 PASS' "$klimb" check far/away --set data.obtain=fetch
rm far.csv
expect 'SKIP comes before the golden' 0 '1 SKIP' "$klimb" check far/away --set train.batch=5
printf '1,x,2\n' >far.csv
expect 'damaged data are an error' 3 'ERROR' "$klimb" check far/away
rm -r far.csv experiments/far expected/far

# ---- false alarms
expect 'calibrate without names' 2 'klimb' "$klimb" calibrate
expect 'no ensembles' 2 '^klimb: --ensembles must be an integer from 1 to 10000, not "0"' "$klimb" calibrate --ensembles 0 small/good
expect 'too many' 2 'an integer from 1 to 10000' "$klimb" calibrate --ensembles 10001 small/good
expect 'ensembles of a golden seed' 2 'seed 19 is one of the 20 of the golden of small/good' "$klimb" calibrate --seed 19 small/good
expect 'false alarms are counted' 0 '^calibrate: build/calibrate/calibrate.csv$' "$klimb" calibrate --ensembles 2 small/good
expect 'a line of groups' 0 '^small/good,exact,8,2,0,0,0\.8419,' cat build/calibrate/calibrate.csv
expect 'a line of single runs' 0 '^small/good,openblas,1,16,0,0,' cat build/calibrate/calibrate.csv
expect 'and their sum' 0 '^all,exact,1,32,' cat build/calibrate/calibrate.csv
expect 'no record is kept' 0 '^0$' sh -c 'find build/calibrate/runs -type f | wc -l'
cp build/calibrate/calibrate.csv counted.csv
expect 'a golden to calibrate that is not there' 3 'small/wrong has no golden in ' "$klimb" calibrate small/wrong
expect 'bless is the next step' 3 'klimb bless --reason TEXT small/wrong' "$klimb" calibrate small/wrong
cp experiments/small/good.yaml good.yaml
sed -i 's/steps: 60/steps: 61/' experiments/small/good.yaml
expect 'a golden to calibrate that is old' 3 'the golden of small/good is stale: it is of digest' "$klimb" calibrate small/good
mv good.yaml experiments/small/good.yaml
expect 'the table is as it was' 0 '^same$' sh -c 'cmp counted.csv build/calibrate/calibrate.csv && echo same'

# ---- a trainer that has changed
expect 'changed bits' 1 '^DRIFT +small/good +0/2 +(1|0\.[0-9]+) +' "$drifted" check small/good
expect 'bring more runs' 1 '^klimb: bits changed: more runs, to compare with the golden ensemble$' "$drifted" check small/good
expect '--allow-drift forgives DRIFT' 0 'DRIFT' "$drifted" check small/good --allow-drift
expect 'other dynamics' 1 'FAIL.*small/good' "$faulty" check small/good
expect 'are not forgiven' 1 'FAIL.*small/good' "$faulty" check small/good --allow-drift
expect 'but told by column, values and probability' 1 \
    '^    8 runs, .*: mean [-0-9.e+]+.*, golden [-0-9.e+]+ with deviation .* over 12 seeds; statistic [0-9.]+, critical [0-9.]+, p <= 2e-05$' \
    "$faulty" check small/good
expect 'with the command that draws it' 1 \
    '^    picture: klimb plot departure --output build/plots/small/good-departure.svg small/good$' \
    "$faulty" check small/good
drawn=$(sed -n 's/^    picture: klimb //p' "$work/out")
# shellcheck disable=SC2086 # a command line
expect 'which does' 0 '' "$faulty" $drawn --reports "$here/reports"
expect 'a picture with both curves' 0 '^</svg>' cat build/plots/small/good-departure.svg
expect 'a reason that is no UTF-8' 0 'written to' "$klimb" bless --yes --reason "$(printf 'caf\351')" small/good
expect 'still makes a golden' 0 '1 PASS' "$klimb" check small/good

# ---- the goldens of this repository are those of its scenarios
cd "$here" || exit 1
expect 'list the catalogue' 0 'learning/healthy' "$klimb" list

tell
