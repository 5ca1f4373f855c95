#include "theory/theory_bounds.h"

#include <math.h>
#include <stdlib.h>

#include "numerics/vecmath/vecmath.h"

/* Stores a bound if it is finite. */
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
    return squares / (2 * variance) + (double)d * klimb_vecmath_scalar_log(2 * M_PI * variance) / 2;
}

/* x ln y, and 0 ln 0 = 0. */
static double x_ln(double x, double y) {
    return x > 0 ? x * klimb_vecmath_scalar_log(y) : 0;
}

/* -ln p of a grey value x under a pixel with mean p. Least at p = x, where it is the entropy. */
static double pixel_nats(double x, double p) {
    return -x_ln(x, p) - x_ln(1 - x, 1 - p);
}

/* Nats of `examples`, whose mean is own_mean [d], if x' is the constant `mean` [d] and a learned sigma_x is the best
 * for this constant on the examples `fitted`. Unknown for binarised examples, which differ from the grey ones here, and
 * if sigma_x is of the batch or of each dimension. */
static double constant_nats(const struct theory_case *from, struct theory_examples examples,
                            const double *own_mean, struct theory_examples fitted,
                            const double *mean) {
    long d = from->data->dimensions;
    const struct config *config = from->config;
    double nats = 0;
    if (config->likelihood.kind == LIKELIHOOD_BERNOULLI) {
        for (long j = 0; j < d; j++)
            nats += pixel_nats(own_mean[j], mean[j]);
        return nats;
    }
    if (config->likelihood.kind == LIKELIHOOD_CATEGORICAL) {
        for (long j = 0; j < d; j++) /* x' are the frequencies of symbols at each position */
            nats -= x_ln(own_mean[j], mean[j]);
        return nats;
    }
    if (theory_is_count(config))
        return (double)NAN; /* the best theta has no closed form */
    if ((theory_is_learned(config) && config->data.binarise != BINARISE_NONE) ||
        config->likelihood.kind == LIKELIHOOD_GAUSSIAN_OPTIMAL ||
        config->likelihood.kind == LIKELIHOOD_GAUSSIAN_DIAGONAL)
        return (double)NAN;
    double variance = theory_variance(config, squares_about(mean, fitted, d) / (double)d);
    return gaussian_nats(squares_about(mean, examples, d), variance, d);
}

/* Among likelihoods of counts, Poisson's with rate x, the least dispersed, gives x the most. Zero inflation or a rate
 * of 0 can make a zero certain. */
static double counted_nats(double x) {
    return x > 0 ? x - x * log(x) + lgamma(x + 1) : 0;
}

/* Nats if x' is x. */
static double exact_nats(const struct theory_case *from, struct theory_examples examples) {
    long d = from->data->dimensions;
    double nats = 0;
    int is_count = theory_is_count(from->config);
    if (from->config->likelihood.kind == LIKELIHOOD_CATEGORICAL)
        return 0; /* the right symbol is certain */
    if (!is_count && from->config->likelihood.kind != LIKELIHOOD_BERNOULLI)
        return gaussian_nats(0, theory_variance(from->config, 0), d);
    for (long i = 0; i < examples.count * d; i++)
        nats += is_count ? counted_nats((double)examples.x[i])
                         : pixel_nats((double)examples.x[i], (double)examples.x[i]);
    return nats / (double)examples.count;
}

/* The variance nearest to `wanted` that a head can give. */
static double nearest_variance(const struct head_config *head, double wanted) {
    double least = 0, most = (double)INFINITY;
    if (head->kind == HEAD_CLAMPED || head->kind == HEAD_TANH) {
        least = exp(head->low);
        most = exp(head->high);
    } else if (head->kind == HEAD_SOFTPLUS) {
        least = head->floor * head->floor;
    } else if (head->kind == HEAD_FIXED) {
        least = most = head->sigma * head->sigma;
    }
    return fmin(fmax(wanted, least), most);
}

/* The least KL of a posterior with independent dimensions from the prior: see theory_bounds.h. The precision of
 * prior kind ar1 has (1 + (neighbours - 1) alpha^2)/(1 - alpha^2) on its diagonal. */
static double least_kl(const struct model_config *model) {
    int is_ar1 = model->prior.kind == PRIOR_AR1;
    double squared = is_ar1 ? model->ar1.alpha * model->ar1.alpha : 0;
    double twice = (double)(model->latent - 1) * log1p(-squared);
    if (!is_ar1 && model->prior.kind != PRIOR_STANDARD)
        return 0;
    for (long j = 0; j < model->latent; j++) {
        int neighbours = (j > 0) + (j < model->latent - 1);
        double precision = (1 + (neighbours - 1) * squared) / (1 - squared);
        double variance = nearest_variance(&model->head, 1 / precision);
        twice += precision * variance - 1 - log(variance);
    }
    return twice / 2;
}

/* Without z a decoder can do no better than the best constant. */
static void bound_set(double *value, const struct theory_case *from, enum theory_set set,
                      const double *mean, double *own_mean) {
    const struct config *config = from->config;
    struct theory_examples examples = theory_examples_of(from, set);
    put_bound(value, THEORY_QUANTITY_mi_cap, klimb_vecmath_scalar_log((double)examples.count));
    if (config->data.binarise != BINARISE_NONE && set == THEORY_TRAINING)
        return; /* it is drawn again in every step */
    if (config->model.decoder != DECODER_MLP)
        return; /* such a decoder sees x: without z it does better than a constant */
    column_means(own_mean, examples, from->data->dimensions);
    double constant = constant_nats(from, examples, own_mean,
                                    theory_examples_of(from, THEORY_TRAINING), mean);
    double least = config->model.encoder_input == ENCODER_INPUT_NOTHING
                       ? constant_nats(from, examples, own_mean, examples, own_mean)
                       : exact_nats(from, examples);
    put_bound(value, THEORY_QUANTITY_recon_constant, constant);
    put_bound(value, THEORY_QUANTITY_recon_least, least);
    double floor = least_kl(&config->model);
    if (floor > 0)
        put_bound(value, THEORY_QUANTITY_kl_least, floor);
    put_bound(value, THEORY_QUANTITY_elbo_most, -least - floor);
    if (config->objective.kind != OBJECTIVE_ELBO || theory_is_light(config))
        return; /* the rest is for recon + beta kl */
    double beta = config->schedule.beta;
    put_bound(value, THEORY_QUANTITY_loss_least, least + beta * floor);
    put_bound(value, THEORY_QUANTITY_kl_most, (constant - least) / beta + floor);
}

enum status theory_bound_any(struct theory *theory, const struct theory_case *from,
                             struct error *error) {
    double *mean = calloc((size_t)theory->data * 2, sizeof *mean);
    if (mean == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the mean of %ld dimensions",
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
        if (bounds[i].quantity != THEORY_QUANTITY_loss_least || !theory_is_light(config))
            put_bound(value, bounds[i].quantity, bounds[i].sign * optimum.loss);
    }
}
