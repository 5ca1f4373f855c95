#!/bin/sh
# optimisers.sh -- every optimiser, decay, warm-up, weight decay and way of clipping against torch.optim.
#
#     sh harness/tests/optimisers.sh BUILD     from the repository's folder
#
# Both are given the same gradients (optimisers/updates.c); repeat.py prints how far rates and parameters are
# apart. Then four faults are planted in torch's part, and each has to be seen. Where no Python has PyTorch, one line
# "SKIP" says what to install. The last line is "N passed, N failed, N skipped".
set -u
export LC_ALL=C PYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS=1
build=${1:?usage: optimisers.sh BUILD}
python=
for one in "${PYTHON:-python3}" /usr/bin/python3; do
    "$one" -c 'import torch' >/dev/null 2>&1 && python=$one && break
done
[ -n "$python" ] || {
    echo 'SKIP: optimisers against torch.optim: no Python here has it (make setup-port, or apt-get install python3-torch)'
    echo '0 passed, 0 failed, 1 skipped'
    exit 0
}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
"$build/release/harness/tests/optimisers/updates" >"$work/updates" || exit 1
repeat() {
    "$python" -W ignore harness/tests/optimisers/repeat.py "$work/updates" "$@" >"$work/said" 2>&1
}
"$python" -c 'import torch; print("PyTorch", torch.__version__)'
repeat
code=$?
cat "$work/said"
[ "$code" -le 1 ] && grep -q 'passed' "$work/said" || exit 1
passed=$(grep -c '^ok' "$work/said") failed=$(grep -c '^FAILED' "$work/said")
for bug in beta2 coupled late unscaled; do
    repeat --bug "$bug"
    code=$?
    seen=$(grep -c '^FAILED' "$work/said")
    if [ "$code" -eq 1 ] && [ "$seen" -gt 0 ]; then
        passed=$((passed + 1)) verdict=ok
    else
        failed=$((failed + 1)) verdict=FAILED
    fi
    printf '%-6s fault %s: seen in %s cases\n' "$verdict" "$bug" "$seen"
done
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
