#!/bin/sh
# spelling.sh -- words that are misspelled, and phrases that read as translated.
#
#     sh harness/tests/hooks/spelling.sh            every text of the repository
#     sh harness/tests/hooks/spelling.sh FILE...    these
#
# Words are looked up by codespell; words.txt has those that are meant (misspellings that a test hands
# to klimb, names). phrases.txt has the phrases. The exit code is 1 where something was found, with a
# line for each: file:line: what, and what to write instead.
set -u
export LC_ALL=C.UTF-8
here=$(dirname "$0")
command -v codespell >/dev/null 2>&1 || {
    echo "codespell is missing: run 'make setup-lint' to install it"
    exit 1
}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# Inputs of parsers, logs, goldens, pictures, the two lists and the test that plants their words are not prose.
if [ $# -gt 0 ]; then
    printf '%s\n' "$@"
else
    { git ls-files 2>/dev/null || find . -type f | sed 's|^\./||'; } | grep -v '^build/'
fi | grep -Ev '^expected/.*/|/logs/(tune|look)/|/fuzz/(corpus/|.*\.dict$)|\.(svg|png|gz|csv|S)$|/hooks/(words\.txt|phrases\.txt|test\.sh)$' |
    while read -r file; do [ ! -f "$file" ] || printf '%s\n' "$file"; done >"$work/files"
[ -s "$work/files" ] || exit 0

tr '\n' '\0' <"$work/files" | xargs -0 codespell --ignore-words "$here/words.txt" >"$work/words" 2>/dev/null
sed 's/ ==> /: misspelled; write /' "$work/words"

grep -v '^#' "$here/phrases.txt" | sed 's, *; *,;,g' | while IFS=';' read -r phrase fine instead; do
    tr '\n' '\0' <"$work/files" | xargs -0 grep -HniE "$phrase" | grep -viE "${fine:-^$}" |
        grep -oiE "^[^:]*:[0-9]+:|$phrase" | awk -v instead="$instead" '
            /^[^:]*:[0-9]+:$/ { place = $0; next }
            { print place " \"" $0 "\" reads as translated; write: " instead }'
done | sort -u >"$work/phrases"
cat "$work/phrases"
[ ! -s "$work/words" ] && [ ! -s "$work/phrases" ]
