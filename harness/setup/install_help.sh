#!/bin/sh
# install_help.sh -- manual pages and completions of shells, as the command itself writes them.
#
#     sh harness/setup/install_help.sh install KLIMB SHARE    write them below SHARE, as in /usr/local/share
#     sh harness/setup/install_help.sh remove SHARE           delete them
set -eu
export LC_ALL=C.UTF-8

# section and name of each page that `klimb help` lists.
pages() {
    "$1" help | awk '/^Commands:/ { section = 1 } /^Topics:/ { section = 7 } /^$/ { section = 0 }
        section && /^  [a-z]/ { print section, $1 }'
}

completion() {
    "$1" help --format "$3" >"$2"
}

install_all() {
    klimb=$1 share=$2
    mkdir -p "$share/man/man1" "$share/man/man7" "$share/bash-completion/completions" \
        "$share/zsh/site-functions" "$share/fish/vendor_completions.d"
    "$klimb" help --format man >"$share/man/man1/klimb.1"
    pages "$klimb" | while read -r section name; do
        "$klimb" help --format man "$name" >"$share/man/man$section/klimb-$name.$section"
    done
    completion "$klimb" "$share/bash-completion/completions/klimb" bash
    completion "$klimb" "$share/zsh/site-functions/_klimb" zsh
    completion "$klimb" "$share/fish/vendor_completions.d/klimb.fish" fish
}

case $1 in
install) install_all "$2" "$3" ;;
remove)
    rm -f "$2"/man/man1/klimb.1 "$2"/man/man1/klimb-*.1 "$2"/man/man7/klimb-*.7 \
        "$2/bash-completion/completions/klimb" "$2/zsh/site-functions/_klimb" \
        "$2/fish/vendor_completions.d/klimb.fish"
    ;;
*)
    echo "usage: install_help.sh install KLIMB SHARE | remove SHARE" >&2
    exit 2
    ;;
esac
