#!/bin/sh
# run.sh -- plant each mutant, run scenarios, and say which tier and which scenario saw it.
#
#     sh harness/tests/mutants/run.sh BUILD [MUTANT...]      all of them, or those named
#
# Wants BUILD/release/klimb and the programs that `make mutant-programs` links. Prints the kill table and
# leaves it as BUILD/mutants/mutants.csv, the old one until the new one is whole (one of a part of
# them is mutants-part.csv). One row a mutant, fields quoted where they hold a comma; columns:
#   name, what, seen, changes   as the head of its file says them (mutant.h)
#   status      killed       ensemble8, claims, theory or paired saw it
#               survived     it changes the distribution, and only the bits told
#               silent       a control that only the bits saw, as has to be
#               false alarm  a control that one of these took for a bug
#               not planted  no bit changed: the mutant is not there, or no scenario comes to it
#   bits, ensemble8, ensemble1, claims, theory, paired
#               the scenario in which that tier saw it: of the ensemble, where it departed furthest; of
#               the others the first. "-": none; "?": that tier was not asked; "(error)" behind it:
#               the program refused to run or judge it, which nobody overlooks
#   statistic, p, where         of the strongest departure from ensemble8 (ensemble1 if that was not asked): its
#               size, the bound of its p-value, and column@step, feature, or column over all steps
#   seen_in     how many of the scenarios run saw it by ensemble8 (ensemble1 if that was not asked), claims,
#               theory or paired: "3/14"
#   tiers       how many of ensemble8 (ensemble1 if that was not asked), claims, theory and paired saw it
#   alone       why one witness has to do, as the head of its file says; empty: two are wanted
#   tensor      in which tensor a run leaves its golden first, as the head of its file says
#   named       what the verdicts name, with its step: "moment v of encoder.0.weight@1", of the first scenario that
#               names one; "-": no tensor differs; "?": the goldens have no digests
#   naming      right        every scenario that names a tensor names that of the head; or none, as the head says
#               later        as the head says: training differs, but not in the steps that have digests
#               wrong        anything else
# A bug is seen twice if two scenarios or two tiers see it; the line "seen twice" counts them.
# Mutants of arithmetic, whose sums, roundings or counters differ, have a table of their own, arithmetic.csv
# (arithmetic-part.csv). Only bits are asked, of three seeds, and bits have to see each:
#   name, what, invisible   as the head of its file says them: in which sizes nobody can see it
#   status      killed       bits saw it
#               not planted  no bit changed
#   hostile     the scenarios of hostile sizes in which they did; "-": none
#   others      in how many of the scenarios above: "7/12"
# Exit code 1 if bits miss one, a control is taken for a bug, ensemble8, claims, theory and paired together
# see fewer than 95 % of those that change the distribution, or more than a tenth of the tensors are wrong.
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
# Where arithmetic shows: sizes that nothing divides, and subnormal numbers.
hostile='learning/primes learning/at-initialisation-subnormal'

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

# The same of three seeds, for bits alone. Leaves $3.csv.
ask_bits() { # program scenarios file
    rm -f "$3.csv"
    # shellcheck disable=SC2086
    "$1" check $2 --seeds 0..2 -q -j 2 --format csv --out "$folder/runs" --output "$3.csv" >"$3.log" 2>&1 || :
}

# A line of the head of a mutant's file.
head_line() { # key file
    sed -n "s/^ \* $1: \(.*\)$/\1/p" "$2"
}

what_line() { # file
    sed -n '1s/^\/\* [a-z0-9_]* -- //p' "$1"
}

# What every awk program here begins with. read_head notes the names in a first row, read_row takes another
# apart, and field is the text under a name, empty where there is no such column.
# shellcheck disable=SC2016
read_csv='
    function split_row(row, cell, i, n, letter, text, inside) {
        split("", cell)
        for (i = 1; i <= length(row); i++) {
            letter = substr(row, i, 1)
            if (letter == "\"" && inside && substr(row, i + 1, 1) == "\"") { text = text letter; i++ }
            else if (letter == "\"") inside = !inside
            else if (letter == "," && !inside) { cell[++n] = text; text = "" }
            else text = text letter
        }
        cell[++n] = text
        return n
    }
    function read_head(row, i, n, cell) {
        split("", column)
        n = split_row(row, cell)
        for (i = 1; i <= n; i++) column[cell[i]] = i
    }
    function read_row(row) { split_row(row, cells) }
    function has(name) { return name in column }
    function field(name) { return name in column ? cells[column[name]] : "" }
'
# shellcheck disable=SC2016
write_csv='
    function quoted(text) {
        if (text !~ /[,"]/) return text
        gsub(/"/, "\"\"", text)
        return "\"" text "\""
    }
    function or_dash(text) { return text == "" ? "-" : text }
'

# One row of the table from what `ask` left. An ensemble test without a p-value takes runs one by one: that
# is not ensemble8.
summarise() { # name what seen changes alone tensor verdicts
    awk -v name="$1" -v what="$2" -v seen="$3" -v changes="$4" -v alone="$5" -v tensor="$6" "$read_csv$write_csv"'
        function witness(tier) { hit[at, tier] = 1; if (first[tier] == "") first[tier] = at }
        function read_ensemble(p, size, tier) { # the further, the larger; of the same p the larger statistic
            p = field("ensemble_p")
            tier = file == 2 ? "ensemble1" : "ensemble8"
            if (field("ensemble_departed") != 1 || (file == 1 && p == "")) return
            size = p != "" ? 1 / (p + 1e-9) + field("ensemble_statistic") * 1e-9 : field("ensemble_statistic") + 0
            witness(tier)
            if (ensemble[tier] == "" || size > strongest[tier]) {
                strongest[tier] = size
                ensemble[tier] = at; statistic[tier] = field("ensemble_statistic"); least[tier] = p
                where[tier] = field("ensemble_column") (field("ensemble_step") == "" ? "" : "@" field("ensemble_step"))
            }
        }
        function is_seen(place) {
            return (place, group) in hit || (place, "claims") in hit || (place, "theory") in hit || (place, "paired") in hit
        }
        function is_of_head(name, i, n, beginning) {
            n = split(tensor, beginning, / [|] /)
            for (i = 1; i <= n; i++) if (index(name, beginning[i]) == 1) return 1
            return 0
        }
        function read_tensor() {
            digests = digests || field("tensor") != ""
            if (field("tensor_step") == "") return
            if (named == "") named = field("tensor") "@" field("tensor_step")
            others += !is_of_head(field("tensor"))
        }
        function naming() {
            if (!digests) return "?"
            if (named == "") return tensor == "none" ? "right" : tensor == "later" ? "later" : "wrong"
            return others ? "wrong" : "right"
        }
        FNR == 1 { file++; read_head($0); pairs = pairs || has("paired_shifted"); next }
        { read_row($0); at = field("scenario"); read_ensemble() }
        file == 2 { next }
        {
            scenario[++rows] = at
            read_tensor()
            asked = asked || field("ensemble_p") != ""
            if (field("verdict") == "ERROR") { if (refused == "") refused = at " (error)"; hit[at, "claims"] = 1 }
            if (field("bits_equal") + 0 < field("bits_tested") + 0 && bits == "") bits = at
            if (field("claims_failed") + 0 > field("theory_failed") + 0) witness("claims")
            if (field("theory_failed") + 0 > 0) witness("theory")
            if (field("paired_shifted") + 0 > 0) witness("paired")
        }
        END {
            if (first["claims"] == "") first["claims"] = refused
            if (bits == "") bits = refused
            group = asked ? "ensemble8" : "ensemble1"
            for (i = 1; i <= rows; i++) hits += is_seen(scenario[i]) ? 1 : 0
            tiers = (first[group] != "") + (first["claims"] != "") + (first["theory"] != "") + (first["paired"] != "")
            if (bits == "") status = "not planted"
            else if (changes == "permutes") status = hits ? "false alarm" : "silent"
            else status = hits ? "killed" : "survived"
            printf "%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%d/%d,%d,%s,%s,%s,%s\n", name, quoted(what), quoted(seen), changes,
                status, or_dash(bits), asked ? or_dash(ensemble["ensemble8"]) : "?", or_dash(ensemble["ensemble1"]),
                or_dash(first["claims"]), or_dash(first["theory"]), pairs ? or_dash(first["paired"]) : "?",
                statistic[group], least[group], where[group], hits, rows, tiers, quoted(alone),
                quoted(tensor), digests ? or_dash(named) : "?", naming()
        }' "$7.csv" "$7.single.csv"
}

judge() { # name
    source=$here/$1.c
    verdicts=$folder/verdicts/$1
    ask "$folder/bin/$1" "$scenarios $(head_line also "$source")" "$verdicts"
    if [ ! -s "$verdicts.csv" ] || [ ! -s "$verdicts.single.csv" ]; then
        echo "mutants: $1 left no verdicts; $verdicts.log has what it said" >&2
        exit 3
    fi
    summarise "$1" "$(what_line "$source")" "$(head_line seen "$source")" \
        "$(head_line changes "$source")" "$(head_line alone "$source")" "$(head_line tensor "$source")" "$verdicts"
}

# What is planted in must be in order itself, or every mutant is killed for nothing.
judge_original() {
    also=$(for name in $names; do head_line also "$here/$name.c"; done | tr ' ' '\n' | sort -u | tr '\n' ' ')
    [ -z "$sums" ] || also="$also $hostile"
    ask "$build/release/klimb" "$scenarios $also" "$folder/verdicts/original"
    if ! [ -s "$folder/verdicts/original.csv" ] || ! awk "$read_csv"'
        NR == 1 { read_head($0); next }
        { read_row($0) }
        field("verdict") != "PASS" { print "mutants: the original fails: " field("scenario"); bad = 1 }
        END { exit bad || NR < 2 }' "$folder/verdicts/original.csv" >&2; then
        echo 'mutants: put it in order first: klimb check' >&2
        exit 3
    fi
}

# ---- Arithmetic ----

# One row of arithmetic.csv.
summarise_bits() { # name what invisible verdicts
    awk -v name="$1" -v what="$2" -v invisible="$3" -v hostile=" $hostile " "$read_csv$write_csv"'
        NR == 1 { read_head($0); next }
        {
            read_row($0); at = field("scenario")
            changed = field("verdict") == "ERROR" || field("bits_equal") + 0 < field("bits_tested") + 0
            if (!index(hostile, " " at " ")) { others += changed; asked++ }
            else if (changed) seen = seen (seen == "" ? "" : " ") at
        }
        END {
            status = seen != "" || others > 0 ? "killed" : "not planted"
            printf "%s,%s,%s,%s,%s,%d/%d\n", name, quoted(what), quoted(invisible), status, or_dash(seen), others, asked
        }' "$4.csv"
}

judge_arithmetic() { # name
    source=$here/$1.c
    verdicts=$folder/verdicts/$1
    ask_bits "$folder/bin/$1" "$scenarios $hostile" "$verdicts"
    if [ ! -s "$verdicts.csv" ]; then
        echo "mutants: $1 left no verdicts; $verdicts.log has what it said" >&2
        exit 3
    fi
    summarise_bits "$1" "$(what_line "$source")" "$(head_line invisible "$source")" "$verdicts"
}

# The table of arithmetic and its count. Exit code 1 if bits miss one.
tell_arithmetic() { # names
    head=name,what,invisible,status,hostile,others
    echo "$head" >"$arithmetic.part"
    for name in $1; do
        judge_arithmetic "$name" >>"$arithmetic.part"
        tail -n 1 "$arithmetic.part" | awk -v head="$head" "$read_csv"'
            { read_head(head); read_row($0) }
            { printf "  %-42s %-12s hostile %s, others %s\n", field("name"), field("status"), field("hostile"), field("others") }'
    done
    mv "$arithmetic.part" "$arithmetic"
    echo "mutants: $arithmetic"
    awk "$read_csv"'
        NR == 1 { read_head($0); next }
        { read_row($0); all++; killed += field("status") == "killed"; shown += field("hostile") != "-" }
        field("status") != "killed" { list = list "  " field("status") ": " field("name") "\n" }
        field("others") + 0 == 0 { alone = alone " " field("name") }
        END {
            printf "arithmetic: bits see %d of %d, %d in hostile sizes; seen nowhere else:%s\n%s", killed, all, shown,
                alone == "" ? " none" : alone, list
            exit killed < all
        }' "$arithmetic"
}

table=$folder/mutants.csv
arithmetic=$folder/arithmetic.csv
names=$*
if [ $# -eq 0 ]; then
    names=$(for source in "$here"/*.c; do basename "$source" .c; done)
else
    table=$folder/mutants-part.csv
    arithmetic=$folder/arithmetic-part.csv
fi
for name in $names; do
    [ -x "$folder/bin/$name" ] && [ -f "$here/$name.c" ] || {
        echo "mutants: there is no mutant $name; they are the files $here/*.c, linked by make mutant-programs" >&2
        exit 2
    }
done

bugs='' sums=''
for name in $names; do
    case $(head_line changes "$here/$name.c") in
    arithmetic) sums="$sums $name" ;;
    *) bugs="$bugs $name" ;;
    esac
done

trap 'rm -rf "$folder/runs"' EXIT
trap 'exit 130' INT TERM
judge_original
code=0
[ -z "$sums" ] || tell_arithmetic "$sums" || code=1
[ -n "$bugs" ] || exit "$code"
head=name,what,seen,changes,status,bits,ensemble8,ensemble1,claims,theory,paired,statistic,p,where,seen_in,tiers,alone,tensor,named,naming
echo "$head" >"$table.part"
for name in $bugs; do
    judge "$name" >>"$table.part"
    tail -n 1 "$table.part" | awk -v head="$head" "$read_csv"'
        { read_head(head); read_row($0); ensemble = field("ensemble8") == "?" ? field("ensemble1") : field("ensemble8") }
        {
            printf "  %-30s %-12s bits %-28s ensemble %s, claims %s, theory %s, paired %s, in %s; tensor %s: %s\n", field("name"),
                field("status"), field("bits"), ensemble, field("claims"), field("theory"), field("paired"), field("seen_in"),
                field("naming"), field("named")
        }'
done
mv "$table.part" "$table"

awk "$read_csv"'
    NR == 1 { read_head($0); next }
    {
        read_row($0)
        said[field("status")]++
        all++
        bits += field("bits") != "-"
        if (field("status") != "killed" && field("status") != "silent") list = list "  " field("status") ": " field("name") "\n"
    }
    field("naming") == "?" { unknown++ }
    field("tensor") != "none" { touching++; naming[field("naming")]++ }
    field("naming") == "wrong" { wrongs++; wrong = wrong " " field("name") }
    field("changes") == "permutes" { controls++; next }
    field("seen_in") + 0 >= 2 || field("tiers") >= 2 { twice++; next }
    field("alone") != "" { argued++; next }
    { alone = alone " " field("name") }
    END {
        bugs = all - controls
        printf "\nmutants: bits see %d of %d; ensemble, claims, theory and paired see %d of the %d that change the " \
            "distribution, and %d of %d controls\n%s", bits, all, said["killed"], bugs, said["false alarm"], controls, list
        printf "seen twice: %d of %d; alone with a reason: %d; alone:%s\n", twice, bugs, argued, alone == "" ? " none" : alone
        if (unknown == all) print "tensor named: the goldens have no digests"
        else printf "tensor named: right in %d of the %d that touch training, %d of them later than the digests; wrong:%s\n",
            naming["right"], touching, naming["later"], wrong == "" ? " none" : wrong
        exit bits < all || said["false alarm"] > 0 || said["killed"] < 0.95 * bugs || wrongs > 0.1 * all
    }' "$table" || code=$?
echo "mutants: $table"
exit "$code"
