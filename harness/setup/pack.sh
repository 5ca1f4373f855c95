#!/bin/sh
# pack.sh -- scenarios, golden curves, templates and clients as the archive that goes into the static program.
#
#     sh harness/setup/pack.sh FOLDER      FOLDER/packed.tar.xz, and FOLDER/packed.flags for the compiler
#
# What `make install` installs below share/klimb, pictures of the documentation left out. The same files give the same
# archive: in one order, of no time and no user, compressed by one thread. Files of one name, as the tables of all goldens,
# stand together, where xz finds more that is alike; so do the settings for text (pb=0, lc=4). Both save 1.2 %.
set -eu
export LC_ALL=C
folder=${1:?usage: pack.sh FOLDER}
mkdir -p "$folder"
work=$(mktemp -d "$folder/pack-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

find experiments expected reports -type f ! -path '*/.*' ! -path 'reports/*.png' |
    awk -F / '{ print $NF "\t" $0 }' | sort | cut -f 2 >"$work/list"
mkdir "$work/clients"
cp harness/clients/klimb_record.* "$work/clients"
(cd "$work" && find clients -type f | sort) >"$work/clients.list"
tar --format=ustar --owner=0 --group=0 --numeric-owner --mtime=@0 --mode='u=rwX,go=rX' --no-recursion \
    -cf "$work/packed.tar" -T "$work/list" -C "$work" -T "$work/clients.list"
digest=$(sha256sum <"$work/packed.tar" | cut -c1-16)
bytes=$(wc -c <"$work/packed.tar")
xz --lzma2=preset=9e,lc=4,lp=0,pb=0 --check=crc64 --threads=1 <"$work/packed.tar" >"$work/packed.tar.xz"
mv "$work/packed.tar.xz" "$folder/packed.tar.xz"
printf '%s\n' "-DKLIMB_PACKED_BYTES=$bytes -DKLIMB_PACKED_DIGEST='\"$digest\"'" >"$folder/packed.flags"
