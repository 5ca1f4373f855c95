#!/bin/sh
# callbacks.sh -- the callbacks of klimb_record.py in Lightning and Hugging Face's Trainer themselves; the unit tests have
# stand-ins for these.
#
#     sh harness/tests/callbacks.sh BUILD     from the repository's folder
#
# Both are installed by pip into BUILD/callbacks (2 GB). Where that fails, a line "SKIP" has pip's reason. The last line is
# "N passed, N failed, N skipped".
set -u
export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1 CUDA_VISIBLE_DEVICES=''
build=${1:?usage: callbacks.sh BUILD}
venv=$build/callbacks
python=${PYTHON:-python3}

skip() {
    echo "SKIP: callbacks of klimb_record.py: $1"
    echo '0 passed, 0 failed, 1 skipped'
    exit 0
}
command -v "$python" >/dev/null 2>&1 || skip "there is no $python"
mkdir -p "$build"
"$python" -m venv "$venv" >"$build/callbacks.log" 2>&1 || skip "python3 -m venv fails (apt-get install python3-venv)"
"$venv/bin/python" -c 'import accelerate, lightning, transformers' 2>/dev/null ||
    "$venv/bin/pip" install --quiet --retries 0 --timeout 60 lightning transformers accelerate >"$build/callbacks.log" 2>&1 ||
    skip "$(grep '^ERROR' "$build/callbacks.log" | head -n 1) (all of it: $build/callbacks.log)"
exec "$venv/bin/python" harness/tests/clients/callbacks.py "$build/release/klimb"
