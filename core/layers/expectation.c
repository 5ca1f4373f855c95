#include "layers/expectation.h"

#include "base/arena.h"

void klimb_expectation_layout(struct expectation *expectation, struct arena *arena, long k) {
    expectation->k = k;
    expectation->gain = klimb_arena_take(arena, k, sizeof *expectation->gain);
    expectation->spread = klimb_arena_take(arena, k, sizeof *expectation->spread);
    expectation->dsigma = klimb_arena_take(arena, k, sizeof *expectation->dsigma);
}

void klimb_expectation_forward(double *recon, struct expectation *expectation, const real *sigma,
                               const struct dense *decoder, double sigma_x, long n,
                               const struct backend *backend) {
    long k = expectation->k, d = decoder->out;
    double *gain = expectation->gain, *spread = expectation->spread;
    for (long j = 0; j < k; j++) {
        const real *w = decoder->w + j * d;
        gain[j] = backend->kernels->dot(w, w, d) / (sigma_x * sigma_x);
        expectation->dsigma[j] = (real)(gain[j] / (double)n);
        spread[j] = 0;
    }
    for (long i = 0; i < n; i++) {
        double cost = 0;
        for (long j = 0; j < k; j++) {
            double variance = (double)sigma[i * k + j] * (double)sigma[i * k + j];
            cost += gain[j] * variance;
            spread[j] += variance;
        }
        recon[i] += cost / 2;
    }
    for (long j = 0; j < k; j++)
        spread[j] /= (double)n;
}

/* The mean cost 1/2 sum_j gain_j spread_j falls as sigma_x^-2. */
void klimb_expectation_backward(struct dense *decoder, real *dscale,
                                const struct expectation *expectation, double sigma_x,
                                double slope) {
    long k = expectation->k, d = decoder->out;
    double twice_the_cost = 0;
    for (long j = 0; j < k; j++) {
        const real *w = decoder->w + j * d;
        real *dw = decoder->dw + j * d;
        real factor = (real)(expectation->spread[j] / (sigma_x * sigma_x));
        for (long c = 0; c < d; c++)
            dw[c] += factor * w[c];
        twice_the_cost += expectation->gain[j] * expectation->spread[j];
    }
    if (dscale != NULL)
        *dscale -= (real)(twice_the_cost * slope);
}
