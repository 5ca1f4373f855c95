#!/bin/sh
# clients.sh -- the writers of harness/clients, beside what harness/log/tests/test_log_clients.c tests of them.
#
#     CC=cc sh harness/tests/clients.sh BUILD     from the repository's folder
#
# The C header compiles alone as strict C99, the shell functions are what POSIX shells here read, and the Python
# module does what it says and has klimb's own observables. What cannot be tested on this machine is said in a
# line "SKIP". The last line is "N passed, N failed, N skipped".
set -u
export LC_ALL=C PYTHONDONTWRITEBYTECODE=1
build=${1:?usage: clients.sh BUILD}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
passed=0 failed=0 skipped=0

# run WHAT COMMAND...: it has to succeed.
run() {
    what=$1
    shift
    if "$@" >"$work/said" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $what"
        tail -n 30 "$work/said" | sed 's/^/    /'
    fi
}

skip() { # what is not tested, and what to install
    skipped=$((skipped + 1))
    echo "SKIP: $1"
}

# As a program of somebody else, with all of its warnings.
cat >"$work/client.c" <<'CLIENT'
#include "klimb_record.h"
int main(int count, char **words) {
    struct klimb_record record;
    const double values[] = {1.0 / 3, 2};
    int code = count == 2 ? klimb_record_open(&record, words[1], "recon,kl") : -1;
    if (code == 0)
        code = klimb_record_log(&record, 0, values, NULL);
    return code == 0 && klimb_record_close(&record) == 0 ? 0 : 1;
}
CLIENT
for compiler in "${CC:-cc}" clang; do
    command -v "${compiler%% *}" >/dev/null 2>&1 || continue
    # shellcheck disable=SC2086 # a compiler and its options
    run "klimb_record.h is C99 for $compiler" $compiler -std=c99 -pedantic -Wall -Wextra -Wconversion \
        -Wno-unused-function -Werror -iquote harness/clients -o "$work/client" "$work/client.c"
done
run 'a program with klimb_record.h writes' "$work/client" "$work/client.csv"
run 'its row has 17 digits' grep -qx '0,0.33333333333333331,2' "$work/client.csv"

# shellcheck disable=SC2016 # words of the shells under test
script='. harness/clients/klimb_record.sh && record_begin "$0" recon kl && record_row 0 0.1 - && record_row 5 inf nan && record_end'
for shell in sh dash bash 'busybox sh' ksh; do
    command -v "${shell%% *}" >/dev/null 2>&1 || continue
    rm -rf "$work/shell"
    # shellcheck disable=SC2086 # a shell and its options
    run "klimb_record.sh by $shell" $shell -euc "$script" "$work/shell"
    run "what it wrote by $shell" sh -c 'printf "step,recon,kl\n0,0.1,\n5,inf,nan\n" | cmp - "$0"' "$work/shell/metrics.csv"
done

python=${PYTHON:-python3}
if command -v "$python" >/dev/null 2>&1; then
    run 'klimb_record.py: unit tests' env KLIMB="$build/release/klimb" "$python" -m unittest -v harness/tests/clients/test_klimb_record.py
    sed -n "s/^\(test_[a-z_]*\) .*skipped '\(.*\)'$/SKIP: klimb_record.py: \1: \2/p" "$work/said"
    skipped=$((skipped + $(grep -c 'skipped .*apt-get' "$work/said")))
else
    skip 'klimb_record.py: there is no python3 (make setup, or apt-get install python3)'
fi
# The linear VAE in NumPy ends where theory says, by whichever Python here has NumPy.
python=
for one in "${PYTHON:-python3}" /usr/bin/python3; do
    "$one" -c 'import numpy' >/dev/null 2>&1 && python=$one && break
done
ends_at_theory() {
    mkdir "$work/bin" && ln -s "$(command -v "$python")" "$work/bin/python3" || return 1
    PATH=$work/bin:$PATH "$build/release/klimb" check --quiet --out "$work/runs" external/linear >"$work/verdict"
    cat "$work/verdict"
    grep -q '^PASS' "$work/verdict"
}
if [ -n "$python" ]; then
    run 'experiments/external/linear ends where theory says' ends_at_theory
else
    skip 'experiments/external/linear: there is no NumPy (apt-get install python3-numpy)'
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
