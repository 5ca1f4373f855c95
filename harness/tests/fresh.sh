#!/bin/sh
# fresh.sh -- a stranger's first commands, on systems that nobody has built klimb on.
#
#     sh harness/tests/fresh.sh BUILD [SYSTEM...]
#
# Makes each system by debootstrap in BUILD/fresh/SYSTEM, without a SYSTEM all of them:
#     debian12       Debian 12 with make, git and ca-certificates, and nothing else
#     debian12-blas  the same with the reference BLAS and LAPACK, clang, and a locale with decimal comma
#     debian13       Debian 13
#     debian13-blas  the same with what debian12-blas has more than debian12
#     unstable       Debian's unstable, if it can be had
# There it runs the two commands that README.md begins with, on a fresh clone of the last commit, as
# an ordinary user without network, after root has run `make setup`. It prints a table in Markdown,
# keeps it as BUILD/fresh/table.md and what each system said as BUILD/fresh/SYSTEM.log.
#
# Exit code: 0 all passed; 1 something failed; 2 usage; 77 a system could not be made (no root, no
# right to mount, no network, no debootstrap), with the reason in the last line and in
# BUILD/fresh/not-made. KEEP=1 keeps the systems for a look. FRESH_CERTIFICATE=no leaves the digest
# out, which one system alone has nothing to compare with. FRESH_SETTINGS are words that make gets
# with each command: with GOLDEN=judged `make check` leaves out the golden regression, because `make
# report` has judged every scenario. The commands wait for a file FRESH_GATE, if that is set; CI makes
# the system while other steps run. FRESH_JOBS is how many systems are at work at once (default 1; more
# is faster in all, and makes the seconds of the table longer). KLIMB_MIRROR names Debian's mirror,
# else it is the one apt-get uses here.
#
# Each system is made and used in a mount and a process namespace of its own. When its first process
# ends, the kernel ends the others and drops the mounts; and it ends with this script, whatever ends
# that.
set -u
export LC_ALL=C
. harness/tests/debian.sh

say() { echo "fresh: $*"; }

# Ends with 77 and the reason as the last line. make has another exit code for whatever fails, so that
# it is kept in a file, too.
give_up() {
    say "$*" | tee "$folder/not-made"
    exit 77
}

# ---- the systems -----------------------------------------------------------------------------

# name | suite | what is installed beside a minimal system | locale of the user | what the table says of it
systems() {
    cat <<'LIST'
debian12|bookworm|ca-certificates,git,make|C.UTF-8|
debian12-blas|bookworm|ca-certificates,git,make,libblas-dev,liblapack-dev,clang,locales|de_DE.UTF-8|, reference BLAS, decimal comma
debian13|trixie|ca-certificates,git,make|C.UTF-8|
debian13-blas|trixie|ca-certificates,git,make,libblas-dev,liblapack-dev,clang,locales|de_DE.UTF-8|, reference BLAS, decimal comma
unstable|sid|ca-certificates,git,make|C.UTF-8|
LIST
}

# The two commands that the README tells a stranger to type.
commands() { sed -n 's/^    \(make setup [a-z]*\) .*/\1/p' README.md; }

# ---- within the namespaces -------------------------------------------------------------------

# in_root USER COMMAND: in the system, with a clean environment. The user has no network.
in_root() {
    network=
    [ "$1" = root ] || network='unshare --net --'
    # shellcheck disable=SC2086 # nothing or two words
    $network chroot --userspec="$1" "$root" env -i HOME=/home/klimb LANG="$locale" TERM=dumb \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        sh -c "cd /home/klimb/klimb && $2"
}

# timed NAME USER COMMAND: runs it and leaves its seconds in $work/NAME.seconds.
timed() {
    begin=$(date +%s)
    echo "+ $3 (as $2)"
    in_root "$2" "$3 ${FRESH_SETTINGS:-}" || return 1
    echo $(($(date +%s) - begin)) >"$work/$1.seconds"
}

first_word() { sed -n "s/^$1: *\([^ ,]*\).*/\1/p" "$work/info"; }

# What the row says of the system; asked from its own tools.
describe() {
    in_root klimb 'build/release/klimb info' >"$work/info"
    system=$(. "$root/etc/os-release" && echo "$NAME") version=$(cat "$root/etc/debian_version")
    cc=$(sed -n 's/^compiler: *//p' "$work/info")
    compilers="$cc; gcc $(chroot "$root" gcc -dumpversion), clang $(chroot "$root" clang -dumpversion)"
    libraries="glibc $(chroot "$root" ldd --version | sed -n '1s/.* //p')"
    openblas=$(sed -n 's/^openblas: *\([^,]*\).*/\1/p' "$work/info")
    verdicts=$(sed -n 's/^\([0-9]* scenarios: .*\)/\1/p' "$work/said" | tail -n 1)
    digest=-
    [ "${FRESH_CERTIFICATE:-yes}" = no ] ||
        digest=$(in_root klimb 'build/release/klimb info --certificate --quiet' |
            sed -n 's/^certificate: *\(.\{16\}\).*/\1/p')
    echo "| $system $version$remark | $compilers | $libraries | $openblas | $(first_word simd) |" \
        "$(cat "$work/1.seconds") | $(cat "$work/2.seconds") | ${verdicts#*: } | $digest |"
}

# The first process of a system's namespaces; its output is the log. Leaves a row, or why there is
# none: "made" says how far it came.
inside() { # name
    name=$1
    IFS='|' read -r _ suite packages locale remark <<ROW
$(systems | grep "^$name|")
ROW
    root=$folder/$name work=$folder/$name.work
    mount --make-rprivate / || return 1
    make_system || return 1
    echo system >"$work/made"
    git clone --quiet --no-hardlinks "$PWD" "$root/home/klimb/klimb" || return 1
    chroot "$root" chown -R klimb:klimb /home/klimb || return 1
    # git, asked for the version by `make report`, must not mind that root looks in, too.
    chroot "$root" git config --system --add safe.directory /home/klimb/klimb
    timed 0 root 'make setup' || return 1
    until [ -z "${FRESH_GATE:-}" ] || [ -e "$FRESH_GATE" ]; do sleep 1; done
    count=0
    commands >"$work/commands"
    while read -r command; do
        count=$((count + 1))
        timed $count klimb "$command" </dev/null >"$work/said" 2>&1
        code=$?
        cat "$work/said"
        [ $code -eq 0 ] || return 1
    done <"$work/commands"
    describe >"$work/row"
}

# ---- outside ---------------------------------------------------------------------------------

# Whether every system can be made here at all; ends with 77 and the reason if not.
check_rights() {
    [ "$(id -u)" -eq 0 ] || give_up "making a system takes root; run 'sudo make check-fresh'"
    sh harness/setup/setup.sh missing fresh >"$folder/said" || {
        cat "$folder/said"
        give_up "run 'make setup-fresh' to install debootstrap"
    }
    unshare --mount --pid --fork --net true 2>"$folder/said" ||
        give_up "namespaces and mounts are not allowed here: $(tail -n 1 "$folder/said")"
}

# start NAME: makes and uses a system, in the background.
start() {
    work=$folder/$1.work
    rm -rf --one-file-system "${folder:?}/$1" "$work"
    mkdir -p "$work"
    say "$1: making the system, then $(commands | paste -sd ';' | sed 's/;/; /') (log: $folder/$1.log)"
    setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child=KILL --mount-proc \
        sh "$0" inside "$build" "$1" >"$folder/$1.log" 2>&1 &
    names="$names $1" namespaces="$namespaces $!"
}

# finish NAME PROCESS: waits for a system; says how it went, adds its row to the table.
finish() {
    work=$folder/$1.work
    wait "$2"
    if [ -s "$work/row" ]; then
        cat "$work/row" >>"$folder/rows"
        say "$1: passed"
    elif [ -e "$work/made" ]; then
        failed="$failed $1"
        tail -n 30 "$folder/$1.log" | sed 's/^/    /'
        say "$1: FAILED"
    elif [ "$1" = unstable ]; then
        say "$1: left out, it cannot be had here: $(grep -E '^[EW]: ' "$folder/$1.log" | tail -n 1)"
    else
        not_made="$1 could not be made: $(grep -E '^[EW]: |debootstrap|mount' "$folder/$1.log" | tail -n 1)"
        say "$not_made"
    fi
    rm -rf "$work"
    [ "${KEEP:-0}" = 1 ] || rm -rf --one-file-system "${folder:?}/$1"
}

# Waits for the system that was started first.
finish_first() {
    finish "$(echo "$names" | awk '{ print $1 }')" "$(echo "$namespaces" | awk '{ print $1 }')"
    names=$(echo "$names" | cut -s -d' ' -f3-) namespaces=$(echo "$namespaces" | cut -s -d' ' -f3-)
    [ -z "$names" ] || names=" $names" namespaces=" $namespaces"
}

print_table() {
    [ -s "$folder/rows" ] || return
    {
        echo '| system | cc; others | libraries | OpenBLAS | SIMD |' \
            "$(commands | sed 's/.*/`&`, s |/' | paste -sd ' ') verdicts | digest of all records |"
        echo '|---|---|---|---|---|---|---|---|---|'
        cat "$folder/rows"
    } >"$folder/table.md"
    cat "$folder/table.md"
    # The last column: one digest for all systems.
    digests=$(awk -F'|' '{ print $(NF - 1) }' "$folder/rows" | sort -u | wc -l)
    [ "$digests" -eq 1 ] || failed="$failed digests"
}

if [ "${1:-}" = inside ]; then
    build=$2 folder=$2/fresh
    inside "$3"
    exit
fi
build=${1:?usage: fresh.sh BUILD [SYSTEM...]}
shift
mkdir -p "$build/fresh" && build=$(cd "$build" && pwd) || exit 1
folder=$build/fresh failed='' not_made=''
rm -f "$folder/not-made" "$folder/rows" "$folder/table.md"
# shellcheck disable=SC2046 # one word a system
[ $# -gt 0 ] || set -- $(systems | cut -d'|' -f1)
for name; do
    systems | grep -q "^$name|" || {
        say "there is no system \"$name\"; the systems are $(systems | cut -d'|' -f1 | paste -sd ' ')" >&2
        exit 2
    }
done
[ "$(commands | wc -l)" -eq 2 ] || {
    say "README.md does not begin with two commands 'make setup ...'" >&2
    exit 1
}
check_rights
names='' namespaces=''
# shellcheck disable=SC2086 # one word a process
trap '[ -z "$namespaces" ] || kill -KILL $namespaces; exit 130' INT TERM HUP
git diff --quiet HEAD -- 2>/dev/null || say 'the work tree has changes that are not committed; they are not tried'
for name; do
    [ "$(echo "$names" | wc -w)" -lt "${FRESH_JOBS:-1}" ] || finish_first
    start "$name"
done
while [ -n "$names" ]; do finish_first; done
print_table
[ -z "$failed" ] || {
    say "failed:$failed"
    exit 1
}
[ -z "$not_made" ] || give_up "$not_made"
