#!/bin/sh
# parallel.sh -- makes two hosts on this machine that GNU parallel reaches by ssh.
#
#     sh harness/tests/parallel.sh start FOLDER [PID]     make them, in seconds. They end when the process PID ends,
#                                                         however that ends
#     eval "$(sh harness/tests/parallel.sh env FOLDER)"   let GNU parallel of this shell reach them
#     sh harness/tests/parallel.sh kill FOLDER HOST       end a host and its network at once
#     sh harness/tests/parallel.sh stop FOLDER            end both and everything that they run
#
# Needs root. A host, h1 or h2, is an sshd in network, process, name and mount namespaces of its own. A pair of
# interfaces joins it to this machine, with addresses that are reserved for tests (198.18.0.0/15, RFC 2544). Both
# hosts have the same process numbers, different names, and see the same files. ssh and sshd have keys and settings
# in FOLDER and leave those of the system alone. FOLDER/hosts is a list for parallel --sshloginfile, FOLDER/log has
# what the hosts say.
#
# Exit code: 0 done; 1 failed, with the reason; 2 usage; 77 this machine cannot have such hosts, with the reason.
set -u
export LC_ALL=C
PATH=$PATH:/usr/sbin:/sbin
hosts='1 2'
script=$(realpath "$0")

say() { echo "parallel: $*" >&2; }

give_up() {
    say "$*"
    exit 77
}

usage() {
    echo 'usage: sh harness/tests/parallel.sh start FOLDER [PID] | env|stop FOLDER | kill FOLDER HOST' >&2
    exit 2
}

# ---- making ----------------------------------------------------------------------------------

# Prints a network that no address here is in, so that several may be made at once.
free_network() {
    second=$((18 + $$ / 256 % 2)) third=$(($$ % 256))
    while ip -4 -o addr | grep -q " 198\.$second\.$third\."; do
        third=$(((third + 1) % 256))
    done
    echo "198.$second.$third"
}

configure() { # network
    ssh-keygen -q -t ed25519 -N '' -f "$folder/key" && ssh-keygen -q -t ed25519 -N '' -f "$folder/host_key" || return 1
    : >"$folder/ssh_config"
    printf '1/h%s\n' $hosts >"$folder/hosts"
    # ServerAlive...: a dead host says nothing. Without these lines ssh would wait for it forever.
    for host in $hosts; do
        cat >>"$folder/ssh_config" <<CONF
Host h$host
    HostName $1.$((4 * host + 2))
    Port 2222
    User $(id -un)
    IdentityFile $folder/key
    IdentitiesOnly yes
    UserKnownHostsFile $folder/known_hosts
    GlobalKnownHostsFile /dev/null
    StrictHostKeyChecking yes
    ServerAliveInterval 1
    ServerAliveCountMax 3
    ConnectTimeout 5
    LogLevel ERROR
CONF
        echo "[$1.$((4 * host + 2))]:2222 $(cut -d' ' -f1,2 "$folder/host_key.pub")" >>"$folder/known_hosts"
    done
    cat >"$folder/sshd_config" <<CONF
Port 2222
HostKey $folder/host_key
AuthorizedKeysFile $folder/key.pub
AuthenticationMethods publickey
PermitRootLogin prohibit-password
StrictModes no
UsePAM no
PidFile none
MaxStartups 100
MaxSessions 100
CONF
}

# The first process of a host: waits for its network, then becomes sshd. sshd needs a folder below /run, and refuses
# accounts whose password is locked.
be_host() { # number
    hostname "h$1" || exit 1
    mount -t tmpfs none /run && mkdir -m 755 /run/sshd || exit 1
    printf '%s:*:1::::::\n' root sshd >"$folder/shadow"
    [ ! -e /etc/shadow ] || mount --bind "$folder/shadow" /etc/shadow || exit 1
    ip link set lo up
    until ip -4 -o addr show dev "$(link_of "$1")b" 2>/dev/null | grep -q 198; do
        sleep 0.05
    done
    exec "$(command -v sshd)" -D -e -f "$folder/sshd_config"
}

link_of() { echo "klimb$(cat "$folder/number")-$1"; } # at most 15 bytes with an end of one

start_host() { # number, network
    link=$(link_of "$1")
    setsid unshare --net --mount --pid --uts --fork --kill-child --mount-proc \
        sh "$script" host "$folder" "$1" </dev/null >"$folder/log/h$1" 2>&1 9>&- &
    echo $! >"$folder/h$1.pid"
    tries=0
    until inner=$(cat "/proc/$!/task/$!/children" 2>/dev/null) && [ -n "$inner" ]; do
        tries=$((tries + 1))
        [ $tries -lt 100 ] || return 1
        sleep 0.05
    done
    ip link add "${link}a" type veth peer name "${link}b" netns "${inner% }" &&
        ip addr add "$2.$((4 * $1 + 1))/30" dev "${link}a" && ip link set "${link}a" up &&
        nsenter --net --target "${inner% }" sh -c "ip link set ${link}b up && ip addr add $2.$((4 * $1 + 2))/30 dev ${link}b"
}

# Waits until a host answers: 10 s at most.
wait_host() { # number
    tries=0
    until ssh -F "$folder/ssh_config" "h$1" true </dev/null 2>>"$folder/log/ssh"; do
        tries=$((tries + 1))
        [ $tries -lt 100 ] || return 1
        sleep 0.1
    done
}

start_all() {
    rm -rf "$folder/log" "$folder"/*key* "$folder/known_hosts"
    mkdir -p "$folder/log" "$folder/home" && chmod 700 "$folder" || return 1
    echo $(($$ % 10000)) >"$folder/number"
    network=$(free_network)
    configure "$network" || return 1
    for host in $hosts; do
        start_host "$host" "$network" || return 1
    done
    for host in $hosts; do
        wait_host "$host" || return 1
    done
}

# Whether namespaces and a pair of interfaces can be made here; prints why not.
try_namespaces() {
    link=klimb$(($$ % 10000))-t
    unshare --net --mount --pid --uts --fork --mount-proc true &&
        ip link add "${link}a" type veth peer name "${link}b" && ip link del "${link}a"
}

# Ends these hosts when the process has ended. Ends when they end or are made anew.
watch_owner() { # pid
    # shellcheck disable=SC2016 # expanded there
    setsid sh -c 'this=$(cat "$3/number")
        while [ "$(cat "$3/number" 2>/dev/null)" = "$this" ]; do
            kill -0 "$1" 2>/dev/null || exec sh "$2" stop "$3"
            sleep 1
        done' - "$1" "$script" "$folder" </dev/null >/dev/null 2>&1 9>&- &
}

# ---- ending ----------------------------------------------------------------------------------

# The kernel ends all processes of a host, and its network, with the first process.
kill_host() { # number
    pid=$(cat "$folder/h$1.pid" 2>/dev/null) || return 0
    rm -f "$folder/h$1.pid"
    grep -q "^$pid (unshare) [^Z]" "/proc/$pid/stat" 2>/dev/null || return 0
    kill -9 "$pid"
    ip link del "$(link_of "$1")a" 2>/dev/null
    return 0
}

stop_all() {
    for host in $hosts; do
        kill_host "$host"
    done
    rm -f "$folder"/*key* "$folder/number"
}

# ---- the command -----------------------------------------------------------------------------

[ $# -ge 2 ] || usage
action=$1
mkdir -p "$2" && folder=$(realpath "$2") || exit 1
case $action in
start)
    for program in parallel ssh ssh-keygen sshd ip unshare nsenter; do
        command -v $program >/dev/null || give_up "$program is not there; 'make setup-parallel' installs it"
    done
    [ "$(id -u)" -eq 0 ] || give_up 'namespaces with a network between them need root'
    reason=$(try_namespaces 2>&1) || give_up "no namespaces or no pair of interfaces here: $reason"
    stop_all
    start_all || {
        say "the hosts did not come up; $folder/log says:"
        tail -n 20 "$folder"/log/* >&2
        stop_all
        exit 1
    }
    [ -z "${3:-}" ] || watch_owner "$3"
    ;;
env)
    # Both are read by GNU parallel. FOLDER/hosts is for its --sshloginfile.
    echo "export PARALLEL_SSH='ssh -F $folder/ssh_config' PARALLEL_HOME='$folder/home'"
    ;;
kill)
    [ $# -eq 3 ] || usage
    kill_host "${3#h}"
    ;;
host) be_host "$3" ;;
stop) stop_all ;;
*) usage ;;
esac
