#!/bin/sh
# mutants.sh -- what `make mutants` relies on: that a mutant is what its file says, and is there.
#
#     sh harness/tests/mutants.sh BUILD        from the repository's folder; original and mutants are built
#
# Then faults are planted in the mutants themselves, and each has to be seen.
set -u
build=${1:?usage: mutants.sh BUILD}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
export LC_ALL=C
. harness/tests/verdict.sh

# symbol file kind, of every object: T defines a function, U calls one of another file.
nm -A "$build/release/libklimb.a" "$build/release/libklimb_harness.a" 2>/dev/null |
    awk 'NF > 2 { split($1, at, ":"); print $NF, at[2], $(NF - 1) }' >"$work/symbols"

# The words before the name of a tensor, without the blank at their end: "moment m of|parameter|...".
kinds=$(sed -n 's/^ *X([A-Z_]*, "\([a-z ]*[a-z]\) ".*/\1/p' core/train/tensors.h | paste -sd '|')
[ -n "$kinds" ]
verdict $? 'the table of tensors is read'

# What is wrong with a mutant's file, one complaint a line.
complaints() { # file
    name=$(basename "$1" .c)
    grep -q "^/\* $name -- ..*" "$1" || echo "line 1 is not \"/* $name -- what the bug is\""
    changes=$(sed -n 's/^ \* changes: //p' "$1")
    seen=$(sed -n 's/^ \* seen: //p' "$1")
    case $changes in
    distribution)
        echo "$seen" | grep -Eq '^([[:alnum:]_.-]+/[[:alnum:]_.-]+#[0-9]+(, )?)+$' ||
            echo "\"seen: $seen\" names no thread as owner/repository#number"
        ;;
    permutes) [ -n "$seen" ] || echo 'no line "seen:"' ;;
    arithmetic) grep -q '^ \* invisible: where ..*' "$1" || echo 'no line "invisible: where ..."' ;;
    *) echo "\"changes: $changes\": must be distribution, permutes or arithmetic" ;;
    esac
    tensor=$(sed -n 's/^ \* tensor: //p' "$1")
    [ "$changes" != arithmetic ] && echo "$tensor" | sed 's/ | /\n/g' | grep -Eqv "^(none|later|($kinds).*)$" &&
        echo "\"tensor: $tensor\": must be none, later, or begin as the name of a tensor does (core/train/tensors.h)"
    ! grep -q '^ \* alone: *$' "$1" || echo 'alone: gives no reason'
    for scenario in $(sed -n 's/^ \* also: //p' "$1"); do
        [ -f "experiments/$scenario.yaml" ] || echo "also: there is no scenario $scenario"
    done
    wraps=$(sed -n 's/^MUTANT_WRAPS(\([a-z0-9_]*\));$/\1/p' "$1")
    [ -n "$wraps" ] || echo 'no line MUTANT_WRAPS(function);'
    for function in $wraps; do
        home=$(awk -v f="$function" '$1 == f && $3 == "T" { print $2 }' "$work/symbols")
        [ -n "$home" ] || echo "wraps $function, which core does not define"
        awk -v f="$function" -v home="$home" '$1 == f && $3 == "U" && $2 != home { found = 1 } END { exit !found }' \
            "$work/symbols" || echo "wraps $function, which no other file than its own calls"
    done
}

[ -s "$work/symbols" ]
verdict $? 'nm reads the libraries'
count=0
for source in harness/tests/mutants/*.c; do
    count=$((count + 1))
    complaints "$source" | sed "s|^|$source: |" | tee "$work/said"
    [ ! -s "$work/said" ]
    verdict $? "$source"
    # A function that is defined and not listed would be linked and never called.
    program=$build/mutants/bin/$(basename "$source" .c)
    nm "$program" >"$work/linked" 2>&1
    verdict $? "$program is linked"
    for wrap in $(sed -n 's/.* T __wrap_//p' "$work/linked"); do
        grep -q "^MUTANT_WRAPS($wrap);" "$source"
        verdict $? "$source lists $wrap"
    done
done
arithmetic=$(grep -l '^ \* changes: arithmetic$' harness/tests/mutants/*.c | wc -l)
[ $((count - arithmetic)) -ge 90 ]
verdict $? "$((count - arithmetic)) bugs and controls, no fewer than 90"
[ "$arithmetic" -ge 20 ]
verdict $? "$arithmetic mutants of arithmetic, no fewer than 20"

# ---- planted faults --------------------------------------------------------------------------

compiles() { # file
    ${CC:-cc} -std=c11 -fsyntax-only -Wall -Wextra -Werror -iquote core -iquote harness/tests/mutants "$1" 2>"$work/said"
}
mutant() { # name, wraps, body
    printf '/* %s -- a fault\n *\n * seen: a/b#1\n * changes: distribution\n * tensor: batch x\n */\n#include "mutant.h"\n#include "data/batcher.h"\n%s\n%s\n' \
        "$1" "$2" "$3" >"$work/$1.c"
}
mutant good 'MUTANT_WRAPS(klimb_batcher_fill);' 'void __wrap_klimb_batcher_fill(struct batcher *b, uint32_t *i, long s) { __real_klimb_batcher_fill(b, i, s); }'
compiles "$work/good.c" && [ -z "$(complaints "$work/good.c")" ]
verdict $? 'a mutant as it has to be'
mutant gone 'MUTANT_WRAPS(batcher_drain);' ''
! compiles "$work/gone.c" && complaints "$work/gone.c" | grep -q 'core does not define'
verdict $? 'a function that is gone does not compile, and is complained of'
mutant other 'MUTANT_WRAPS(klimb_batcher_fill);' 'void __wrap_klimb_batcher_fill(struct batcher *b, long s) { (void)b; (void)s; }'
! compiles "$work/other.c"
verdict $? 'other parameters than the function has do not compile'
mutant inside 'MUTANT_WRAPS(klimb_gemm_exact_select);' ''
awk '$1 == "klimb_gemm_exact_select" && $3 == "U" { next } { print }' "$work/symbols" >"$work/fewer" && mv "$work/fewer" "$work/symbols"
complaints "$work/inside.c" | grep -q 'no other file than its own calls'
verdict $? 'a function that only its own file calls is complained of'
mutant bare '' ''
complaints "$work/bare.c" | grep -q 'no line MUTANT_WRAPS'
verdict $? 'a mutant that wraps nothing is complained of'
sed 's/^ \* changes: .*/ * changes: arithmetic/' "$work/good.c" >"$work/sum.c"
complaints "$work/sum.c" | grep -q 'no line "invisible: where'
verdict $? 'a mutant of arithmetic that does not say where nobody can see it is complained of'
rm "$work/sum.c"
sed 's/batch x/batch x | weight/' "$work/good.c" >"$work/vague.c"
complaints "$work/vague.c" | grep -q '"tensor: batch x | weight": must be none, later'
verdict $? 'a tensor that there is not is complained of'

# The original under a mutant's name: every bit is the golden one.
mkdir -p "$work/build/release" "$work/build/mutants/bin"
cp harness/tests/mutants/run.sh "$work/run.sh"
cp "$build/release/klimb" "$work/build/release/klimb"
cp "$build/release/klimb" "$work/build/mutants/bin/good"
sh "$work/run.sh" "$work/build" good >"$work/said" 2>&1
[ $? -eq 1 ] && grep -q '^  good *not planted' "$work/said" && grep -q ',not planted,-,' "$work/build/mutants/mutants-part.csv"
verdict $? 'a mutant that changes no bit is not planted'
sh "$work/run.sh" "$work/build" bad >"$work/said" 2>&1
[ $? -eq 2 ] && grep -q 'there is no mutant bad' "$work/said"
verdict $? 'an unknown mutant is a usage error'
# Columns are found by their names. The reason, which may hold commas and quotation marks, stands among them.
speak() { # scenario, departed, claims failed, theory failed, shifted, step and name of the first tensor
    printf '%s,%s,PASS,"a, ""b"", c",8,0,%s,12,1e-05,kl,40,%s,%s,%s,%s\n' "$1" "$5" "$2" "$3" "$4" "${6-}" "${7-}"
}
answer() { # program, rows of its check
    {
        printf '#!/bin/sh\nwhile [ "$1" != --output ]; do shift; done\ncat >"$2" <<END\n'
        echo 'scenario,paired_shifted,verdict,reason,bits_tested,bits_equal,ensemble_departed,ensemble_statistic,ensemble_p,ensemble_column,ensemble_step,claims_failed,theory_failed,tensor_step,tensor'
        echo "$2"
        echo END
    } >"$1"
}
tells() { # rows of the mutant's check
    answer "$work/build/mutants/bin/good" "$1"
    sh "$work/run.sh" "$work/build" good >"$work/said" 2>&1
    cat "$work/build/mutants/mutants-part.csv" >>"$work/said"
}
answer "$work/build/release/klimb" "$(speak a/b 0 0 0 0)"
tells "$(speak a/b 0 0 0 1)"
grep -q '^good,.*,killed,a/b,-,-,-,-,a/b,,,,1/1,1,,batch x,?,?$' "$work/said" && grep -q '^seen twice: 0 of 1; alone with a reason: 0; alone: good$' "$work/said"
verdict $? 'a shift of pairs alone is one witness'
tells "$(speak a/b 0 1 0 1)"
grep -q ',killed,a/b,-,-,a/b,-,a/b,,,,1/1,2,,batch x,?,?$' "$work/said" && grep -q '^seen twice: 1 of 1; alone with a reason: 0; alone: none$' "$work/said"
verdict $? 'two tiers are two witnesses'
tells "$(speak a/b 0 1 1 0)
$(speak a/c 1 0 0 0)"
grep -q ',killed,a/b,a/c,a/c,-,a/b,-,12,1e-05,kl@40,2/2,2,,batch x,?,?$' "$work/said" && grep -q '^seen twice: 1 of 1' "$work/said"
verdict $? 'a failed theory is no failed claim, and two scenarios are two witnesses'
# names WHAT WANTED SUMMARY ROWS: what the row ends with, and the line below the table.
names() {
    tells "$4"
    grep -q "$2\$" "$work/said" && grep -q "^tensor named: $3\$" "$work/said"
    verdict $? "$1"
}
names 'a tensor that the head has the beginning of is right' ',batch x,batch x@0,right' \
    'right in 1 of the 1 that touch training, 0 of them later than the digests; wrong: none' \
    "$(speak a/b 0 1 0 1 '' none)
$(speak a/c 1 0 0 0 0 'batch x')"
names 'another tensor in any scenario is wrong' ',batch x,batch x@0,wrong' \
    'right in 0 of the 1 that touch training, 0 of them later than the digests; wrong: good' \
    "$(speak a/b 0 1 0 1 0 'batch x')
$(speak a/c 1 0 0 0 1 'noise eps')"
names 'no tensor where one was to be is wrong' ',batch x,-,wrong' \
    'right in 0 of the 1 that touch training, 0 of them later than the digests; wrong: good' \
    "$(speak a/b 0 1 0 1 '' none)"
names 'goldens without digests say nothing of tensors' ',batch x,?,?' 'the goldens have no digests' "$(speak a/b 0 1 0 1)"
for head in later none; do
    sed -i "s/^ \* tensor: .*/ * tensor: $head/" "$work/good.c"
    result=right touching=0 later=0
    [ $head = none ] || result=later touching=1 later=1
    names "$head: no tensor is named" ",$head,-,$result" \
        "right in 0 of the $touching that touch training, $later of them later than the digests; wrong: none" \
        "$(speak a/b 0 1 0 1 '' none)"
    names "$head: a tensor that is named is wrong" ",$head,batch x@0,wrong" \
        "right in 0 of the $touching that touch training, 0 of them later than the digests; wrong: good" \
        "$(speak a/b 0 1 0 1 0 'batch x')"
done
sed -i 's/^ \* tensor: .*/ * tensor: none | batch | noise/' "$work/good.c"
names 'one of several is right' ',none | batch | noise,noise eps@3,right' \
    'right in 1 of the 1 that touch training, 0 of them later than the digests; wrong: none' \
    "$(speak a/b 0 1 0 1 3 'noise eps')"
sed -i 's|^ \* changes: distribution|&\n * alone: one, "so"|' "$work/good.c"
tells "$(speak a/b 1 0 0 0)"
grep -q ',1/1,1,"one, ""so""",none | batch | noise,?,?$' "$work/said" && grep -q '^seen twice: 0 of 1; alone with a reason: 1; alone: none$' "$work/said"
verdict $? 'a reason to be alone is read from the head'
# Mutants of arithmetic are asked for bits alone, and have a table of their own.
sed -i '/^ \* alone: /d; s/^ \* changes: .*/ * changes: arithmetic\n * invisible: where "n" is 1, or 2/' "$work/good.c"
# Rows of which scenario and whose bits; 3/3 with a 3.
bits() { # scenario, seeds with equal bits
    printf '%s,0,DRIFT,"a, ""b"", c",3,%s,0,12,,kl,40,0,0\n' "$1" "$2"
}
tells "$(bits learning/primes 2)
$(bits a/b 3)
$(bits a/c 0)"
grep -q '^good,a fault,"where ""n"" is 1, or 2",killed,learning/primes,1/2$' "$work/build/mutants/arithmetic-part.csv" &&
    grep -q '^arithmetic: bits see 1 of 1, 1 in hostile sizes; seen nowhere else: none$' "$work/said"
verdict $? 'a mutant of arithmetic is killed by bits'
tells "$(bits learning/primes 2)
$(bits a/b 3)"
grep -q '^arithmetic: bits see 1 of 1, 1 in hostile sizes; seen nowhere else: good$' "$work/said"
verdict $? 'what only hostile sizes see is named'
answer "$work/build/mutants/bin/good" "$(bits learning/primes 3)
$(bits a/b 3)"
sh "$work/run.sh" "$work/build" good >"$work/said" 2>&1
[ $? -eq 1 ] && grep -q ',not planted,-,0/1$' "$work/build/mutants/arithmetic-part.csv" && grep -q '^  not planted: good$' "$work/said"
verdict $? 'a mutant of arithmetic that changes no bit is not planted'
printf '#!/bin/sh\nexit 3\n' >"$work/build/mutants/bin/good"
sh "$work/run.sh" "$work/build" good >"$work/said" 2>&1
[ $? -eq 3 ] && grep -q 'good left no verdicts' "$work/said" && [ ! -e "$work/build/mutants/mutants.csv" ]
verdict $? 'a program that says nothing is an error'

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
