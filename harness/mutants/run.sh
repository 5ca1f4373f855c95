#!/bin/sh
# run.sh -- plant each mutant, run scenarios, and say which tier and which scenario saw it.
#
#     sh harness/mutants/run.sh BUILD [MUTANT...]      all of them, or those named
#
# Wants BUILD/release/klimb and the programs that `make mutant-programs` links. Prints the kill table and
# leaves it as BUILD/mutants/mutants.csv, the old one until the new one is whole (one of a part of
# them is mutants-part.csv). One row a mutant, fields quoted where they hold a comma; columns:
#   name, what, seen, changes   as the head of its file says them (mutant.h)
#   status      killed       band8, claims or theory saw it
#               survived     it changes the distribution, and only the bits told
#               silent       a control that only the bits saw, as has to be
#               false alarm  a control that band8, claims or theory took for a bug
#               not planted  no bit changed: the mutant is not there, or no scenario comes to it
#   bits, band8, band1, claims, theory
#               the scenario in which that tier saw it: of the band, where it departed furthest; of
#               the others the first. "-": none; "?": that tier was not asked; "(error)" behind it:
#               the program refused to run or judge it, which nobody overlooks
#   statistic, p, where         of the strongest departure from the band: its size, the bound of
#               its p-value if the band gives one, column@step
#   seen_in     how many of the scenarios run saw it by band8, claims or theory: "3/14"
# Exit code 1 if bits miss one, a control is taken for a bug, or band8, claims and theory together see
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

# The only place where tiers are asked for. Leaves $3.csv as `klimb check --format csv` writes it.
# The band of this version takes runs one by one, so it is band1, and band8 is not asked.
band_is=band1
ask() { # program scenarios file
    rm -f "$3.csv"
    # The exit code says what the verdicts say as well. Names of scenarios hold no blanks.
    # shellcheck disable=SC2086
    "$1" check $2 -q -j 2 --format csv --out "$folder/runs" --output "$3.csv" >"$3.log" 2>&1 || :
}

# A line of the head of a mutant's file.
head_line() { # key file
    sed -n "s/^ \* $1: \(.*\)$/\1/p" "$2"
}

# One row of the table from what `ask` left. mawk splits at every comma, so the last field, which
# alone may be quoted, is out of its reach, and nothing behind it is read.
summarise() { # name what seen changes verdicts
    awk -F, -v name="$1" -v what="$2" -v seen="$3" -v changes="$4" -v band_is="$band_is" '
        function quoted(text) {
            if (text !~ /[,"]/) return text
            gsub(/"/, "\"\"", text)
            return "\"" text "\""
        }
        NR == 1 { next }
        {
            rows++
            hit = 0
            if ($2 == "ERROR") { refused = refused == "" ? $1 " (error)" : refused; hit = 1 }
            if ($4 < $3 && bits == "") bits = $1
            if ($6 == 1) {
                hit = 1
                size = $8 != "" ? -$8 : $7 + 0
                if (band == "" || size > strongest) {
                    strongest = size; band = $1; statistic = $7; p = $8; where = $9 "@" $10
                }
            }
            if ($12 > $13) { hit = 1; if (claims == "") claims = $1 }
            if ($13 > 0) { hit = 1; if (theory == "") theory = $1 }
            hits += hit
        }
        END {
            if (claims == "") claims = refused
            if (bits == "") bits = refused
            dash = "-"
            band8 = band_is == "band8" ? (band == "" ? dash : band) : "?"
            band1 = band_is == "band1" ? (band == "" ? dash : band) : "?"
            if (bits == "") status = "not planted"
            else if (changes == "permutes") status = hits ? "false alarm" : "silent"
            else status = hits ? "killed" : "survived"
            printf "%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%d/%d\n", name, quoted(what), quoted(seen), changes,
                status, bits == "" ? dash : bits, band8, band1, claims == "" ? dash : claims,
                theory == "" ? dash : theory, statistic, p, where, hits, rows
        }' "$5"
}

judge() { # name
    source=$here/$1.c
    verdicts=$folder/verdicts/$1
    ask "$folder/bin/$1" "$scenarios $(head_line also "$source")" "$verdicts"
    if [ ! -s "$verdicts.csv" ]; then
        echo "mutants: $1 left no verdicts; $verdicts.log has what it said" >&2
        exit 3
    fi
    summarise "$1" "$(sed -n '1s/^\/\* [a-z0-9_]* -- //p' "$source")" "$(head_line seen "$source")" \
        "$(head_line changes "$source")" "$verdicts.csv"
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
        echo "mutants: there is no mutant $name; allowed are those of $here/*.c, linked by make mutant-programs" >&2
        exit 2
    }
done

trap 'rm -rf "$folder/runs"' EXIT
trap 'exit 130' INT TERM
judge_original
echo name,what,seen,changes,status,bits,band8,band1,claims,theory,statistic,p,where,seen_in >"$table.part"
for name in $names; do
    judge "$name" >>"$table.part"
    tail -n 1 "$table.part" | awk -F, -v name="$name" '{ sub(/^.*,(distribution|permutes),/, ""); split($0, a, ",")
        printf "  %-30s %-12s bits %-28s band %s, claims %s, theory %s, in %s\n", name, a[1], a[2], a[3] == "?" ? a[4] : a[3], a[5], a[6], a[10] }'
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
        printf "\nmutants: bits see %d of %d; band, claims and theory see %d of the %d that change the distribution", bits,
            all, said["killed"], bugs
        printf ", and %d of %d controls\n%s", said["false alarm"], controls, list
        exit bits < all || said["false alarm"] > 0 || said["killed"] < 0.95 * bugs
    }' "$table" && code=0 || code=$?
echo "mutants: $table"
exit "$code"
