#include "layers/likelihood.h"

#include "layers/likelihood_internal.h"

#define KIND_NAME(NAME, name, text) name,
const char *const klimb_likelihood_names[] = {LIKELIHOOD_TABLE(KIND_NAME) NULL};
const char *const klimb_offset_names[] = {OFFSET_TABLE(KIND_NAME) NULL};
#undef KIND_NAME

/* The number of scales s that a likelihood learns: none, one, or one for each dimension. */
enum learned { LEARNED_NONE, LEARNED_ONE, LEARNED_EACH };

static const struct {
    likelihood_forward *forward;
    likelihood_mean *mean;
    enum learned learned;
    int outputs;     /* of the decoder for each dimension of x */
    int is_gaussian; /* has a sigma_x */
    int is_count;    /* x must be whole numbers */
} likelihoods[LIKELIHOOD_KINDS] = {
    [LIKELIHOOD_BERNOULLI] = {klimb_likelihood_bernoulli, klimb_likelihood_mean_of_logits,
                              LEARNED_NONE, 1, 0, 0},
    [LIKELIHOOD_GAUSSIAN] = {klimb_likelihood_gaussian, klimb_likelihood_mean_itself, LEARNED_NONE,
                             1, 1, 0},
    [LIKELIHOOD_GAUSSIAN_LEARNED] = {klimb_likelihood_gaussian, klimb_likelihood_mean_itself,
                                     LEARNED_ONE, 1, 1, 0},
    [LIKELIHOOD_GAUSSIAN_OPTIMAL] = {klimb_likelihood_gaussian_optimal,
                                     klimb_likelihood_mean_itself, LEARNED_NONE, 1, 1, 0},
    [LIKELIHOOD_GAUSSIAN_DIAGONAL] = {klimb_likelihood_gaussian_diagonal,
                                      klimb_likelihood_mean_itself, LEARNED_EACH, 1, 1, 0},
    [LIKELIHOOD_POISSON] = {klimb_likelihood_poisson, klimb_likelihood_mean_of_rates, LEARNED_NONE,
                            1, 0, 1},
    [LIKELIHOOD_NEGATIVE_BINOMIAL] = {klimb_likelihood_negative_binomial,
                                      klimb_likelihood_mean_of_rates, LEARNED_EACH, 1, 0, 1},
    [LIKELIHOOD_ZERO_INFLATED] = {klimb_likelihood_zero_inflated, klimb_likelihood_mean_of_inflated,
                                  LEARNED_EACH, 2, 0, 1},
    [LIKELIHOOD_CATEGORICAL] = {klimb_likelihood_categorical, klimb_likelihood_mean_of_groups,
                                LEARNED_NONE, 1, 0, 0},
};

long klimb_likelihood_outputs(enum likelihood_kind kind, long d) {
    return likelihoods[kind].outputs * d;
}

long klimb_likelihood_parameters(enum likelihood_kind kind, long d) {
    const long counts[] = {[LEARNED_NONE] = 0, [LEARNED_ONE] = 1, [LEARNED_EACH] = d};
    return counts[likelihoods[kind].learned];
}

long klimb_likelihood_scratch(enum likelihood_kind kind, long n, long d) {
    if (kind == LIKELIHOOD_GAUSSIAN_DIAGONAL)
        return 2 * d;
    return likelihoods[kind].is_count ? 2 * n * d + d : n * d;
}

int klimb_likelihood_is_gaussian(enum likelihood_kind kind) {
    return likelihoods[kind].is_gaussian;
}

int klimb_likelihood_is_count(enum likelihood_kind kind) {
    return likelihoods[kind].is_count;
}

real klimb_likelihood_initial_scale(const struct likelihood_config *config) {
    double start = likelihoods[config->kind].is_count ? config->dispersion
                                                      : config->sigma - config->floor;
    return (real)klimb_vecmath_scalar_log(start);
}

/* Rounded to the model's precision, so that e^s underflows and overflows as in code that computes
 * everything in that precision. */
static double learned_sigma(const struct likelihood_config *config, real scale) {
    return (double)(real)(config->floor + klimb_vecmath_scalar_exp((double)scale));
}

static int has_scale(enum likelihood_kind kind) {
    return kind == LIKELIHOOD_GAUSSIAN_LEARNED || kind == LIKELIHOOD_GAUSSIAN_OPTIMAL ||
           kind == LIKELIHOOD_GAUSSIAN_DIAGONAL;
}

double klimb_likelihood_sigma(const struct likelihood_config *config, real scale) {
    return has_scale(config->kind) ? learned_sigma(config, scale) : config->sigma;
}

double klimb_likelihood_slope(const struct likelihood_config *config, real scale) {
    double growth = klimb_vecmath_scalar_exp((double)scale);
    return growth / (config->floor + growth);
}

static double geometric_mean_sigma(const struct likelihood_config *config, const real *scale,
                                   long d) {
    double sum = 0;
    for (long j = 0; j < d; j++)
        sum += klimb_vecmath_scalar_log(klimb_likelihood_sigma(config, scale[j]));
    return klimb_vecmath_scalar_exp(sum / (double)d);
}

double klimb_likelihood_spread(const struct likelihood_config *config, const real *scale, long d) {
    if (config->kind == LIKELIHOOD_GAUSSIAN_DIAGONAL)
        return geometric_mean_sigma(config, scale, d);
    if (likelihoods[config->kind].is_gaussian)
        return klimb_likelihood_sigma(config, scale != NULL ? scale[0] : REAL(0.0));
    if (likelihoods[config->kind].learned != LEARNED_EACH)
        return 0;
    double sum = 0;
    for (long j = 0; j < d; j++)
        sum += (double)scale[j];
    return klimb_vecmath_scalar_exp(-sum / (2 * (double)d));
}

void klimb_likelihood_forward(double *recon, const struct likelihood_gradient *gradient,
                              const real *output, const real *x, long n, long d,
                              const struct likelihood_config *config, const real *scale,
                              const struct backend *backend, real *work) {
    struct likelihood_batch batch = {config, output, x, scale, n, d, backend};
    likelihoods[config->kind].forward(recon, gradient, &batch, work);
}

void klimb_likelihood_mean(real *mean, const real *output, long n, long d,
                           const struct likelihood_config *config, const struct backend *backend) {
    struct likelihood_batch batch = {config, output, NULL, NULL, n, d, backend};
    likelihoods[config->kind].mean(mean, &batch);
}
