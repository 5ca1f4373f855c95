#!/bin/sh
# run.sh -- the klimb command as a user meets it: cases, each a folder with a command and all that it prints.
#
#     sh harness/tests/cli/run.sh [--update] KLIMB DRIFTED FAULTY [CASE...]     from the repository's folder
#
# DRIFTED is klimb with other random numbers of the same kind, FAULTY one with a bug in its trainer (mutants).
# A CASE is cases/<topic>/<case>, or <topic>/<case>, or a topic; without one all are run, as many at once as
# there are processors. A case is a folder with
#     cmd       shell commands, run in an empty folder that is removed afterwards (case.sh says what they may use)
#     stdout    what they print, exactly; no such file: nothing
#     stderr    the same of standard error
#     exit      their exit code; no such file: 0
#     marks     optional: a script for sed -E, run after marks.awk
# and a topic may have a file setup, which runs before each of its cases; what it prints is not compared. What
# differs from run to run or from machine to machine is replaced before it is compared (marks.awk).
# Control characters in the output fail a case: what is printed must do nothing to a terminal.
# --update rewrites the expectations of the cases that differ and says so: read the difference (git diff). It
# refuses those that print nothing or end by a signal, as well as controls. The last line is "N passed, N failed".
set -u
export LC_COLLATE=C
self=$0

# ---- one case: run.sh one WORK UPDATE CASE
# Leaves WORK/<case>/verdict, "passed" or "failed", and WORK/<case>/said, what to show.

# Whether a file holds no control but ends of lines and tabs, neither of ASCII nor of UTF-8 (C1 is c2 80 to
# c2 9f), no line separator, and nothing that turns the direction of writing.
inert() {
    ! tr -d '\n\t' <"$1" | LC_ALL=C grep -q -e '[[:cntrl:]]' \
        -e "$(printf '\302[\200-\237]')" -e "$(printf '\342\200[\250-\256]')" -e "$(printf '\342\201[\246-\251]')"
}

execute() { # leaves stdout, stderr and exit of the case in $here
    mkdir -p "$here/scratch/project"
    env -u CI -u KLIMB_EXPERIMENTS -u KLIMB_EXPECTED -u KLIMB_REPORTS -u KLIMB_SIMD \
        ROOT="$root" CASE="$case" SCRATCH="$here/scratch" PATH="$work/bin:$PATH" \
        sh "$root/harness/tests/cli/case.sh" >"$here/stdout" 2>"$here/stderr" </dev/null
    echo $? >"$here/exit"
    for stream in stdout stderr; do
        LC_ALL=C sed -e "s|$here/scratch|<scratch>|g; s|$root|<root>|g" "$here/$stream" |
            LC_ALL=C awk -f "$root/harness/tests/cli/marks.awk" >"$here/marked"
        if [ -e "$case/marks" ]; then
            LC_ALL=C sed -E -f "$case/marks" "$here/marked" >"$here/$stream"
        else
            mv "$here/marked" "$here/$stream"
        fi
    done
    rm -rf "$here/scratch"
}

compare() { # prints the differences
    for part in stdout stderr exit; do
        case $part in exit) default=0 ;; *) default= ;; esac
        wanted=$case/$part
        [ -e "$wanted" ] || { wanted=$here/default; printf '%s' "${default:+$default
}" >"$wanted"; }
        diff -u --label "$name/$part, wanted" --label "$name/$part, found" "$wanted" "$here/$part"
    done
}

# What no expectation can be made of.
unfit() {
    [ -s "$here/stdout" ] || [ -s "$here/stderr" ] || echo 'it prints nothing'
    grep -h '^exit \(12[4-9]\|1[3-9][0-9]\|2..\)$' "$here/stdout" | sed 's/^/a command ends by a signal, or was not found: /'
    [ "$(cat "$here/exit")" -lt 99 ] || echo "setup or cmd could not be run: exit code $(cat "$here/exit")"
    inert "$here/stdout" && inert "$here/stderr" || echo 'it prints control characters'
}

update_case() {
    for part in stdout stderr exit; do
        if [ -s "$here/$part" ] && [ "$part $(cat "$here/$part")" != 'exit 0' ]; then
            cp "$here/$part" "$case/$part"
        else
            rm -f "$case/$part"
        fi
    done
}

if [ "${1:-}" = one ]; then
    work=$2 update=$3 case=$4 root=$(pwd)
    name=${case#*/cases/}
    case=$root/$case here=$work/$(echo "$name" | tr / -)
    mkdir -p "$here"
    execute
    verdict=passed
    compare >"$here/differs"
    unfit >"$here/unfit"
    if [ -s "$here/unfit" ]; then
        verdict=failed
        { echo "FAILED: $name"; cat "$here/unfit"; cat -v "$here/differs"; tail -n 5 "$here/stderr" | cat -v; } >"$here/said"
    elif [ -s "$here/differs" ] && [ "$update" = yes ]; then
        update_case
        echo "updated: $name" >"$here/said"
    elif [ -s "$here/differs" ]; then
        verdict=failed
        { echo "FAILED: $name"; cat "$here/differs"; } >"$here/said"
    fi
    echo $verdict >"$here/verdict"
    exit 0
fi

# ---- all of them

update=no
[ "${1:-}" = --update ] && update=yes && shift
usage='usage: run.sh [--update] KLIMB DRIFTED FAULTY [CASE...]'
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
chmod 755 "$work" # for commands run as nobody
mkdir "$work/bin"
ln -s "$(realpath "${1:?$usage}")" "$work/bin/klimb"
ln -s "$(realpath "${2:?$usage}")" "$work/bin/klimb-drifted"
ln -s "$(realpath "${3:?$usage}")" "$work/bin/klimb-faulty"
shift 3

cases=harness/tests/cli/cases
[ $# -gt 0 ] || set -- "$cases"
for wanted; do
    wanted=$cases/${wanted#"$cases"}
    found=$(find "$wanted" -name cmd 2>/dev/null | sed 's|/cmd$||; s|//*|/|g' | sort)
    [ -n "$found" ] || { echo "run.sh: there is no case $wanted" >&2; exit 2; }
    echo "$found"
done >"$work/cases" || exit 2
xargs -r -n 1 -P "$(getconf _NPROCESSORS_ONLN)" sh "$self" one "$work" $update <"$work/cases"

passed=0 failed=0
while read -r case; do
    here=$work/$(echo "${case#"$cases"/}" | tr / -)
    [ -e "$here/said" ] && cat "$here/said"
    if [ "$(cat "$here/verdict" 2>/dev/null)" = passed ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
done <"$work/cases"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
