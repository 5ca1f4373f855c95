#!/bin/sh
# steps.sh -- the steps of action.yml, one a call. What they take is in the environment, as action.yml sets it.
#
#     steps.sh find       where klimb is, or is to be built; the key of its sources; where the history goes
#     steps.sh build      install what it needs, and build it
#     steps.sh check      run klimb check once; annotations to the log, the summary to the job's
#     steps.sh verdict    end with the exit code of the check
set -u
root=$(cd "$(dirname "$0")/../../.." && pwd) || exit 3

output() { printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"; }

# A folder of the workspace, absolute.
workspace() { cd "$GITHUB_WORKSPACE" && cd "${INPUT_DIRECTORY:-.}" && pwd; }

results() { printf '%s/build/klimb-check\n' "$1"; }

# Everything that a build takes in: sources and scripts, not documents, goldens or scenarios.
key_of_sources() {
    (cd "$root" && find Makefile core harness -type f ! -name '*.md' ! -path '*/tests/*' | LC_ALL=C sort |
        tr '\n' '\0' | xargs -0 sha256sum | sha256sum | cut -c1-32)
}

find_klimb() {
    here=$(workspace) || exit 3
    output history "$(results "$here")/history.jsonl"
    if [ -n "${INPUT_KLIMB:-}" ]; then
        case $INPUT_KLIMB in /*) program=$INPUT_KLIMB ;; *) program=$here/$INPUT_KLIMB ;; esac
        if [ ! -x "$program" ]; then
            echo "::error::klimb: there is no program $program (input klimb)"
            exit 2
        fi
        output is-built false
        output program "$program"
        return
    fi
    output is-built true
    output key "$(key_of_sources)"
    output program "$root/build/release/klimb"
}

# Where root is asked for there is sudo, as on the runners of GitHub.
build() { cd "$root" && sh harness/setup/setup.sh install build && make -s build/release/klimb; }

# The last line of a table: "3 scenarios: 2 PASS, 1 FAIL".
counts_of() {
    sed -n 's/^\([0-9][0-9]* scenarios\{0,1\}\): \(.*\)/\1, \2/p' "$1" | tail -n 1
}

check() {
    here=$(workspace) || exit 3
    results=$(results "$here")
    mkdir -p "$results" || exit 3
    cd "$here" || exit 3
    # An earlier step or job may have left its own here; only the history goes on.
    rm -rf "$results/pending" "$results/runs" "$results/verdicts.json" "$results/verdicts.xml" "$results/summary.md"
    set -- --quiet --format github --history "$results/history.jsonl" --pending "$results/pending" \
        --junit "$results/verdicts.xml" --markdown "$results/summary.md" --json "$results/verdicts.json" \
        --out "$results/runs" --experiments "$INPUT_EXPERIMENTS" --expected "$INPUT_EXPECTED"
    [ -z "${INPUT_CHANGED_SINCE:-}" ] || set -- "$@" --changed-since "$INPUT_CHANGED_SINCE"
    [ -z "${INPUT_THREADS:-}" ] || set -- "$@" --threads "$INPUT_THREADS"
    [ "${INPUT_ALLOW_DRIFT:-}" != true ] || set -- "$@" --allow-drift
    [ "${INPUT_ALLOW_SHIFT:-}" != true ] || set -- "$@" --allow-shift
    [ "${INPUT_STRICT:-}" != true ] || set -- "$@" --strict
    set -f # names are words, and no patterns
    # shellcheck disable=SC2086 # names do not hold spaces
    "$KLIMB" check "$@" -- ${INPUT_SCENARIOS:-} >"$results/log.txt"
    code=$?
    set +f
    cat "$results/log.txt"
    rm -rf "$results/runs" # pending has those that matter
    [ ! -f "$results/summary.md" ] || cat "$results/summary.md" >>"$GITHUB_STEP_SUMMARY"
    output code "$code"
    output results "$results"
    output counts "$(counts_of "$results/log.txt")"
    if [ -d "$results/pending" ] && [ -n "$(ls -A "$results/pending")" ]; then
        output pending true
        echo "klimb: take what moved by the artefact of this job: klimb bless --from pending --reason \"...\" SCENARIO"
    else
        output pending false
    fi
}

case ${1:-} in
find) find_klimb ;;
build) build ;;
check) check ;;
verdict) exit "${CODE:-3}" ;;
*)
    echo "usage: steps.sh find | build | check | verdict" >&2
    exit 2
    ;;
esac
