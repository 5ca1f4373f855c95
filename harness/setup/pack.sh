#!/bin/sh
# pack.sh -- scenarios, golden curves, templates and clients as the archive that goes into the static program.
#
#     sh harness/setup/pack.sh FOLDER      FOLDER/packed.tar.xz, and FOLDER/packed.flags for the compiler
#
# What `make install` installs below share/klimb, pictures of the documentation left out. The same files give the same
# archive: in one order, of no time and no user, compressed by one thread. Tables of goldens get their columns as lines
# (harness/packed/packed_columns.h), which saves 12 %. Files of one name, as the tables of all goldens, stand together, where
# xz finds more that is alike; so do the settings for text (pb=0, lc=4). Both save 1.2 %.
set -eu
export LC_ALL=C
folder=${1:?usage: pack.sh FOLDER}
mkdir -p "$folder"
work=$(mktemp -d "$folder/pack-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# turn TABLE...: each, with columns as lines, to TABLE.columns.
turn() {
    awk -F , '
        function put(   column, row) {
            for (column = 1; column <= columns; column++)
                for (row = 1; row <= rows; row++)
                    printf "%s%s", cell[row, column], row < rows ? "," : "\n" >name
            close(name)
        }
        FNR == 1 { if (NR > 1) put(); name = FILENAME ".columns"; columns = NF }
        { rows = FNR; for (column = 1; column <= NF; column++) cell[FNR, column] = $column }
        END { put() }' "$@"
}

mkdir -p "$work/tree/clients"
find experiments expected reports -type f ! -path '*/.*' ! -path 'reports/*.png' -exec cp -p --parents -t "$work/tree" {} +
cp -p harness/clients/klimb_record.* "$work/tree/clients"
(
    cd "$work/tree"
    # A table that is another one after it was turned twice stays as it is.
    find expected -name '*.csv' -size +0 >../tables
    # shellcheck disable=SC2046 # no path has a space
    turn $(cat ../tables) && turn $(sed 's/$/.columns/' ../tables)
    while read -r table; do
        cmp -s "$table" "$table.columns.columns" && rm "$table" || rm "$table.columns"
        rm "$table.columns.columns"
    done <../tables
    find . -type f -printf '%P\n' | awk -F / '{ print $NF "\t" $0 }' | sort | cut -f 2 >../list
)
tar --format=ustar --owner=0 --group=0 --numeric-owner --mtime=@0 --mode='u=rwX,go=rX' --no-recursion \
    -cf "$work/packed.tar" -C "$work/tree" -T "$work/list"
digest=$(sha256sum <"$work/packed.tar" | cut -c1-16)
bytes=$(wc -c <"$work/packed.tar")
xz --lzma2=preset=9e,lc=4,lp=0,pb=0 --check=crc64 --threads=1 <"$work/packed.tar" >"$work/packed.tar.xz"
mv "$work/packed.tar.xz" "$folder/packed.tar.xz"
printf '%s\n' "-DKLIMB_PACKED_BYTES=$bytes -DKLIMB_PACKED_DIGEST='\"$digest\"'" >"$folder/packed.flags"
