#!/bin/sh
# cjson.sh -- the source of cJSON, of which Debian has no static library, for `make static`.
#
#     sh harness/setup/cjson.sh FOLDER     FOLDER/cJSON.c and cJSON.h; what is there is left alone
#
# It is Debian's own source package, patched as Debian patches it, from the mirror that this machine installs from. apt
# checks its signature; it keeps its lists below FOLDER, so no root is needed and nothing of the machine changes.
set -eu
export LC_ALL=C
folder=${1:?usage: cjson.sh FOLDER}
. harness/tests/debian.sh

fail() {
    sed 's/^/  /' "$work/said" >&2
    printf 'klimb: %s\n  next: %s\n' "$1" "$2" >&2
    exit 1
}

[ -s "$folder/cJSON.c" ] && [ -s "$folder/cJSON.h" ] && exit
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
work=$(mktemp -d "$folder/fetch-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
echo "deb-src $(mirror) $suite main" >"$work/sources.list"
apt() {
    apt-get -q -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=- -o Dir::State::Lists="$work/lists" \
        -o Dir::Cache="$work/cache" -o APT::Sandbox::User="$(id -un)" "$@"
}
echo "klimb: fetching the source of cJSON from Debian"
(cd "$work" && apt update && apt source cjson) >"$work/said" 2>&1 ||
    fail "Debian's source package cjson cannot be fetched" \
        "see what apt-get says above, or put cJSON.c and cJSON.h of cJSON 1.7 into $folder"
mv "$work"/cjson-*/cJSON.h "$work"/cjson-*/cJSON.c "$folder"
