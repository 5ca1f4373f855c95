# study.sh -- a small project with a study of 64 short runs, and what tests of it need. sweeps.sh and engines.sh
# source it in the repository's folder.
KLIMB_REPORTS=$(pwd)/reports
export KLIMB_REPORTS LC_ALL=C
unset CI KLIMB_EXPERIMENTS KLIMB_EXPECTED KLIMB_SIMD

# Writes experiments/ and expected/ into the current folder. A run of 4000 steps takes a tenth of a second or two.
make_project() { # steps
    mkdir -p experiments/t experiments/studies expected || return 1
    cat >experiments/t/a.yaml <<YAML
claim: The small model learns.
data: {source: bars, side: 4, examples: 500}
model: {latent: 2, hidden: [16]}
train: {steps: $1, batch: 32}
seeds: {golden: 16, check: 2, ensemble: 8}
YAML
    sed 's/small/other/; s/latent: 2/latent: 3/' experiments/t/a.yaml >experiments/t/b.yaml
    sed 's/small/wide/; s/\[16\]/[24]/' experiments/t/a.yaml >experiments/t/c.yaml
    cat >experiments/studies/s.yaml <<'YAML'
claim: A larger weight of the KL leaves less in the code.
about: A small study that takes seconds.
base: ../t/a.yaml
seeds: 4
axes:
  - {name: beta, key: objective.beta, values: [0, 0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10, 20, 30]}
figure: {x: beta, scale: log, columns: [recon, kl, active_units]}
phase: {name: collapse, otherwise: learning, column: active_units, below: 1}
YAML
}
runs=64

# ---- TAP -------------------------------------------------------------------------------------

count=0 failed=0
verdict() { # 0 if it holds, what
    count=$((count + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $count - $2"
    else
        failed=$((failed + 1))
        echo "not ok $count - $2"
    fi
}

note() { echo "# $*"; }

# show FILE: its last lines, as a comment.
show() { tail -n 20 "$1" 2>/dev/null | sed 's/^/#   /'; }

# ---- records ---------------------------------------------------------------------------------

# The whole records below a folder: those whose manifest is in place.
records() { find "$1" -name '.?*' -prune -o -name manifest.json -print | sed "s|^$1/||; s|/manifest.json\$||" | sort; }

# One line for each record. A run that makes the record again changes it.
stamps() { (cd "$1" && records . | while read -r record; do stat -c '%n %i %Y' "$record/record.csv"; done); }

# The checksums of all records.
bits() { (cd "$1" && records . | while read -r record; do (cd "$record" && cksum ./*.csv | sed "s|^|$record |"); done); }

# same_tables ONE OTHER: whether two sweeps wrote the same bytes into their tables.
same_tables() {
    for table in table points; do
        [ -s "$1/s/$table.csv" ] || return 1
        cmp "$1/s/$table.csv" "$2/s/$table.csv" || return 1
    done
}

# ---- chance ----------------------------------------------------------------------------------

# pick COUNT: sets $number to a whole number below COUNT. $seed decides the sequence.
picked=0
pick() {
    picked=$((picked + 1))
    number=$(awk -v seed="$seed" -v skip=$picked -v count="$1" 'BEGIN {
        srand(seed); for (i = 0; i < skip; i++) x = rand(); print int(x * count) }')
}
