#!/bin/sh
# run.sh -- plant each mutant, run scenarios, and say which tier and which scenario saw it.
#
#     sh harness/tests/mutants/run.sh BUILD [MUTANT...]      all of them, or those named
#
# Wants BUILD/release/klimb and the programs that `make mutant-programs` links. Prints the kill table and
# leaves it as BUILD/mutants/mutants.csv, the old one until the new one is whole (one of a part of
# them is mutants-part.csv). One row a mutant, fields quoted where they hold a comma; columns:
#   name, what, seen, changes   as the head of its file says them (mutant.h)
#   status      killed       ensemble8, claims or theory saw it
#               survived     it changes the distribution, and only the bits told
#               silent       a control that only the bits saw, as has to be
#               false alarm  a control that ensemble8, claims or theory took for a bug
#               not planted  no bit changed: the mutant is not there, or no scenario comes to it
#   bits, ensemble8, ensemble1, claims, theory
#               the scenario in which that tier saw it: of the ensemble, where it departed furthest; of
#               the others the first. "-": none; "?": that tier was not asked; "(error)" behind it:
#               the program refused to run or judge it, which nobody overlooks
#   statistic, p, where         of the strongest departure from ensemble8 (ensemble1 if that was not asked): its
#               size, the bound of its p-value, and column@step, feature, or column over all steps
#   seen_in     how many of the scenarios run saw it by ensemble8 (ensemble1 if that was not asked), claims or
#               theory: "3/14"
# Exit code 1 if bits miss one, a control is taken for a bug, or ensemble8, claims and theory together see
# fewer than 95 % of those that change the distribution.
set -eu
build=${1:?usage: run.sh BUILD [MUTANT...]}
shift
here=$(dirname "$0")
folder=$build/mutants
mkdir -p "$folder/verdicts"
export LC_ALL=C.UTF-8
unset KLIMB_SIMD KLIMB_EXPERIMENTS KLIMB_EXPECTED

# Fast ones of every family: each likelihood, head, optimiser and way of sampling that costs little.
# Mutants of code that these do not come to name others (`also:`).
scenarios='learning/at-initialisation learning/healthy learning/gaussian-decoder
explosion/raw-variance explosion/floor explosion/learned-decoder-variance
linear/exact-dynamics linear/ppca linear/ppca-sampled linear/threshold-sampled linear/mixed-axes
linear/rate-distortion-beta-2'

# The only place where tiers are asked for. Leaves $3.csv and $3.single.csv as `klimb check --format csv`
# writes them: of the seeds that a check makes, which are 8 where bits changed, for bits, ensemble8, claims
# and theory; and of one seed beyond the bits, for ensemble1.
ask() { # program scenarios file
    rm -f "$3.csv" "$3.single.csv"
    # The exit code says what the verdicts say as well. Names of scenarios hold no blanks.
    # shellcheck disable=SC2086
    {
        "$1" check $2 -q -j 2 --format csv --out "$folder/runs" --output "$3.csv" || :
        "$1" check $2 -q -j 2 --format csv --out "$folder/runs" --output "$3.single.csv" --seeds 5..5 || :
    } >"$3.log" 2>&1
}

# A line of the head of a mutant's file.
head_line() { # key file
    sed -n "s/^ \* $1: \(.*\)$/\1/p" "$2"
}

# One row of the table from what `ask` left. awk splits at every comma, so what stands behind the
# last field of a row, the reason, which alone may be quoted, is not read. An ensemble test without a p-value
# takes runs one by one: that is not ensemble8.
summarise() { # name what seen changes verdicts
    awk -F, -v name="$1" -v what="$2" -v seen="$3" -v changes="$4" '
        function quoted(text) {
            if (text !~ /[,"]/) return text
            gsub(/"/, "\"\"", text)
            return "\"" text "\""
        }
        function or_dash(text) { return text == "" ? "-" : text }
        FNR == 1 { file++; next }
        $6 == 1 { # the further, the larger; of the same p the larger statistic
            size = $8 != "" ? 1 / ($8 + 1e-9) + $7 * 1e-9 : $7 + 0
            tier = file == 2 ? "ensemble1" : $8 != "" ? "ensemble8" : "none"
            if (tier != "none") hit[$1, tier] = 1
            if (ensemble[tier] == "" || size > strongest[tier]) {
                strongest[tier] = size
                ensemble[tier] = $1; statistic[tier] = $7; p[tier] = $8; where[tier] = $9 ($10 == "" ? "" : "@" $10)
            }
        }
        file == 2 { next }
        {
            scenario[++rows] = $1
            asked = asked || $8 != ""
            if ($2 == "ERROR") { if (refused == "") refused = $1 " (error)"; hit[$1, "claims"] = 1 }
            if ($4 < $3 && bits == "") bits = $1
            if ($12 > $13) { hit[$1, "claims"] = 1; if (claims == "") claims = $1 }
            if ($13 > 0) { hit[$1, "claims"] = 1; if (theory == "") theory = $1 }
        }
        END {
            if (claims == "") claims = refused
            if (bits == "") bits = refused
            group = asked ? "ensemble8" : "ensemble1"
            for (i = 1; i <= rows; i++) hits += (scenario[i], group) in hit || (scenario[i], "claims") in hit
            if (bits == "") status = "not planted"
            else if (changes == "permutes") status = hits ? "false alarm" : "silent"
            else status = hits ? "killed" : "survived"
            printf "%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%d/%d\n", name, quoted(what), quoted(seen), changes, status,
                or_dash(bits), asked ? or_dash(ensemble["ensemble8"]) : "?", or_dash(ensemble["ensemble1"]), or_dash(claims),
                or_dash(theory), statistic[group], p[group], where[group], hits, rows
        }' "$5.csv" "$5.single.csv"
}

judge() { # name
    source=$here/$1.c
    verdicts=$folder/verdicts/$1
    ask "$folder/bin/$1" "$scenarios $(head_line also "$source")" "$verdicts"
    if [ ! -s "$verdicts.csv" ] || [ ! -s "$verdicts.single.csv" ]; then
        echo "mutants: $1 left no verdicts; $verdicts.log has what it said" >&2
        exit 3
    fi
    summarise "$1" "$(sed -n '1s/^\/\* [a-z0-9_]* -- //p' "$source")" "$(head_line seen "$source")" \
        "$(head_line changes "$source")" "$verdicts"
}

# What is planted in must be in order itself, or every mutant is killed for nothing.
judge_original() {
    also=$(for name in $names; do head_line also "$here/$name.c"; done | tr ' ' '\n' | sort -u | tr '\n' ' ')
    ask "$build/release/klimb" "$scenarios $also" "$folder/verdicts/original"
    if ! [ -s "$folder/verdicts/original.csv" ] || ! awk -F, 'NR > 1 && $2 != "PASS" { print "mutants: the original fails: " $1; bad = 1 } END { exit bad || NR < 2 }' \
        "$folder/verdicts/original.csv" >&2; then
        echo 'mutants: put it in order first: klimb check' >&2
        exit 3
    fi
}

table=$folder/mutants.csv
names=$*
if [ $# -eq 0 ]; then
    names=$(for source in "$here"/*.c; do basename "$source" .c; done)
else
    table=$folder/mutants-part.csv
fi
for name in $names; do
    [ -x "$folder/bin/$name" ] && [ -f "$here/$name.c" ] || {
        echo "mutants: there is no mutant $name; they are the files $here/*.c, linked by make mutant-programs" >&2
        exit 2
    }
done

trap 'rm -rf "$folder/runs"' EXIT
trap 'exit 130' INT TERM
judge_original
echo name,what,seen,changes,status,bits,ensemble8,ensemble1,claims,theory,statistic,p,where,seen_in >"$table.part"
for name in $names; do
    judge "$name" >>"$table.part"
    tail -n 1 "$table.part" | awk -F, -v name="$name" '{ sub(/^.*,(distribution|permutes),/, ""); split($0, a, ",")
        printf "  %-30s %-12s bits %-28s ensemble %s, claims %s, theory %s, in %s\n", name, a[1], a[2], a[3] == "?" ? a[4] : a[3], a[5], a[6], a[10] }'
done
mv "$table.part" "$table"

awk '
    NR == 1 { next }
    {
        row = $0
        sub(/^.*,(distribution|permutes),/, "", row)
        split(row, cell, ",")
        control = $0 ~ /,permutes,/
        name = $0; sub(/,.*/, "", name)
        said[cell[1]]++
        all++
        bits += cell[2] != "-"
        controls += control
        if (cell[1] != "killed" && cell[1] != "silent") list = list "  " cell[1] ": " name "\n"
    }
    END {
        bugs = all - controls
        printf "\nmutants: bits see %d of %d; ensemble, claims and theory see %d of the %d that change the distribution", bits,
            all, said["killed"], bugs
        printf ", and %d of %d controls\n%s", said["false alarm"], controls, list
        exit bits < all || said["false alarm"] > 0 || said["killed"] < 0.95 * bugs
    }' "$table" && code=0 || code=$?
echo "mutants: $table"
exit "$code"
