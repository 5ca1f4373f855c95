#!/bin/sh
# deb.sh -- Debian packages of this commit, from the archive that `make dist` makes.
#
#     sh harness/setup/deb.sh ARCHIVE VERSION FOLDER     FOLDER/*.deb; what was said is in FOLDER/build.log
#
# The packaging is in harness/setup/debian, which dpkg-buildpackage wants at the top of the sources: it is copied there. The
# time in the changelog is that of the archive's files, so one archive gives one package on one system.
set -eu
archive=$1 version=$2 folder=$3
tree=$folder/klimb-$version

rm -rf "$folder"
mkdir -p "$folder"
tar -xzf "$archive" -C "$folder"
cp -r "$tree/harness/setup/debian" "$tree/debian"
cat >"$tree/debian/changelog" <<CHANGELOG
klimb ($version) unstable; urgency=medium

  * See CHANGELOG.md.

 -- The klimb authors <klimb@example.org>  $(LC_ALL=C date -u -R -r "$tree/Makefile")
CHANGELOG
cd "$tree"
if ! dpkg-buildpackage -us -uc -b >../build.log 2>&1; then
    tail -n 30 ../build.log
    echo "klimb: the whole log is $folder/build.log"
    exit 1
fi
cd ..
rm -rf "klimb-$version"
ls -l ./*.deb
