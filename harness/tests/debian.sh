# debian.sh -- another Debian system in a folder: what fresh.sh and deb.sh source.
#
# make_system reads $root (the folder), $suite, $packages (beside a minimal system, separated by commas) and $locale; it is
# for root, in a mount namespace of its own. Its user is klimb.

# The mirror of Debian's main archive that this machine installs from; nothing if it installs from no such mirror.
mirror() {
    echo "${KLIMB_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' \
        'Origin: Debian' 'Label: Debian' 2>/dev/null | head -n 1)}"
}

make_system() {
    # shellcheck disable=SC2046 # no mirror is no argument
    debootstrap --variant=minbase --include="$packages" "$suite" "$root" $(mirror) || return 1
    mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" || return 1
    # The network as this machine reaches it. A file that is not here is not needed there.
    for file in /etc/resolv.conf /etc/hosts; do
        [ -f $file ] && cp -L $file "$root$file"
    done
    apt-config dump | grep -E '^Acquire::(http|https|Check|Max-FutureTime)' >"$root/etc/apt/apt.conf.d/90host"
    case $locale in
    *_*) chroot "$root" localedef -i "${locale%.*}" -f "${locale#*.}" "$locale" || return 1 ;;
    esac
    chroot "$root" useradd --create-home klimb
}
