#include "layers/prior.h"

#include <string.h>

#include "base/arena.h"
#include "numerics/vecmath/vecmath.h"

#define KIND_NAME(NAME, name, text) name,
const char *const klimb_prior_names[] = {PRIOR_TABLE(KIND_NAME) NULL};
#undef KIND_NAME

void klimb_prior_layout(struct prior *prior, struct arena *arena, long components, long latent) {
    long cells = components * latent;
    *prior = (struct prior){.components = components, .latent = latent};
    double **const of_cells[] = {&prior->precision, &prior->dmean, &prior->dlogvar};
    double **const of_components[] = {&prior->constant, &prior->share, &prior->dlogit, &prior->pi};
    for (size_t i = 0; i < sizeof of_cells / sizeof *of_cells; i++)
        *of_cells[i] = klimb_arena_take(arena, cells, sizeof(double));
    for (size_t i = 0; i < sizeof of_components / sizeof *of_components; i++)
        *of_components[i] = klimb_arena_take(arena, components, sizeof(double));
}

double klimb_prior_share_out(double *x, long count, double divisor) {
    double largest = x[0], sum = 0;
    for (long c = 1; c < count; c++)
        largest = x[c] > largest ? x[c] : largest;
    for (long c = 0; c < count; c++) {
        x[c] = klimb_vecmath_scalar_exp(x[c] - largest);
        sum += x[c];
    }
    for (long c = 0; c < count; c++)
        x[c] /= sum;
    return largest + klimb_vecmath_scalar_log(sum / divisor);
}

void klimb_prior_prepare(struct prior *prior) {
    long components = prior->components, k = prior->latent;
    size_t cells = (size_t)(components * k) * sizeof(double);
    memset(prior->dmean, 0, cells);
    memset(prior->dlogvar, 0, cells);
    memset(prior->dlogit, 0, (size_t)components * sizeof(double));
    for (long c = 0; c < components; c++)
        prior->pi[c] = prior->logit != NULL ? (double)prior->logit[c] : 0;
    klimb_prior_share_out(prior->pi, components, 1);
    for (long c = 0; c < components; c++) {
        prior->constant[c] = klimb_vecmath_scalar_log(prior->pi[c]);
        for (long j = c * k; j < (c + 1) * k; j++) {
            prior->precision[j] = klimb_vecmath_scalar_exp(-(double)prior->logvar[j]);
            prior->constant[c] -= (double)prior->logvar[j] / 2;
        }
    }
}

/* Fills prior->share at z [k] and returns ln p(z) + k/2 ln(2 pi). */
static double density(struct prior *prior, const real *z) {
    long k = prior->latent;
    for (long c = 0; c < prior->components; c++) {
        prior->share[c] = prior->constant[c];
        for (long j = 0; j < k; j++) {
            double apart = (double)z[j] - (double)prior->mean[c * k + j];
            prior->share[c] -= apart * apart * prior->precision[c * k + j] / 2;
        }
    }
    return klimb_prior_share_out(prior->share, prior->components, 1);
}

void klimb_prior_forward(double *nll, struct prior *prior, const real *z, long n) {
    for (long i = 0; i < n; i++)
        nll[i] = -density(prior, z + i * prior->latent);
}

/* Adds the gradients of one z [k] and one component. */
static void backward(real *dz, struct prior *prior, const real *z, double weight, long c) {
    long k = prior->latent;
    for (long j = 0; j < k; j++) {
        double apart = (double)z[j] - (double)prior->mean[c * k + j];
        double pull = weight * apart * prior->precision[c * k + j];
        dz[j] += (real)pull;
        prior->dmean[c * k + j] -= pull;
        prior->dlogvar[c * k + j] += (weight - pull * apart) / 2;
    }
}

void klimb_prior_backward(real *dz, struct prior *prior, const real *z, const real *weight,
                          long n) {
    long k = prior->latent;
    for (long i = 0; i < n; i++) {
        density(prior, z + i * k);
        for (long c = 0; c < prior->components; c++) {
            double share = (double)weight[i] * prior->share[c];
            backward(dz + i * k, prior, z + i * k, share, c);
            prior->dlogit[c] += (double)weight[i] * prior->pi[c] - share;
        }
    }
}

void klimb_prior_sample(real *z, const struct prior *prior, const real *uniform, long n) {
    long k = prior->latent;
    for (long i = 0; i < n; i++) {
        double up_to = prior->pi[0];
        long c = 0;
        while (c < prior->components - 1 && !(up_to > (double)uniform[i]))
            up_to += prior->pi[++c];
        for (long j = 0; j < k; j++) {
            double sigma = klimb_vecmath_scalar_exp((double)prior->logvar[c * k + j] / 2);
            z[i * k + j] = (real)((double)prior->mean[c * k + j] + sigma * (double)z[i * k + j]);
        }
    }
}
