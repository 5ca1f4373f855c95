#!/bin/sh
# headers.sh -- each header compiles by itself, also when it is included twice.
#
#     sh harness/tests/hooks/headers.sh [FOUND]              every header
#     sh harness/tests/hooks/headers.sh FOUND HEADER...      these
#
# FOUND is the folder with the flags of the libraries (build/.found/cc), which `make` fills. A
# *_template.h is not meant to: the file that includes it defines macros for it first. Nor are the
# headers of mutants, which declare a function that each mutant defines.
set -u
found=${1:-build/.found/cc}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || {
    # shellcheck disable=SC2046 # names without spaces
    set -- $(find core harness -name '*.h' | sort)
}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
flags=$(cat "$found"/*.cflags 2>/dev/null)
failed=0 count=0
for header; do
    case $header in *_template.h | harness/tests/mutants/*) continue ;; esac
    count=$((count + 1))
    printf '#include "%s"\n#include "%s"\n' "$PWD/$header" "$PWD/$header" >"$work/header.c"
    # shellcheck disable=SC2086 # a compiler and flags
    ${CC:-cc} -std=c11 -D_GNU_SOURCE -fsyntax-only -Wall -Wextra -Werror -Wno-unused-function \
        -iquote core -iquote harness $flags "$work/header.c" >"$work/said" 2>&1 && continue
    echo "$header: does not compile by itself:"
    grep -m 3 'error' "$work/said" | sed "s|^$PWD/|  |"
    failed=$((failed + 1))
done
[ "$failed" -eq 0 ] && echo "headers: $count compile by themselves"
