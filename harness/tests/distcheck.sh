#!/bin/sh
# distcheck.sh -- that the archive of `make dist` is all that somebody needs.
#
#     MAKE=make sh harness/tests/distcheck.sh build/klimb-VERSION.tar.gz VERSION [unit]
#
# Packs it a second time: the same bytes. Unpacks it in a folder of its own, without git, builds,
# trains and judges one scenario (with `unit`: all unit tests), installs it twice, once under a
# DESTDIR, and compares the lists of files: what git has with what is in the archive, and what was
# installed with what is to be. Runs what was installed from an empty folder. Cleaning up leaves what
# was unpacked.
set -u
export LC_ALL=C
archive=${1:?usage: distcheck.sh ARCHIVE VERSION [unit]} version=${2:?} extent=${3:-}
MAKE=${MAKE:-make}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
. harness/tests/verdict.sh
said=$work/said

# run WHAT COMMAND...: it has to succeed.
run() {
    what=$1
    shift
    "$@" >"$work/said" 2>&1
    verdict $? "$what"
}

same() { # what, two lists: what only one of them has
    diff "$2" "$3" >"$work/said"
    verdict $? "$1"
}

files_in() { (cd "$1" && find . -type f | sed 's|^\./||' | sort); }

cp "$archive" "$work/first.tar.gz"
# shellcheck disable=SC2086 # make and its options
run 'it is made again' $MAKE dist
run 'the same commit gives the same bytes' cmp "$archive" "$work/first.tar.gz"

run 'it is unpacked' tar -xzf "$archive" -C "$work"
tree=$work/klimb-$version
[ -d "$tree" ] || {
    echo "distcheck: the archive has no folder klimb-$version"
    exit 1
}
git ls-tree -r --name-only HEAD | sort >"$work/wanted"
files_in "$tree" >"$work/unpacked"
same 'every file of the commit, and no other' "$work/wanted" "$work/unpacked"
tar -tvzf "$archive" | awk '$1 ~ /w....w/ || $1 ~ /w.$/ || $2 != "root/root"' >"$work/said"
[ ! -s "$work/said" ]
verdict $? 'files of root, which others cannot write'

# Nothing of this repository may help: neither git nor what is built here.
cd "$tree" || exit 1
unset BUILD CC CFLAGS PREFIX DESTDIR
# shellcheck disable=SC2086 # the same
in_tree() { env -u MAKEFLAGS -u MAKELEVEL GIT_CEILING_DIRECTORIES="$work" $MAKE "$@"; }
run 'make' in_tree all
[ "$failed" -eq 0 ] || {
    echo "distcheck: $passed passed, $failed failed; the rest needs what could not be built"
    exit 1
}
run 'a scenario is trained and judged' build/release/klimb check learning/healthy
[ "$extent" != unit ] || run 'unit tests' in_tree unit

# What is installed: the command, all scenarios, goldens and parts of the report, clients, manual and completions.
run 'make install under a DESTDIR' in_tree install DESTDIR="$work/stage" PREFIX=/usr
{
    [ ! -f core/klimb.h ] || printf '%s\n' usr/include/klimb.h
    grep '^experiments/\|^expected/\|^reports/' "$work/wanted" | grep -v '/\.' | sed 's|^|usr/share/klimb/|'
    sed -n 's|^harness/clients/klimb_record\.|usr/share/klimb/clients/klimb_record.|p' "$work/wanted"
    sed -n 's|^harness/[a-z]*/\([a-z_]*\.schema\.json\)$|usr/share/klimb/schema/\1|p' "$work/wanted"
    printf 'usr/share/%s\n' bash-completion/completions/klimb zsh/site-functions/_klimb fish/vendor_completions.d/klimb.fish
    echo usr/share/man/man1/klimb.1
    build/release/klimb help | awk '/^Commands:/ { section = 1 } /^Topics:/ { section = 7 } /^$/ { section = 0 }
        section && /^  [a-z]/ { print "usr/share/man/man" section "/klimb-" $1 "." section }'
} >"$work/list"
files_in "$work/stage" >"$work/installed"
grep '^usr/share/\|^usr/include/klimb\.h' "$work/installed" >"$work/data"
sort "$work/list" >"$work/to_be"
same 'scenarios, goldens, templates, manual and completions are installed, and no other data' "$work/to_be" "$work/data"
grep -v '^usr/share/' "$work/installed" | grep -Ev '^usr/(bin/klimb|include/.*\.h|lib/.*\.a|lib/pkgconfig/klimb\.pc)$' >"$work/said"
[ ! -s "$work/said" ]
verdict $? 'nothing is installed elsewhere'
run 'the command can be run' test -x "$work/stage/usr/bin/klimb"

run 'make install' in_tree install PREFIX="$work/prefix"
mkdir "$work/empty"
cd "$work/empty" || exit 1
run 'klimb --version' "$work/prefix/bin/klimb" --version
grep -q "$version" "$work/said"
verdict $? "it says that it is $version"
run 'klimb list' "$work/prefix/bin/klimb" list
# Not from the tree: that is moved away.
mv "$tree" "$work/moved"
run 'the installed command finds scenarios and goldens' "$work/prefix/bin/klimb" check learning/healthy
mv "$work/moved" "$tree"

cd "$tree" || exit 1
run 'make clean' in_tree clean
files_in "$tree" >"$work/cleaned"
same 'cleaning leaves what was unpacked' "$work/unpacked" "$work/cleaned"
echo "distcheck: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
