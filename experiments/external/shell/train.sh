#!/bin/sh
# train.sh -- a linear VAE of one dimension, trained in POSIX sh and awk. No part of klimb: an example of a trainer of
# your own.
#
#     sh train.sh --seed 0 --beta 1 --rate 0.01 --steps 1000 --out DIR
#
# writes DIR/metrics.csv. Data: 64 draws x of variance 4. Decoder p(x|z) = N(w z, 1), encoder q(z|x) = N(v x, s^2), prior
# N(0, 1). Plain gradient descent on recon + beta kl with one reparametrised draw z = v x + s e of each example of a batch. What
# is logged is the expectation over z, over all data.
#
# Any awk gives the same bits: there are integers below 2^53, + - * / of doubles, and one logarithm, which is printed to 7
# digits. Random numbers are those of the minimal standard generator (Park & Miller 1988), a normal one is the sum of 12
# uniform ones, less 6.
set -eu
seed=0 beta=1 rate=0.01 steps=1000 out=.
while [ $# -gt 1 ]; do
    case $1 in
    --seed) seed=$2 ;;
    --beta) beta=$2 ;;
    --rate) rate=$2 ;;
    --steps) steps=$2 ;;
    --out) out=$2 ;;
    *) echo "train.sh: unknown option $1" >&2; exit 2 ;;
    esac
    shift 2
done

LC_ALL=C awk -v seed="$seed" -v beta="$beta" -v rate="$rate" -v steps="$steps" '
function uniform() {
    state = (state * 16807) % 2147483647
    return state / 2147483647
}
function normal(    i, sum) {
    sum = -6
    for (i = 0; i < 12; i++)
        sum += uniform()
    return sum
}
function start(number,    i) {
    state = number % 2147483646 + 1
    for (i = 0; i < 10; i++) # neighbouring seeds begin alike
        uniform()
}
function report(step,    rest, recon, kl) {
    rest = 1 - w * v
    recon = 0.9189385332046727 + (rest * rest * power + w * w * s * s) / 2 # ln sqrt(2 pi)
    kl = (v * v * power + s * s - 1) / 2 - log(s)
    printf "%d,%.7g,%.7g,%.7g\n", step, recon, kl, recon + beta * kl
}
BEGIN {
    n = 64; batch = 16
    start(20261129) # the same data in every run
    for (i = 0; i < n; i++) {
        x[i] = 2 * normal()
        power += x[i] * x[i] / n
    }
    start(seed * 7919 + 1)
    w = 0.1 * normal(); v = 0.1 * normal(); s = 1
    print "step,nats_recon,nats_kl,loss"
    for (step = 0; step <= steps; step++) {
        if (step % 20 == 0)
            report(step)
        dw = dv = ds = 0
        for (i = 0; i < batch; i++) {
            one = x[int(n * uniform())]
            e = normal()
            z = v * one + s * e
            off = w * z - one
            dw += off * z
            dv += off * w * one + beta * v * one * one
            ds += off * w * e + beta * (s - 1 / s)
        }
        w -= rate * dw / batch
        v -= rate * dv / batch
        s -= rate * ds / batch
        if (s < 0.01)
            s = 0.01
    }
}' >"$out/metrics.csv"
