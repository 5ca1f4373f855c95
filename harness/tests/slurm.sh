#!/bin/sh
# slurm.sh -- makes a small Slurm cluster on this machine, on the loopback interface.
#
#     sh harness/tests/slurm.sh start FOLDER [PID]    make it below FOLDER; it is ready in a second or two. It stops
#                                                     when the process PID ends, however that ends
#     eval "$(sh harness/tests/slurm.sh env FOLDER)"  let sbatch, squeue, scontrol, ... of this shell use it
#     sh harness/tests/slurm.sh kill FOLDER NODE      kill -9 a node and everything that runs on it
#     sh harness/tests/slurm.sh revive FOLDER NODE    start it again
#     sh harness/tests/slurm.sh stop FOLDER           end the daemons and everything that they started
#
# The nodes n1 to n4 have SLURM_CPUS processors each (default 1) and form one partition, `main`. Each node is a slurmd
# with a port of its own. munged has its own key and socket. The cluster needs no root, writes only below FOLDER, and
# leaves the system's own daemons alone; who starts it owns its daemons. FOLDER/log has what they say. It does
# without cgroups and accounting.
#
# Exit code: 0 done; 1 failed, with the reason; 2 usage; 77 this machine cannot have a cluster, with the reason.
set -u
export LC_ALL=C
PATH=$PATH:/usr/sbin:/sbin
nodes='n1 n2 n3 n4'
longest=80 # bytes of FOLDER: a socket's path has at most 107

say() { echo "slurm: $*" >&2; }

give_up() {
    say "$*"
    exit 77
}

usage() {
    echo 'usage: sh harness/tests/slurm.sh start FOLDER [PID] | env|stop FOLDER | kill|revive FOLDER NODE' >&2
    exit 2
}

# ---- making ----------------------------------------------------------------------------------

# Prints the first of COUNT ports in a row on which no program listens. If one takes a port before the daemon does, the
# daemon says so in its log, and start fails.
free_ports() { # count
    base=$((20000 + $$ % 10000))
    while ss -Hltn | awk -v low=$base -v high=$((base + $1)) '
        { sub(/.*:/, "", $4); if ($4 >= low && $4 < high) taken = 1 } END { exit !taken }'; do
        base=$((base + $1))
    done
    echo "$base"
}

# Short timeouts: the controller notices a dead node after 12 s. cred_expire: a requeued task waits for so many seconds.
# ReturnToService=2: the controller uses a node again that comes back.
configure() {
    user=$(id -un) host=$(uname -n) port=$(free_ports 5)
    cat <<CONF
ClusterName=klimb
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket,cred_expire=5
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool-%n
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/%n.pid
SlurmctldLogFile=$folder/log/slurmctld
SlurmdLogFile=$folder/log/%n
MailProg=/bin/true
MessageTimeout=3
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_min_interval=100000,bf_interval=1
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
ReturnToService=2
SlurmdTimeout=5
SlurmctldTimeout=5
KillWait=1
MinJobAge=60
MaxArraySize=${SLURM_ARRAY:-1001}
CONF
    for name in $nodes; do
        port=$((port + 1))
        echo "NodeName=$name NodeHostname=$host NodeAddr=127.0.0.1 Port=$port CPUs=${SLURM_CPUS:-1} State=UNKNOWN"
    done
    echo 'PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP'
}

# A daemon outlives this shell and holds none of its files.
start_daemon() { "$@" </dev/null >>"$folder/log/start" 2>&1 9>&-; }

start_node() { start_daemon slurmd -N "$1" -f "$conf"; }

start_all() {
    rm -rf "$folder/state" "$folder"/spool-* "$folder/log"
    mkdir -p "$folder/state" "$folder/log" && chmod 700 "$folder" || return 1
    for name in $nodes; do
        mkdir -p "$folder/spool-$name" || return 1
    done
    rm -f "$folder/munge.key"
    (umask 077 && head -c 1024 /dev/urandom >"$folder/munge.key") && configure >"$conf" || return 1
    start_daemon munged --force --key-file="$folder/munge.key" --socket="$folder/munge.socket" \
        --pid-file="$folder/munged.pid" --log-file="$folder/log/munged" --seed-file="$folder/munge.seed" || return 1
    start_daemon slurmctld -f "$conf" || return 1
    for name in $nodes; do
        start_node "$name" || return 1
    done
}

# Waits until all nodes are idle: 20 s at most.
wait_idle() {
    tries=0
    while [ "$(sinfo -h -N -t idle -o %N 2>/dev/null | wc -l)" -ne 4 ]; do
        tries=$((tries + 1))
        [ $tries -lt 200 ] || return 1
        sleep 0.1
    done
}

# Stops this cluster when the process has ended. Ends when the cluster stops or is made anew.
watch_owner() { # pid
    # shellcheck disable=SC2016 # expanded there
    setsid sh -c 'this=$(cat "$3/slurmctld.pid")
        while [ "$(cat "$3/slurmctld.pid" 2>/dev/null)" = "$this" ]; do
            kill -0 "$1" 2>/dev/null || exec sh "$2" stop "$3"
            sleep 1
        done' - "$1" "$(realpath "$0")" "$folder" </dev/null >/dev/null 2>&1 9>&- &
}

# ---- ending ----------------------------------------------------------------------------------

# "pid session" of each process.
sessions() { sed -n 's/^\([0-9]*\) (.*) [A-Z] [0-9]* [0-9]* \([0-9]*\) .*/\1 \2/p' /proc/[0-9]*/stat 2>/dev/null; }

# The daemons of a node: its slurmd, and a slurmstepd for each job on it. They hold its log open.
daemons_of() { # node
    # shellcheck disable=SC2013 # numbers
    for process in $(grep -lxs 'slurmd\|slurmstepd' /proc/[0-9]*/comm | cut -d/ -f3); do
        for file in "/proc/$process"/fd/*; do
            [ "$(readlink "$file")" = "$folder/log/$1" ] && echo "$process" && break
        done
    done
}

# Ends the daemons of a node and all processes of their sessions: its jobs are among them.
kill_node() { # node
    daemons=$(daemons_of "$1")
    [ -n "$daemons" ] || return 0
    # shellcheck disable=SC2046 # process numbers
    kill -9 $(sessions | awk -v daemons="$daemons" '
        BEGIN { count = split(daemons, list, "\n"); for (i = 1; i <= count; i++) is_daemon[list[i]] = 1 }
        { session[$1] = $2; if ($1 in is_daemon) ends[$2] = 1 }
        END { for (pid in session) if (session[pid] in ends) print pid }') 2>/dev/null
    return 0
}

# Whether the process runs this program. The number may belong to another one by now, or to a process that has ended
# but whose parent has not asked for it.
is_running() { # pid, program
    grep -q "^$1 ($2) [^Z]" "/proc/$1/stat" 2>/dev/null
}

# Ends the process whose number is in the file; with kill -9 if it takes longer than half a second.
end_daemon() { # program, file
    pid=$(cat "$2" 2>/dev/null) && is_running "$pid" "$1" || return 0
    kill "$pid"
    tries=0
    while is_running "$pid" "$1"; do
        tries=$((tries + 1))
        [ $tries -ne 5 ] || kill -9 "$pid"
        sleep 0.1
    done
}

stop_all() {
    end_daemon slurmctld "$folder/slurmctld.pid"
    for name in $nodes; do
        kill_node "$name"
    done
    end_daemon munged "$folder/munged.pid"
    rm -f "$folder/munge.key" "$folder/slurmctld.pid" "$folder/munged.pid"
}

# ---- the command -----------------------------------------------------------------------------

[ $# -ge 2 ] || usage
action=$1
mkdir -p "$2" && folder=$(realpath "$2") || exit 1
conf=$folder/slurm.conf
case $action in
start)
    for program in munged slurmctld slurmd sbatch ss; do
        command -v $program >/dev/null || give_up "$program is not there; 'make setup-slurm' installs it"
    done
    [ ${#folder} -le $longest ] || give_up "$folder is longer than $longest bytes, too long for a socket's path"
    stop_all
    for name in $(env | sed -n 's/^\(SLURM_[A-Z_]*\)=.*/\1/p'); do
        case $name in SLURM_CPUS | SLURM_ARRAY) ;; *) unset "$name" ;; esac
    done
    export SLURM_CONF="$conf"
    { start_all && wait_idle; } || {
        say "the cluster did not come up; $folder/log says:"
        grep -ih 'error\|fatal' "$folder"/log/* | tail -n 20 >&2
        stop_all
        exit 1
    }
    [ -z "${3:-}" ] || watch_owner "$3"
    ;;
env) echo "export SLURM_CONF='$conf'" ;;
kill)
    [ $# -eq 3 ] || usage
    kill_node "$3"
    ;;
revive)
    [ $# -eq 3 ] || usage
    kill_node "$3"
    export SLURM_CONF="$conf"
    start_node "$3"
    ;;
stop) stop_all ;;
*) usage ;;
esac
