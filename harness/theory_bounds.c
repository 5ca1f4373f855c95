/* What no run can pass. */
#include <math.h>
#include <stdlib.h>

#include "theory_internal.h"

/* A bound that is not finite says nothing. */
static void put_bound(double *value, enum theory_quantity quantity, double bound) {
    value[quantity] = isfinite(bound) ? bound : (double)NAN;
}

/* ---- every model ---- */

static void column_means(double *mean, struct theory_examples examples, long d) {
    for (long j = 0; j < d; j++)
        mean[j] = 0;
    for (long i = 0; i < examples.count; i++)
        for (long j = 0; j < d; j++)
            mean[j] += (double)examples.x[i * d + j];
    for (long j = 0; j < d; j++)
        mean[j] /= (double)examples.count;
}

/* E|x - centre|^2 */
static double squares_about(const double *centre, struct theory_examples examples, long d) {
    double sum = 0;
    for (long i = 0; i < examples.count; i++) {
        for (long j = 0; j < d; j++) {
            double distance = (double)examples.x[i * d + j] - centre[j];
            sum += distance * distance;
        }
    }
    return sum / (double)examples.count;
}

static double gaussian_nats(double squares, double variance, long d) {
    return squares / (2 * variance) + (double)d * log(2 * M_PI * variance) / 2;
}

/* x ln y, and 0 ln 0 = 0. */
static double x_ln(double x, double y) {
    return x > 0 ? x * log(y) : 0;
}

/* -ln p of a grey value x under a pixel with mean p. Least at p = x, where it is the entropy. */
static double pixel_nats(double x, double p) {
    return -x_ln(x, p) - x_ln(1 - x, 1 - p);
}

/* Nats of a reconstruction that is the same for all x, and of one that is x itself. */
struct extremes {
    double constant, least;
};

/* The constant is the mean of the training examples, sigma_x^2 where it is learned their mean
 * square about it: with binarised examples not that of the grey ones that we have. */
static struct extremes gaussian_extremes(const struct theory_case *from,
                                         struct theory_examples examples, const double *mean) {
    long d = from->data->dimensions;
    struct theory_examples training = theory_examples_of(from, THEORY_TRAINING);
    double variance = theory_variance(from->config, squares_about(mean, training, d) / (double)d);
    if (theory_is_learned(from->config) && from->config->data.binarise != BINARISE_NONE)
        variance = (double)NAN;
    return (struct extremes){gaussian_nats(squares_about(mean, examples, d), variance, d),
                             gaussian_nats(0, theory_variance(from->config, 0), d)};
}

/* own_mean [d], of `examples`, is all of them that the nats of a constant depend on. */
static struct extremes bernoulli_extremes(const struct theory_case *from,
                                          struct theory_examples examples, const double *mean,
                                          const double *own_mean) {
    long d = from->data->dimensions;
    struct extremes extremes = {0};
    for (long j = 0; j < d; j++)
        extremes.constant += pixel_nats(own_mean[j], mean[j]);
    for (long i = 0; i < examples.count * d; i++)
        extremes.least += pixel_nats((double)examples.x[i], (double)examples.x[i]);
    extremes.least /= (double)examples.count;
    return extremes;
}

static void bound_set(double *value, const struct theory_case *from, enum theory_set set,
                      const double *mean, double *own_mean) {
    const struct config *config = from->config;
    struct theory_examples examples = theory_examples_of(from, set);
    put_bound(value, THEORY_QUANTITY_mi_cap, log((double)examples.count));
    if (config->data.binarise != BINARISE_NONE && set == THEORY_TRAINING)
        return; /* it is drawn anew in every step */
    column_means(own_mean, examples, from->data->dimensions);
    struct extremes extremes = config->likelihood.kind == LIKELIHOOD_BERNOULLI
                                   ? bernoulli_extremes(from, examples, mean, own_mean)
                                   : gaussian_extremes(from, examples, mean);
    put_bound(value, THEORY_QUANTITY_recon_constant, extremes.constant);
    put_bound(value, THEORY_QUANTITY_recon_least, extremes.least);
    put_bound(value, THEORY_QUANTITY_loss_least, extremes.least);
    put_bound(value, THEORY_QUANTITY_elbo_most, -extremes.least);
    put_bound(value, THEORY_QUANTITY_kl_most,
              (extremes.constant - extremes.least) / config->schedule.beta);
}

enum status theory_bound_any(struct theory *theory, const struct theory_case *from,
                             struct error *error) {
    double *mean = calloc((size_t)theory->data * 2, sizeof *mean);
    if (mean == NULL)
        return error_set(error, STATUS_MEMORY, "no memory for the mean of %ld dimensions",
                         theory->data);
    column_means(mean, theory_examples_of(from, THEORY_TRAINING), theory->data);
    for (enum theory_set set = 0; set < THEORY_SETS; set++)
        bound_set(theory->value[set], from, set, mean, mean + theory->data);
    free(mean);
    return STATUS_OK;
}

/* ---- a linear decoder ---- */

void theory_bound_linear(struct theory *theory, const struct config *config,
                         const struct theory_moments *moments, enum theory_set set) {
    long d = theory->data, k = theory->latent;
    const double *eigenvalues = moments->eigenvalues;
    double *value = theory->value[set], beta = config->schedule.beta;
    double best = theory_linear_best_variance(eigenvalues, d, k, beta);
    double ppca = theory_linear_best_variance(eigenvalues, d, k, 1);
    const struct {
        enum theory_quantity quantity;
        double variance, beta, sign;
    } bounds[] = {
        {THEORY_QUANTITY_loss_least, theory_variance(config, best), beta, 1},
        {THEORY_QUANTITY_elbo_most, theory_variance(config, ppca), 1, -1},
        {THEORY_QUANTITY_elbo_ppca, ppca, 1, -1},
    };
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
        struct theory_linear optimum = theory_linear_optimum(eigenvalues, d, k, bounds[i].variance,
                                                             bounds[i].beta);
        put_bound(value, bounds[i].quantity, bounds[i].sign * optimum.loss);
    }
}
