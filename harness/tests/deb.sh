#!/bin/sh
# deb.sh -- Debian packages of klimb, on systems that have nothing of it.
#
#     sh harness/tests/deb.sh BUILD [SUITE...]     of bookworm and trixie, without a SUITE both
#
# BUILD/deb has the packages (make deb). lintian must be silent. Then each system is made by debootstrap, the packages are
# installed with dpkg and apt-get, and an ordinary user without network runs what they carry as tests
# (harness/setup/debian/tests); autopkgtest runs them again as Debian does. At the end the packages are purged, and nothing is
# left.
# Exit code: 0 all passed; 1 something failed; 77 a system could not be made, with the reason in the last line.
set -u
export LC_ALL=C
. harness/tests/debian.sh
. harness/tests/verdict.sh
who=deb

give_up() {
    echo "deb: $*"
    exit 77
}

in_root() { # user, command; the user has no network
    network=
    [ "$1" = root ] || network='unshare --net --'
    # shellcheck disable=SC2086 # nothing or two words
    $network chroot --userspec="$1" "$root" env -i HOME=/home/klimb LANG="$locale" TERM=dumb AUTOPKGTEST_TMP=/home/klimb/tmp \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin sh -c "cd /home/klimb && $2" >"$said" 2>&1
}

files_of() { (cd "$root" && find etc usr var/lib -path var/lib/dpkg -prune -o -path var/lib/apt -prune -o -print | sort); }

# In a mount and a process namespace of its own.
inside() {
    suite=$1 packages=ca-certificates locale=C.UTF-8 root=$folder/$1
    mount --make-rprivate / && make_system >"$folder/$suite.log" 2>&1 || exit 77
    mkdir "$root/debs" "$root/home/klimb/tmp" && cp "$build"/deb/*.deb "$root/debs" && chroot "$root" chown klimb /home/klimb/tmp
    in_root root 'apt-get update -q'
    files_of >"$folder/before"
    in_root root 'rm -f /debs/*dbgsym*; dpkg -i /debs/klimb_*.deb /debs/klimb-data_*.deb; apt-get install -q -y --no-install-recommends -f'
    verdict $? "$suite: klimb and klimb-data are installed"
    in_root klimb 'klimb check -q learning/healthy'
    verdict $? "$suite: klimb check learning/healthy, as a user, without network"
    tail -n 1 "$said"
    in_root klimb "klimb theory ppca 2>&1 | grep -q 'libopenblas0\|cannot'"
    verdict $? "$suite: without OpenBLAS theory says what is missing"
    in_root root 'apt-get install -q -y --no-install-recommends libopenblas0 && klimb theory linear/ppca >/dev/null'
    verdict $? "$suite: with it theory is computed"
    in_root root 'apt-get install -q -y --no-install-recommends gcc libc6-dev pkgconf zlib1g-dev && dpkg -i /debs/libklimb-dev_*.deb'
    verdict $? "$suite: libklimb-dev is installed"
    cp harness/setup/debian/tests/library "$root/home/klimb/library"
    in_root klimb 'sh ./library'
    verdict $? "$suite: a program that includes klimb.h trains"
    mkdir "$root/source" && cp -r harness/setup/debian "$root/source/debian"
    in_root root 'apt-get install -q -y --no-install-recommends autopkgtest && zcat /usr/share/doc/klimb/changelog.gz >/source/debian/changelog &&
        autopkgtest --user=klimb --summary-file=/summary /debs/*.deb /source/ -- null'
    verdict $? "$suite: autopkgtest"
    grep -c ' PASS' "$root/summary" | grep -qx 2
    verdict $? "$suite: both of its tests passed: $(tr -s ' \n' ' ' <"$root/summary")"
    in_root root 'apt-get purge -q -y klimb klimb-data libklimb-dev'
    files_of | comm -13 "$folder/before" - | grep -i klimb >"$said"
    [ ! -s "$said" ]
    verdict $? "$suite: purged, nothing of it is left"
    echo "$passed $failed" >"$folder/$suite.counts"
}

build=${1:?usage: deb.sh BUILD [SUITE...]}
shift
build=$(cd "$build" && pwd) || exit 1
folder=$build/deb/systems said=$build/deb/systems/said
if [ "${1:-}" = inside ]; then
    inside "$2"
    exit
fi
[ $# -gt 0 ] || set -- bookworm trixie
[ "$(id -u)" -eq 0 ] || give_up "making a system takes root; run 'sudo make check-deb'"
mkdir -p "$folder"
# lintian warns of root itself.
lintian "$build"/deb/klimb_*.deb "$build"/deb/klimb-data_*.deb "$build"/deb/libklimb-dev_*.deb 2>"$folder/errors" >"$said"
code=$?
[ "$code" -eq 0 ] && [ ! -s "$said" ]
verdict $? 'lintian has nothing to say'
for suite; do
    rm -rf --one-file-system "${folder:?}/$suite" "$folder/$suite.counts"
    mkdir -p "$folder/$suite"
    setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child=KILL --mount-proc \
        sh "$0" "$build" inside "$suite"
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
