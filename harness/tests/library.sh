#!/bin/sh
# library.sh -- libklimb as somebody else sees it, who has what `make install` installs and nothing more.
#
#     MAKE=make CC=cc sh harness/tests/library.sh BUILD
#
# Every name that it gives to the linker begins with klimb_; each installed header can be included
# alone, in strict C11; the program in klimb.h is core/tests/example_train.c, and compiled with what
# pkg-config says it prints the ELBO that `klimb run` records. A function whose `static` is missing
# is planted and found.
set -u
export LC_ALL=C
build=${1:?usage: library.sh BUILD}
MAKE=${MAKE:-make} CC=${CC:-cc}
library=$build/release/libklimb.a
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
. harness/tests/verdict.sh
said=$work/said

# run WHAT COMMAND...: it has to succeed.
run() {
    what=$1
    shift
    "$@" >"$work/said" 2>&1
    verdict $? "$what"
}

# The names that an archive gives to the linker and that do not begin with klimb_.
foreign_names() {
    nm -g --defined-only "$1" >"$work/names" || return 1
    awk 'NF == 3 && $3 !~ /^_?klimb_/ { print $3 }' "$work/names"
}

foreign_names "$library" >"$work/said"
[ ! -s "$work/said" ] && [ "$(grep -c klimb_ "$work/names")" -gt 50 ]
verdict $? "every link name of $library begins with klimb_"

# The same with a function that is static no more.
sed 's/^static void batcher_turn_to_epoch/void batcher_turn_to_epoch/' core/data/batcher.c >"$work/batcher.c"
cp "$library" "$work/planted.a"
run 'the planted file is compiled' $CC -std=c11 -D_GNU_SOURCE -iquote core -c -o "$work/batcher.o" "$work/batcher.c"
run 'the planted file is in the archive' ar r "$work/planted.a" "$work/batcher.o"
foreign_names "$work/planted.a" >"$work/said"
[ "$(cat "$work/said")" = batcher_turn_to_epoch ]
verdict $? 'a function without its static is found'

prefix=$work/stage/usr/local
# shellcheck disable=SC2086 # make and its options
run 'make install-library' $MAKE install-library DESTDIR="$work/stage" PREFIX=/usr/local
says() {
    PKG_CONFIG_PATH=$prefix/lib/pkgconfig pkg-config --define-variable=prefix="$prefix" "$@" klimb
}
run 'pkg-config knows klimb' says --exists --print-errors
[ "$(says --modversion)" = "$(sed -n 's/^VERSION := //p' Makefile)" ]
verdict $? "pkg-config tells the version"
grep -rn '#include "' "$prefix/include" >"$work/said"
[ $? -eq 1 ]
verdict $? 'installed headers include each other by <klimb/...>'
# shellcheck disable=SC2046 # flags are words
(cd "$prefix/include" && find . -name '*.h') | sed 's|^\./||' | sort >"$work/headers"
while read -r header; do
    printf "#include <%s>\nextern int not_empty;\n" "$header" >"$work/alone.c"
    # shellcheck disable=SC2046 # the same
    run "<$header> can be included alone" \
        $CC -std=c11 -Wall -Wextra -pedantic-errors -Werror -fsyntax-only $(says --cflags) "$work/alone.c"
done <"$work/headers"

sed -n '/^#include <klimb.h>/,$p' core/tests/example_train.c >"$work/example.c"
sed -n '/^ \*     #include <klimb.h>/,/^ \*\//p' "$prefix/include/klimb.h" | sed '$d; s/^ \*     //; s/^ \*$//' >"$work/in_header.c"
run 'the program in klimb.h is core/tests/example_train.c' diff "$work/in_header.c" "$work/example.c"
# shellcheck disable=SC2046 # the same
run 'it is compiled with what pkg-config says' \
    $CC -std=c11 -Wall -Wextra -pedantic-errors -Werror -o "$work/example" "$work/example.c" $(says --cflags --libs)
run 'it runs' "$work/example"
grep -qE '^step 10: ELBO -[0-9.]+ nats$' "$work/said"
verdict $? 'it prints an ELBO'
printed=$(sed -n 's/^step 10: ELBO \(.*\) nats$/\1/p' "$work/said")

# The example's settings are those of a scenario. The two decimals are of the same binary32 number if
# they differ by less than half the gap between two.
run 'klimb run' "$build/release/klimb" run learning/healthy --set train.steps=10 --out "$work/runs"
find "$work/runs" -name record.csv -exec awk -F, -v printed="$printed" '
    NR == 1 { for (i = 1; i <= NF; i++) if ($i == "elbo") at = i; next }
    { step = $1; elbo = $at }
    END {
        difference = elbo - printed; if (difference < 0) difference = -difference
        print "recorded at step " step ": " elbo ", printed: " printed
        exit !(at && step == 10 && elbo < 0 && difference < -elbo * 2 ^ -25)
    }' {} + >"$work/said"
verdict $? 'it prints the ELBO that klimb run records'

# shellcheck disable=SC2086 # make and its options
run 'make uninstall' $MAKE uninstall DESTDIR="$work/stage" PREFIX=/usr/local
find "$work/stage" -type f >"$work/said"
[ ! -s "$work/said" ]
verdict $? 'nothing is left of it'
echo "library: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
