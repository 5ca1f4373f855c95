#!/bin/sh
# port.sh -- learning/healthy in PyTorch (port/port.py), from `klimb export` alone, against klimb's golden ensemble.
#
#     sh harness/tests/port.sh BUILD     from the repository's folder
#
# 8 runs of the port have to be accepted; those of three bugs have to be rejected, each with p printed. PORT_SEEDS
# (8) says how many runs of each. Where no Python has PyTorch and NumPy, one line "SKIP" says what to install.
# The last line is "N passed, N failed, N skipped".
set -u
export LC_ALL=C PYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
build=${1:?usage: port.sh BUILD}
klimb=$build/release/klimb seeds=${PORT_SEEDS:-8}
python=
for one in "${PYTHON:-python3}" /usr/bin/python3; do
    "$one" -c 'import numpy, torch' >/dev/null 2>&1 && python=$one && break
done
[ -n "$python" ] || {
    echo 'SKIP: learning/healthy in PyTorch: no Python here has it (make setup-port, or apt-get install python3-torch)'
    echo '0 passed, 0 failed, 1 skipped'
    exit 0
}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
"$klimb" export learning/healthy --set train.sampling=full --steps 1 --out "$work/export" >/dev/null || exit 1
echo "$("$python" -c 'import torch; print("PyTorch", torch.__version__)'), $seeds runs each"

printf '%s\n' none half sigma rate | xargs -P "$(getconf _NPROCESSORS_ONLN)" -I BUG sh -c '
    bug=
    [ BUG = none ] || bug="--bug BUG"
    "$0" harness/tests/port/port.py "$1/export" "$1/BUG" --seeds "$2" $bug' "$python" "$work" "$seeds" || exit 1

passed=0 failed=0
# judge BUG CODE: what klimb says of the runs with a bug, and the exit code that it has to end with.
judge() {
    "$klimb" check learning/healthy --records "$work/$1"/* --format csv --output "$work/$1.csv" >"$work/said" 2>&1
    code=$?
    "$klimb" check learning/healthy --records "$work/$1"/* 2>/dev/null | sed -n "s|$work/||g; s/^    \(.*\); compared:.*/\1/p" >"$work/reason"
    if [ "$code" -eq "$2" ]; then
        passed=$((passed + 1)) verdict=ok
    else
        failed=$((failed + 1)) verdict=FAILED
    fi
    printf '%-6s %-5s exit %s: %s\n' "$verdict" "$1" "$code" "$(cat "$work/reason")"
    [ -s "$work/reason" ] || sed 's/^/    /' "$work/said"
}
judge none 0
judge half 1
judge sigma 1
judge rate 1
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
