#!/bin/sh
# test.sh -- that `make hooks` installs the hooks, and that they refuse what they are there for.
#
#     sh harness/tests/hooks/test.sh
#
# In a clone of its own: first a commit that is as it has to be, then one with a fault of each kind.
set -u
export LC_ALL=C.UTF-8
git rev-parse --git-dir >/dev/null 2>&1 || {
    echo 'hooks: not tested, as this is no clone'
    exit 0
}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
. harness/tests/verdict.sh
top=$PWD said=$work/said
export GIT_AUTHOR_NAME=klimb GIT_AUTHOR_EMAIL=klimb@example.org
export GIT_COMMITTER_NAME=klimb GIT_COMMITTER_EMAIL=klimb@example.org
unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE

git clone -q --shared "$top" "$work/clone" && cd "$work/clone" || exit 1
# The files as they lie here, committed or not.
(cd "$top" && git ls-files -m -o --exclude-standard) | while IFS= read -r file; do
    [ ! -f "$top/$file" ] || { mkdir -p "$(dirname "$file")" && cp -p "$top/$file" "$file"; }
done
git add -A && git commit -q --allow-empty -m 'tests: as it lies here' || exit 1
mkdir -p build && cp -R "$top/build/.found" build/ 2>/dev/null
make hooks >"$work/said" 2>&1
verdict $? 'make hooks'
make hooks >"$work/said" 2>&1
verdict $? 'make hooks, a second time'

good='tests: plant a fault

Because it has to be seen.'

# commit WHAT SAID MESSAGE COMMAND: SAID "" means that it has to pass.
commit() {
    git reset -q --hard && git clean -qfd && eval "$4" && git add -A || exit 1
    before=$(git rev-parse HEAD)
    git commit -q --allow-empty -m "$3" >"$work/said" 2>&1
    code=$?
    if [ -z "$2" ]; then
        [ $code -eq 0 ]
        verdict $? "$1"
        git reset -q --hard "$before"
    else
        [ $code -ne 0 ] && grep -q -e "$2" "$work/said" && [ "$before" = "$(git rev-parse HEAD)" ]
        verdict $? "refused: $1"
        git reset -q --hard "$before"
    fi
}

header='harness/base/sort.h'
commit 'a commit as it has to be' '' "$good" "echo '/* A comment. */' >>$header"
commit 'old faults in a file that is changed' '' "$good" \
    "printf 'This is teh old way, and that is told.\n' >>README.md; git commit -qam x --no-verify; echo 'A line.' >>README.md"
commit 'layout' '^pre-commit: layout' "$good" "echo 'enum {   A_SORT };' >>$header"
commit 'an include that runs up' 'belongs to harness/cli' "$good" \
    "sed -i '/^#include/{s|.*|&\n#include \"cli/options/options.h\"|;:a;n;ba}' harness/base/sort.c"
commit 'a chapter without README' 'no README.md' "$good" 'rm harness/base/README.md'
commit 'a misspelled word' 'README.md:[0-9]*: teh: misspelled' "$good" 'echo "This is teh way." >>README.md'
commit 'a phrase that reads as translated' '"allowed is" reads as translated; write: must be' "$good" \
    'echo "3, allowed is 1 to 2" >>README.md'
commit 'a header that does not compile by itself' "^  $header: does not compile" "$good" \
    "sed -i '\$i struct text_unknown text_unknown_make(void);\nsize_t_of_nobody sort_it(void);' $header"
commit 'white space at the end of a line' 'trailing whitespace' "$good" 'echo "A line. " >>README.md'
commit 'a subject without module' 'the subject must be' 'Plant a fault

Because.' 'echo "A line." >>README.md'
commit 'a subject with a full stop' 'the subject must be' 'tests: plant a fault.

Because.' 'echo "A line." >>README.md'
commit 'a subject of 73 characters' '73 characters' "tests: $(printf 'β%.0s' $(seq 66))

Because." 'echo "A line." >>README.md'
commit 'a subject of 72 characters' '' "tests: $(printf 'β%.0s' $(seq 65))

Because." 'echo "A line." >>README.md'
commit 'no body' 'the body is empty' 'tests: plant a fault' 'echo "A line." >>README.md'
commit 'a trailer for a body' 'the body is empty' 'tests: plant a fault

Signed-off-by: klimb' 'echo "A line." >>README.md'
commit 'no empty second line' 'the second line must be empty' 'tests: plant a fault
because' 'echo "A line." >>README.md'

# What is staged counts, not what lies there.
git reset -q --hard && echo 'A line.' >>README.md && git add README.md && echo 'This is teh way.' >>README.md
git commit -q -m "$good" >"$work/said" 2>&1
verdict $? 'a fault that is not staged'

git config core.hooksPath elsewhere
! make hooks >"$work/said" 2>&1 && grep -q 'core.hooksPath is "elsewhere"' "$work/said"
verdict $? 'hooks of somebody else stay'

echo "hooks: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
