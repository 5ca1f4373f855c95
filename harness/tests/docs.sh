#!/bin/sh
# docs.sh -- what the documents promise: their commands are run and their outputs compared, their links
# lead to files, the make targets and commands that they name exist.
#
#     sh harness/tests/docs.sh BUILD [FILE.md...]     from the repository's folder; all documents without one
#
# A block that begins with ```console holds commands ("$ klimb list") and what they print to stdout. In
# it "..." is any number of lines, blanks count as one, and where the last column
# of a heading is "seconds" the last number of a line may be any. The last line is "N passed, N failed".
set -u
export LC_ALL=C.UTF-8
build=${1:?usage: docs.sh BUILD [FILE.md...]}
shift
[ $# -gt 0 ] || set -- $(git ls-files '*.md' 2>/dev/null || find . -name '*.md' ! -path './build/*')
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
mkdir "$work/bin" && ln -s "$(realpath "$build/release/klimb")" "$work/bin/klimb"
# Commands run in a folder of their own, which looks like the repository: what they write, a bug's records
# among it, does not get among those of the user.
mkdir -p "$work/here/build"
ln -s "$PWD/experiments" "$PWD/expected" "$PWD/reports" "$work/here/"
ln -s "$(realpath "$build/release")" "$(realpath "$build/mutants")" "$work/here/build/"
PATH=$work/bin:$PATH
. harness/tests/verdict.sh
# Cut a document into WORK/block/N.command and WORK/block/N.wanted.
cut_blocks() { # file
    rm -rf "$work/block" && mkdir "$work/block"
    awk -v folder="$work/block" '
        /^```/ { inside = $0 == "```console"; next }
        inside && /^\$ / { n++; print substr($0, 3) > (folder "/" n ".command"); printf "" > (folder "/" n ".wanted"); next }
        inside && n { print > (folder "/" n ".wanted") }' "$1"
}

# The first line of what is wanted that was not printed where it should be; silent if all was.
compare() { # wanted, printed
    awk '
        function plain(line) {
            gsub(/[ \t]+/, " ", line); sub(/ $/, "", line)
            if (timed) sub(/ [0-9]+\.[0-9]+$/, " S", line)
            return line
        }
        FNR == 1 { file++; timed = 0 }
        /seconds$/ { timed = 1 }
        { if (file == 1) wanted[++wants] = plain($0); else got[++gots] = plain($0) }
        # Whether wanted from w on matches what was printed from g on; the farthest place is kept.
        function matches(w, g,    k) {
            if (w > farthest) farthest = w
            if (w > wants) return g > gots
            if (wanted[w] == "...") { for (k = g; k <= gots + 1; k++) if (matches(w + 1, k)) return 1; return 0 }
            return g <= gots && wanted[w] == got[g] && matches(w + 1, g + 1)
        }
        END {
            if (wants && !matches(1, 1)) print (farthest > wants ? "more is printed than that" : "not printed: " wanted[farthest])
        }' "$1" "$2"
}

# CODE NAME of each verdict, as the command has them.
verdicts() { klimb help verdicts | sed -n '/^Verdict:/,/^$/s/^  \([A-Z][^ ]*\( [^ ]\{1,\}\)*\)  *\([0-9]\)  .*/\3 \1/p'; }

for document; do
    # A table of verdicts has all of them, with their exit codes in its last column.
    if grep -q '^| verdict |.*| exit code |$' "$document"; then
        verdicts >"$work/verdicts"
        while read -r code name; do
            grep -qE "^\|([^|]*[ ,])?$(echo "$name" | sed 's/[()]/\\&/g')[ ,][^|]*\|.*\| $code( \([^|]*\))? \|\$" "$document"
            verdict $? "$document: the table of verdicts has no row of $name with exit code $code"
        done <"$work/verdicts"
        [ -s "$work/verdicts" ]
        verdict $? "$document: klimb help verdicts has no verdicts"
    fi
    cut_blocks "$document"
    for command in "$work"/block/*.command; do
        [ -e "$command" ] || continue
        (cd "$work/here" && sh "$command") >"$work/printed" 2>"$work/said" </dev/null
        difference=$(compare "${command%.command}.wanted" "$work/printed")
        [ -z "$difference" ]
        verdict $? "$document: \$ $(cat "$command"): $difference"
        [ -z "$difference" ] || sed 's/^/    /' "$work/printed" "$work/said"
    done
    # ](file) and ](file#part), but for addresses
    for link in $(sed 's/`[^`]*`//g' "$document" | grep -o '](\([^):]*\))' | sed 's/](//; s/[#)].*//'); do
        [ -e "$(dirname "$document")/$link" ]
        verdict $? "$document: there is no $link"
    done
    # Names of files in `...` that begin with one of the folders at the top
    for name in $(grep -oE '`(core|harness|experiments|expected|reports)/[A-Za-z0-9_./-]+`' "$document" | tr -d '`'); do
        [ -e "$name" ]
        verdict $? "$document: there is no $name"
    done
    for target in $(grep -oE '(^|[`(] *| )make [a-z][a-z-]+( [a-z][a-z-]+)*' "$document" |
        grep -oE 'make .*' | grep -E '^make (setup|check|report|bench|mutants|calibrate|selftest|fuzz|torture|coverage|lint|format|asan|tsan|unit|dist|hooks|install|mnist|layers|side)' |
        cut -d' ' -f2); do
        grep -q "^$target:" Makefile harness/*/*.mk
        verdict $? "$document: make has no target $target"
    done
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
