/* Data drawn from a known distribution. All draws are RNG_SYNTHETIC of data.seed at row = example,
 * so example i does not depend on how many are drawn:
 *   gaussian  step 0, column = dimension: a normal (an exact covariance moves all examples)
 *   mixture   step 0, column = dimension: a normal; step 1, column 0: the component;
 *             step 0, row = 2^31 + component, column = dimension: a bit, the sign of its mean
 *   bars      step 0, column = bar: a uniform
 * Numbers of examples stay below 2^30 (klimb_dataset_allocate), so rows of components are free. */
#include "data/dataset_internal.h"

#include <math.h>
#include <stdlib.h>

enum { STEP_VALUES = 0, STEP_COMPONENT = 1 };
#define ROW_OF_COMPONENTS ((uint32_t)1 << 31)

static struct rng_place synthetic_place(const struct data_config *config, uint32_t step,
                                        uint32_t row) {
    return (struct rng_place){
        .seed = config->seed, .purpose = RNG_SYNTHETIC, .step = step, .row = row};
}

static double synthetic_scale(const struct data_config *config) {
    return config->scale == 0 ? 1.0 : config->scale;
}

static void scale_dimensions(struct dataset *dataset, const struct data_config *config) {
    long n = dataset->train_count, d = dataset->dimensions;
    double scale = synthetic_scale(config);
    for (long j = 0; j < d; j++) {
        double deviation = sqrt(config->eigenvalues[j]);
        for (real *x = dataset->train + j; x < dataset->train + n * d; x += d)
            *x = (real)(deviation * (double)*x * scale);
    }
}

static enum status make_covariance_exact(struct dataset *dataset, const struct data_config *config,
                                         struct error *error) {
    double deviation[DATA_EIGENVALUES_MAX];
    for (long j = 0; j < dataset->dimensions; j++)
        deviation[j] = sqrt(config->eigenvalues[j]) * synthetic_scale(config);
    return klimb_dataset_whiten(dataset->train, deviation, dataset->train_count,
                                dataset->dimensions, error);
}

/* Mixes condition column i into column i of every example. */
static void correlate(struct dataset *dataset, const struct data_config *config) {
    long n = dataset->train_count, d = dataset->dimensions, modelled = d - config->condition;
    for (long i = 0; i < config->correlation_count; i++) {
        double r = config->correlation[i], of_y = sqrt(config->eigenvalues[modelled + i]);
        if (!(of_y > 0))
            continue;
        double own = sqrt(1 - r * r), taken = r * sqrt(config->eigenvalues[i]) / of_y;
        for (real *x = dataset->train; x < dataset->train + n * d; x += d)
            x[i] = (real)(own * (double)x[i] + taken * (double)x[modelled + i]);
    }
}

enum status klimb_dataset_draw_gaussian(struct dataset *dataset,
                                        const struct dataset_request *request,
                                        struct error *error) {
    const struct data_config *config = request->config;
    long n = config->examples, d = config->eigenvalue_count;
    enum status status = klimb_dataset_allocate(dataset, "", n, d, error);
    if (status != STATUS_OK)
        return status;
    klimb_rng_normal(dataset->train, synthetic_place(config, STEP_VALUES, 0), n, d, request->vm);
    if (config->covariance == COVARIANCE_EXACT)
        status = make_covariance_exact(dataset, config, error);
    else
        scale_dimensions(dataset, config);
    if (status == STATUS_OK)
        correlate(dataset, config);
    return status;
}

/* sign[j] is +1 or -1: the corner of the cube at which the component's mean lies. */
static void draw_corner(double *sign, uint32_t *bits, const struct data_config *config,
                        long component) {
    uint32_t row = ROW_OF_COMPONENTS + (uint32_t)component;
    klimb_rng_bits(bits, synthetic_place(config, STEP_VALUES, row), config->dimensions);
    for (long j = 0; j < config->dimensions; j++)
        sign[j] = bits[j] >> 31 ? 1.0 : -1.0;
}

static void place_in_mixture(real *x, int *label, const double *signs,
                             const struct data_config *config, long example) {
    uint32_t word;
    klimb_rng_bits(&word, synthetic_place(config, STEP_COMPONENT, (uint32_t)example), 1);
    *label = (int)((word * (uint64_t)config->components) >> 32);
    const double *sign = signs + *label * config->dimensions;
    double scale = synthetic_scale(config);
    for (long j = 0; j < config->dimensions; j++)
        x[j] = (real)((sign[j] * config->separation + config->spread * (double)x[j]) * scale);
}

enum status klimb_dataset_draw_mixture(struct dataset *dataset,
                                       const struct dataset_request *request, struct error *error) {
    const struct data_config *config = request->config;
    enum status status = klimb_dataset_allocate(dataset, "", config->examples, config->dimensions,
                                                error);
    if (status == STATUS_OK)
        status = klimb_dataset_allocate_labels(dataset, error);
    if (status != STATUS_OK)
        return status;
    long n = config->examples, d = config->dimensions;
    double *signs = malloc((size_t)(config->components * d) * sizeof *signs); /* [components,d] */
    uint32_t *bits = malloc((size_t)d * sizeof *bits);                        /* [d] */
    if (signs == NULL || bits == NULL) {
        status = klimb_error_set(error, STATUS_MEMORY,
                                 "no memory for %ld components of %ld dimensions",
                                 config->components, d);
    } else {
        for (long c = 0; c < config->components; c++)
            draw_corner(signs + c * d, bits, config, c);
        klimb_rng_normal(dataset->train, synthetic_place(config, STEP_VALUES, 0), n, d,
                         request->vm);
        for (long i = 0; i < n; i++)
            place_in_mixture(dataset->train + i * d, dataset->train_label + i, signs, config, i);
    }
    free(signs);
    free(bits);
    return status;
}

/* Pixel (r, c) is lit when horizontal bar r or vertical bar c is; bars are numbered rows first.
 * Source: Foldiak 1990, "Forming sparse representations by local anti-Hebbian learning". */
static void draw_bars(real *image, real *uniform, const struct data_config *config, long example) {
    long side = config->side;
    real lit = (real)synthetic_scale(config);
    klimb_rng_uniform(uniform, synthetic_place(config, STEP_VALUES, (uint32_t)example), 2 * side);
    for (long r = 0; r < side; r++) {
        int row_is_lit = (double)uniform[r] < config->bar_probability;
        for (long c = 0; c < side; c++) {
            int column_is_lit = (double)uniform[side + c] < config->bar_probability;
            image[r * side + c] = row_is_lit || column_is_lit ? lit : REAL(0.0);
        }
    }
}

enum status klimb_dataset_draw_bars(struct dataset *dataset, const struct dataset_request *request,
                                    struct error *error) {
    const struct data_config *config = request->config;
    long side = config->side;
    real uniform[2 * DATA_SIDE_MAX];
    enum status status = klimb_dataset_allocate_images(dataset, "", config->examples, side, side,
                                                       error);
    for (long i = 0; i < config->examples && status == STATUS_OK; i++)
        draw_bars(dataset->train + i * side * side, uniform, config, i);
    return status;
}
