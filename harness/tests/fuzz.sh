#!/bin/sh
# fuzz.sh -- run fuzz targets: every committed input, then what libFuzzer makes of them.
#
#     sh harness/tests/fuzz.sh BUILD [TARGET...]         from the repository's folder; all targets without one
#     sh harness/tests/fuzz.sh merge BUILD [TARGET...]   minimise the committed corpus, with all that was found
#
# FUZZ_SECONDS (default 3) or FUZZ_MINUTES says how long each target runs behind its corpus, 0: not
# at all. FUZZ_JOBS: how many at once (default: one a processor). FUZZ_SEED: the seed of the random
# choices (default 0: another one each time); with a seed a run that passed does not fail by chance.
#
# Prints a row for each target: executions in all and a second, edges reached, inputs kept, and what
# was found: crashes (also undefined behaviour and leaks), hangs of 10 seconds, more memory than 1 GiB,
# broken properties. What is found stays in BUILD/findings/TARGET, with the log; what reached something
# new in BUILD/corpus/TARGET, for the next run. The exit code is 1 if anything was found.
set -u
export LC_ALL=C OPENBLAS_NUM_THREADS=1
seeds=harness/tests/fuzz/corpus
corpus_bytes_max=1048576
findings_max=5 # of a target in one run

# target | longest input | dictionary
limits() {
    cat <<'LIST'
yaml     | 2048 | yaml
scenario | 4096 | yaml
study    | 2048 | yaml
claims   | 1024 | yaml
set      | 512  | yaml
record   | 2048 | csv
log      | 1024 | log
events   | 2048 | -
store    | 1024 | log
window   | 1024 | log
log_text | 2048 | log
diagnose | 2048 | log
folder   | 4096 | csv
manifest | 1024 | yaml
golden   | 10240 | csv
npy      | 1024 | -
idx      | 512  | -
data_text | 4096 | -
csv      | 512  | csv
tables   | 512  | csv
speed    | 1024 | csv
history  | 4096 | yaml
template | 512  | -
svg      | 512  | svg
text     | 256  | -
LIST
}

# Sets $length and $words for a target.
look_up() { # target
    IFS='| ' read -r length words <<ROW
$(limits | sed 's/  *| */|/g' | sed -n "s/^$1|//p")
ROW
}

# ---- one target ------------------------------------------------------------------------------

# What a run that ended with a finding found, by what it says.
kind_of() { # log
    if grep -q '^klimb fuzz: property broken' "$1"; then
        echo property
    elif grep -q 'libFuzzer: timeout' "$1"; then
        echo hang
    elif grep -q 'libFuzzer: out-of-memory' "$1"; then
        echo memory
    else
        echo crash
    fi
}

# The line of a log that says what was found.
reason_of() { # log
    grep -m 1 -E '^klimb fuzz:|runtime error:|ERROR: |SUMMARY: ' "$1" || tail -n 1 "$1"
}

fuzz() { # build, work, target, seconds
    program=$1/harness/tests/fuzz/fuzz_$3
    found=$1/findings/$3 corpus=$1/corpus/$3
    mkdir -p "$found" "$corpus" "$2/$3" "$seeds/$3"
    look_up "$3"
    crash=0 hang=0 memory=0 property=0 runs=0 artifacts='' log=$found/log
    begin=$(date +%s) left=$4
    while :; do
        limit=-max_total_time=$left
        [ "$left" -gt 0 ] || limit=-runs=0
        dictionary=
        [ "$words" = - ] || dictionary=-dict=harness/tests/fuzz/dictionaries/$words.dict
        # shellcheck disable=SC2086 # nothing, or one word
        KLIMB_FUZZ_FOLDER=$2/$3 nice -n 10 "$program" -seed="${FUZZ_SEED:-0}" "$limit" $dictionary -max_len="$length" \
            -timeout=10 -rss_limit_mb=1024 -detect_leaks="$(cat "$2/leaks")" -print_final_stats=1 \
            -artifact_prefix="$found/" "$corpus" "$seeds/$3" >"$log" 2>&1 </dev/null
        code=$?
        runs=$((runs + $(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -n 1 | grep . || echo 0)))
        [ "$code" -eq 0 ] && break
        artifact=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
        case " $artifacts " in *" ${artifact:-none} "*) break ;; esac # an input that is in the corpus
        artifacts="$artifacts ${artifact:-none}"
        kind=$(kind_of "$log")
        eval "$kind=\$(($kind + 1))"
        {
            echo "$3: $kind: $(reason_of "$log")"
            echo "    reproduce: $program ${artifact:-"$seeds/$3/* $corpus/*"}"
        } >>"$2/findings"
        cp "$log" "${artifact:-$found/$kind}.log"
        left=$(($4 - $(date +%s) + begin))
        [ "$left" -gt 0 ] || break
        [ $((crash + hang + memory + property)) -lt $findings_max ] || break
    done
    edges=$(sed -n 's/.*cov: \([0-9]*\).*/\1/p' "$log" | tail -n 1)
    kept=$(sed -n 's/.*corp: \([0-9]*\).*/\1/p' "$log" | tail -n 1)
    seconds=$(($(date +%s) - begin))
    echo "$3 $runs $((runs / (seconds > 0 ? seconds : 1))) ${edges:-0} ${kept:-0} $crash $hang $memory $property" \
        >"$2/$3.row"
}

# ---- all of them -----------------------------------------------------------------------------

# Memory leaks are looked for by stopping the process, which a container may not allow.
can_see_leaks() { # build, target
    ! "$1/harness/tests/fuzz/fuzz_$2" -runs=1 -artifact_prefix="$work/" 2>&1 </dev/null | grep -q 'LeakSanitizer has encountered a fatal error'
}

check_corpus() {
    bytes=$(find "$seeds" -type f -exec cat {} + | wc -c)
    [ "$bytes" -le $corpus_bytes_max ] && return 0
    echo "klimb: $seeds has $bytes bytes; must be at most $corpus_bytes_max: sh harness/tests/fuzz.sh merge BUILD"
    return 1
}

show() { # work
    cat "$1"/*.row | awk -v wanted="$2" '
        function line(name, n) {
            printf "%-9s %12d %9d %6d %7d %8d %6d %7d %9d\n", name, n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9]
        }
        BEGIN { printf "%-9s %12s %9s %6s %7s %8s %6s %7s %9s\n", "target", "executions", "a second",
                       "edges", "corpus", "crashes", "hangs", "memory", "property" }
        { for (i = 2; i <= 9; i++) { n[i] = $i; sum[i] += $i } line($1, n) }
        END { sum[3] = 0; sum[4] = 0; line("sum", sum); exit !(NR == wanted && sum[2] > 0) }'
}

name_targets() {
    all=$(limits | cut -d' ' -f1)
    for target; do
        echo "$all" | grep -qx -e "$target" || {
            echo "klimb: there is no fuzz target '$target'; there are: $(echo "$all" | xargs)" >&2
            exit 2
        }
    done
    targets=${*:-$all}
}

minimise() { # build, targets
    for target in $2; do
        look_up "$target"
        mkdir -p "$1/corpus/$target" "$seeds/$target" "$1/merged/$target"
        rm -f "$1/merged/$target"/*
        KLIMB_FUZZ_FOLDER=$work "$1/harness/tests/fuzz/fuzz_$target" -merge=1 -use_counters=0 -max_len="$length" \
            "$1/merged/$target" "$seeds/$target" "$1/corpus/$target" >"$work/log" 2>&1 || {
            cat "$work/log"
            exit 1
        }
        find "$seeds/$target" -type f | grep -vE '/[0-9a-f]{40}$' | while read -r named; do
            cp "$named" "$1/merged/$target/" # what somebody wrote for a reason that coverage does not see
        done
        rm -rf "${seeds:?}/$target"
        mv "$1/merged/$target" "$seeds/$target"
        echo "$target: $(find "$seeds/$target" -type f | wc -l) inputs, $(find "$seeds/$target" -type f -exec cat {} + | wc -c) bytes"
    done
}

if [ "${1:-}" = one ]; then
    shift
    fuzz "$@"
    exit 0
fi
action=fuzz
[ "${1:-}" = merge ] && action=merge && shift
build=${1:?usage: fuzz.sh [merge] BUILD [TARGET...]}
shift
name_targets "$@"
shared=/dev/shm
[ -d "$shared" ] || shared=${TMPDIR:-/tmp}
work=$(mktemp -d "$shared/klimb-fuzz-XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
if [ $action = merge ]; then
    minimise "$build" "$targets"
    check_corpus
    exit
fi
seconds=${FUZZ_SECONDS:-3}
[ -z "${FUZZ_MINUTES:-}" ] || seconds=$((FUZZ_MINUTES * 60))
check_corpus || exit 1
echo 1 >"$work/leaks"
can_see_leaks "$build" "${targets%% *}" || {
    echo 'klimb: leaks of memory are not looked for: this system does not let a process stop another (ptrace)'
    echo 0 >"$work/leaks"
}
for target in $targets; do
    echo "one $build $work $target $seconds"
done | xargs -n 5 -P "${FUZZ_JOBS:-$(getconf _NPROCESSORS_ONLN)}" sh "$0"
show "$work" "$(echo "$targets" | wc -w)"
code=$?
[ ! -s "$work/findings" ] || { cat "$work/findings" && code=1; }
exit $code
