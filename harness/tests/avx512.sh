#!/bin/sh
# avx512.sh -- the exactness contract on a processor with AVX-512 (Skylake-X, 2017), which few
# machines have: unit tests, and the first steps of trajectories at each of its SIMD levels.
#
#     sh harness/tests/avx512.sh build
#
# bochs plays that processor, and with it a whole machine. So a small Linux is booted from a disc
# which holds klimb, its libraries, the experiments and a shell script; what the script finds comes
# back over a serial line. Two such machines run at once, one for tests and one for training. At some
# 60 million instructions a second the work has to be small. The last line is "N passed, N failed".
set -u
build=${1:?usage: avx512.sh BUILD_FOLDER}
work=$build/portable/avx512 klimb=$build/release/klimb kernel=$build/portable/vmlinuz
patience=${KLIMB_PATIENCE:-1800} # seconds until a machine that has not switched itself off is hung
. "$(dirname "$0")/digest.sh"

# The unit tests that go through every variant. Of test_vecmath only what bochs can judge: it computes
# logl by x87 instructions that are off by thousands of units in the last place. Of test_kernels what
# is short: training goes through the rest.
tests='gemm kernels kernels_sums vecmath vecmath_hard vecmath_sincospi rng'
# Every SIMD level of that processor, and how many steps are trained at it.
levels_and_steps='scalar:2 sse2:2 avx2:20 avx512:60'

need() {
    sh harness/setup/setup.sh missing build test portable && [ -s "$kernel" ] || {
        [ -s "$kernel" ] || echo "klimb: no Linux kernel at $kernel"
        echo "klimb: run 'make setup-portable' to install it"
        exit 1
    }
}

# ---- what the machine finds on its disc ----------------------------------------------------------

# put PROGRAM: into the machine's /bin, and the libraries it needs to where it looks for them; among
# them OpenBLAS, which it is not linked to and opens by its name.
put() {
    strip -o "$work/root/bin/$(basename "$1")" "$1"
    LD_PRELOAD=$(cat "$build"/.found/cc/openblas.name) ldd "$1" 2>/dev/null | grep -o '/[^ ]*' | while read -r library; do
        mkdir -p "$work/root$(dirname "$library")" && cp -L "$library" "$work/root$library"
    done
}

# LD_BIND_NOW: glibc resolves a function at its first call between XSAVEC and XRSTOR, and bochs 2.7
# loses the upper half of vector arguments there.
write_init() {
    cat <<'INIT'
#!/bin/busybox sh
export PATH=/bin LD_BIND_NOW=1 CK_FORK=no
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t devtmpfs dev /dev
exec >/dev/ttyS1 2>&1 # Linux itself speaks on the first line
cd /klimb
work=/tmp
. ./digest.sh
tested() {
    name=$1
    shift
    "$@"
    echo "=test $name $?"
}
trained() {
    name=$1
    shift
    found=$(train "$name" "$@") || cat "$work/runs/$name.log"
    echo "=digest $name $found"
}
. "./$job"
echo "=end"
sleep 1 # until all of it has left the line
poweroff -f
INIT
}

write_tests() {
    echo 'tested planted sh -c "kill -ILL \$\$"'
    for test in $tests; do
        case $test in
        vecmath) only="CK_RUN_CASE='each function'" ;;
        kernels) only='CK_RUN_CASE=layers' ;;
        *) only= ;;
        esac
        echo "tested $test env $only test_$test"
    done
}

write_training() {
    # shellcheck disable=SC2016 # for the machine to expand
    echo 'echo "=levels $(levels klimb)"'
    echo "trained planted 1 klimb run --set optimiser.learning_rate=1.000001e-3"
    for pair in $levels_and_steps; do
        echo "trained ${pair%:*} ${pair#*:} env KLIMB_SIMD=${pair%:*} klimb run"
    done
}

test_programs() {
    for test in $tests; do
        source=$(find core -name "test_$test.c")
        echo "$build/release/${source%.c}"
    done
}

pack() {
    root=$work/root
    mkdir -p "$root/bin" "$root/proc" "$root/dev" "$root/tmp" "$root/klimb" "$work/disc"
    put "$(command -v busybox)"
    put "$klimb"
    for program in $(test_programs); do put "$program"; done
    cp -R experiments harness/tests/digest.sh "$root/klimb"
    write_tests >"$root/klimb/tests"
    write_training >"$root/klimb/training"
    write_init >"$root/init"
    chmod +x "$root/init"
    (cd "$root" && find . | cpio -o -H newc --quiet) >"$work/disc/files"
    cp "$kernel" "$work/disc/vmlinuz"
    cp /usr/lib/ISOLINUX/isolinux.bin /usr/lib/syslinux/modules/bios/ldlinux.c32 "$work/disc"
}

# ---- the machine ---------------------------------------------------------------------------------

# disc JOB. The kernel: trusts no compacted XSAVE, whose size bochs gets wrong, without which it would
# switch all vectors off; skips what takes long and is of no use here; and ends in a triple fault, at
# which bochs gives up, instead of booting again.
disc() {
    cat >"$work/disc/isolinux.cfg" <<CONFIG
default klimb
prompt 0
label klimb
 kernel vmlinuz
 initrd files
 append job=$1 console=ttyS0 quiet panic=-1 reboot=t nosmp nokaslr mitigations=off clearcpuid=xsavec,xsaves initcall_blacklist=trace_eval_init,crypto_algapi_init
CONFIG
    xorriso -as mkisofs -quiet -o "$work/$1.iso" -b isolinux.bin -c boot.cat -no-emul-boot \
        -boot-load-size 4 -boot-info-table "$work/disc" >"$work/log" 2>&1 || cat "$work/log"
}

# machine JOB: writes how bochs is to be called for it. Its debugger wants to be told to begin.
machine() {
    disc "$1"
    : >"$work/$1.console" && : >"$work/$1.found"
    echo continue >"$work/$1.begin"
    cat >"$work/$1.bochsrc" <<CONFIG
config_interface: textconfig
display_library: term
cpu: model=corei7_skylake_x, count=1, ips=50000000, reset_on_triple_fault=0, ignore_bad_msrs=1
memory: guest=512, host=512
romimage: file=/usr/share/bochs/BIOS-bochs-latest, options=fastboot
vgaromimage: file=/usr/share/vgabios/vgabios.bin
clock: sync=none
ata0-master: type=cdrom, path=$work/$1.iso, status=inserted
boot: cdrom
log: $work/$1.bochs
panic: action=fatal
com1: enabled=1, mode=file, dev=$work/$1.console
com2: enabled=1, mode=file, dev=$work/$1.found
CONFIG
}

# boot JOB...: all at once, until they switch themselves off or patience ends.
boot() {
    export work patience TERM=vt100
    # shellcheck disable=SC2016 # for the inner shell to expand
    printf '%s\n' "$@" | xargs -P 2 -I JOB sh -c '
        timeout --foreground -s KILL "$patience" bochs -q -f "$work/$1.bochsrc" -rc "$work/$1.begin"
        echo "bochs ended with $?"' sh JOB >"$work/log" 2>&1
}

# ---- what it found -------------------------------------------------------------------------------

# found JOB WORD: what follows =WORD in what that machine sent.
found() { tr -d '\r' <"$work/$1.found" | sed -n "s/^=$2 //p"; }

judge_tests() {
    for test in $tests; do
        status=$(found tests "test $test")
        case $status in
        0) pass "test_$test" - - passes ;;
        '') fail "test_$test" - - 'FAILED, did not come to its end' ;;
        *) fail "test_$test" - - "FAILED, exit code $status" ;;
        esac
    done
}

judge_training() {
    for pair in $levels_and_steps; do
        judge "simd ${pair%:*}" "${pair#*:}" "$(found training "digest ${pair%:*}")"
    done
    listed=$(echo "$levels_and_steps" | sed 's/:[0-9]*//g')
    if [ "$(found training levels)" = "$listed" ]; then
        pass 'its levels' - - "$listed"
    else
        fail 'its levels' - - "DIFFER from $listed: $(found training levels)"
    fi
}

# A crash and other numbers have to be seen as such.
judge_planted() {
    case $(found tests 'test planted') in
    '' | 0) fail 'planted: crash' - - 'NOT seen' ;;
    *) pass 'planted: crash' - - seen ;;
    esac
    digest=$(found training 'digest planted')
    if [ -n "$digest" ] && [ "$digest" != "$(reference 1)" ]; then
        pass 'planted: learning rate' 1 "$digest" 'seen as different'
    else
        fail 'planted: learning rate' 1 "$digest" 'NOT seen as different'
    fi
}

tell() {
    for job in tests training; do
        if grep -q '^=end' "$work/$job.found"; then
            echo "the machine for $job came to its end; the last that it said:"
        else
            echo "the machine for $job crashed, or hung for $patience s; the last that it said:"
        fi
        tail -n 15 "$work/$job.console" "$work/$job.found" | tr -d '\r' | sed 's/^/    /'
    done
    echo "all of it: $work/*.console, *.found; of bochs itself: *.bochs, log"
}

need
rm -rf "$work"
table 'AVX-512'
# shellcheck disable=SC2086,SC2046 # lists of words
${MAKE:-make} BUILD="$build" $(test_programs) >"$work/log" 2>&1 || {
    tail -n 20 "$work/log"
    exit 1
}
pack
machine tests
machine training
boot tests training
judge_tests
judge_training
judge_planted
[ "$failed" -eq 0 ] || tell
total
