#!/bin/sh
# five_minutes.sh -- the page FIVE_MINUTES.md, as a reader follows it: its files are made, its commands run.
#
#     sh harness/tests/five_minutes.sh BUILD     from the repository's folder
#
# A block that begins with three backquotes, a language and a name is a file; a line of a block `sh` that begins with
# "$ " is a command, which has to succeed unless it ends in "# exits with 1". Of the workflow file, the lines that call klimb are run. Without PyTorch nothing is run, and a line
# "SKIP" says so. The last line is "N passed, N failed, N skipped".
set -u
export LC_ALL=C.UTF-8
build=${1:?usage: five_minutes.sh BUILD}
page=harness/clients/FIVE_MINUTES.md
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
passed=0 failed=0

mkdir -p "$work/bin" "$work/project" "$work/make"
ln -s "$(realpath "$build/release/klimb")" "$work/bin/klimb"
KLIMB_SOURCE=$PWD KLIMB_REPORTS=$PWD/reports PATH=$work/bin:$PATH
export KLIMB_SOURCE KLIMB_REPORTS PATH
unset CI KLIMB_EXPERIMENTS KLIMB_EXPECTED

python3 -c 'import torch' 2>/dev/null || {
    echo "SKIP: $page: python3 has no torch (make setup-port; python3 has to be /usr/bin/python3)"
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
}

# The page as a shell script: files by here-documents, commands by `try`.
awk '
    /^```[a-z]+ [^ ]+$/ { printf "mkdir -p \"$(dirname %s)\"\ncat >%s <<\"KLIMB_END\"\n", $2, $2; file = 1; next }
    /^```sh$/ { commands = 1; next }
    /^```$/ { if (file) print "KLIMB_END"; file = commands = 0; next }
    file { print; if ($0 ~ /^ *(- )?run: klimb /) { line = $0; sub(/^.*run: /, "", line); last[++calls] = line } }
    commands && /^\$ / { command = substr($0, 3); gsub(/\047/, "\047\\\047\047", command); print "try \047" command "\047" }
    END { for (i = 1; i <= calls; i++) print "try \047" last[i] "\047" }' "$page" >"$work/script"
[ "$(grep -c '^try ' "$work/script")" -ge 10 ] || {
    echo "five_minutes: fewer commands found in $page than it has"
    exit 1
}

try() {
    wanted=0 code=0
    case $1 in *'# exits with 1') wanted=1 ;; esac
    (eval "$1") >"$work/said" 2>&1 || code=$?
    if [ $code -eq $wanted ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $1: exit code $code"
        tail -n 30 "$work/said" | sed 's/^/    /'
    fi
}

cd "$work/project" || exit 1
begin=$(date +%s)
. "$work/script"
for file in departure.svg build/report/index.html expected/vae/golden.json summary.md; do
    try "[ -s $file ]"
done
echo "five_minutes: $(($(date +%s) - begin)) s"
echo "$passed passed, $failed failed, 0 skipped"
[ $failed -eq 0 ]
