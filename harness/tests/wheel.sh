#!/bin/sh
# wheel.sh -- the wheel of `make wheel`, as pip takes it on systems that have nothing of klimb.
#
#     sh harness/tests/wheel.sh BUILD VERSION [SUITE...]     of bookworm and trixie, without a SUITE both
#
# The form of every wheel in BUILD/wheel, by wheel.py and, where it is installed, by twine; three faults are planted and
# seen. The same files give the same wheel. Then each system is made by debootstrap, an ordinary user without network installs the
# wheel by pip into a virtual environment, trains a scenario against its golden curve, and reads what the client writes.
# Exit code: 0 all passed; 1 something failed; 77 a system could not be made, with the reason in the last line.
set -u
export LC_ALL=C
. harness/tests/debian.sh
. harness/tests/verdict.sh
who=wheel

give_up() {
    echo "wheel: $*"
    exit 77
}

as_user() { # command
    unshare --net -- chroot --userspec=klimb "$root" env -i HOME=/home/klimb LANG="$locale" TERM=dumb \
        PATH=/home/klimb/v/bin:/usr/bin:/bin sh -c "cd /home/klimb && $1" >"$said" 2>&1
}

# In a mount and a process namespace of its own.
inside() {
    suite=$1 packages=ca-certificates,python3,python3-venv locale=C.UTF-8 root=$folder/$1
    mount --make-rprivate / && make_system >"$folder/$suite.log" 2>&1 || exit 77
    cp "$build"/wheel/*"$(uname -m)".whl "$root/home/klimb"
    as_user 'python3 -m venv v && pip install --no-index --no-cache-dir ./*.whl && pip check'
    verdict $? "$suite: pip installs the wheel without network"
    as_user 'test "$(command -v klimb)" = /home/klimb/v/bin/klimb && klimb check -q learning/healthy'
    verdict $? "$suite: klimb check learning/healthy"
    tail -n 1 "$said"
    as_user 'python3 -c "
from klimb_record import Record
with Record(\"mine/seed-0000\") as record:
    for step in range(200):
        record.log(step=step, recon=40 - step / 20, kl=step / 100, beta=1)
" && klimb diagnose mine/seed-0000'
    verdict $? "$suite: klimb reads what the client writes"
    as_user 'pip uninstall -y klimb && test -z "$(find v -name "*klimb*")"'
    verdict $? "$suite: uninstalled, nothing of it is left"
    echo "$passed $failed" >"$folder/$suite.counts"
}

# A copy of $wheel in which `what` of the file that ends in `file` is `by`.
change() { # file, what, by
    mkdir -p "$folder/planted"
    python3 - "$wheel" "$folder/planted/$(basename "$wheel")" "$@" <<'CHANGE'
import sys, zipfile
old, new, file, what, by = sys.argv[1:]
with zipfile.ZipFile(old) as source, zipfile.ZipFile(new, "w") as target:
    for info in source.infolist():
        content = source.read(info)
        if info.filename.endswith(file):
            content = content.replace(what.encode(), by.encode())
        target.writestr(info, content)
CHANGE
    python3 harness/tests/wheel.py "$folder/planted/$(basename "$wheel")" >"$said" 2>&1
}

plant() { # what, and as change
    fault=$1
    shift
    ! change "$@"
    verdict $? "planted and seen: $fault"
}

build=${1:?usage: wheel.sh BUILD VERSION [SUITE...]} version=${2:?}
shift 2
build=$(cd "$build" && pwd) || exit 1
folder=$build/wheel/systems said=$build/wheel/systems/said
mkdir -p "$folder"
if [ "${1:-}" = inside ]; then
    inside "$2"
    exit
fi
[ $# -gt 0 ] || set -- bookworm trixie
for wheel in "$build"/wheel/klimb-"$version"-*.whl; do
    python3 harness/tests/wheel.py "$wheel" >"$said" 2>&1
    verdict $? "the form of $(basename "$wheel")"
    command -v twine >/dev/null || continue
    twine check --strict "$wheel" >"$said" 2>&1
    verdict $? 'twine has nothing to say'
done
change none none none
verdict $? 'a copy of it has it, too'
plant 'a file that RECORD does not name' RECORD klimb_record.py other.py
plant 'a changed file' klimb_record.py MIT GPL
plant 'a tag that the name has not' WHEEL py3-none-manylinux_2_17 py3-none-manylinux_2_5
SOURCE_DATE_EPOCH=1700000000 python3 harness/setup/wheel.py "$build/static/klimb" "$version" "$folder/1" >"$said" 2>&1 &&
    SOURCE_DATE_EPOCH=1700000000 python3 harness/setup/wheel.py "$build/static/klimb" "$version" "$folder/2" >>"$said" 2>&1 &&
    diff -r "$folder/1" "$folder/2" >>"$said"
verdict $? 'the same files give the same wheel'
[ "$(id -u)" -eq 0 ] || give_up "making a system takes root; run 'sudo make check-wheel'"
for suite; do
    rm -rf --one-file-system "${folder:?}/$suite" "$folder/$suite.counts"
    mkdir -p "$folder/$suite"
    setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child=KILL --mount-proc \
        sh "$0" "$build" "$version" inside "$suite"
    if [ -s "$folder/$suite.counts" ]; then
        read -r here_passed here_failed <"$folder/$suite.counts"
        passed=$((passed + here_passed)) failed=$((failed + here_failed))
    else
        reason=$(grep -E '^[EW]: |debootstrap|mount' "$folder/$suite.log" | tail -n 1)
    fi
    rm -rf --one-file-system "${folder:?}/$suite"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] || exit 1
[ -z "${reason:-}" ] || give_up "a system could not be made: $reason"
