/* Static binarisation: grey values become 0 or 1 once, by draws of RNG_BINARISE of data.seed at row = example
 * of its set, column = dimension: step 0 the training set, step 1 the test set. A value becomes 1 if its
 * uniform is below it. Dynamic binarisation does the same, but draws anew in every step. The evaluation set
 * is binary too, as in the binarised MNIST of Larochelle & Murray 2011, "The neural autoregressive
 * distribution estimator": a Bernoulli likelihood is a probability only for binary data.
 * Redrawn: training draws anew in every step, and the evaluation set is drawn once, as in the code of Burda et
 * al. 2016 (github.com/yburda/iwae, datasets.py). The training set then stays grey here. */
#include <stdlib.h>

#include "data/dataset_internal.h"

static void binarise_set(real *x, long count, long d, struct rng_place place, real *uniform) {
    for (long i = 0; i < count; i++, place.row++) {
        klimb_rng_uniform(uniform, place, d);
        for (long j = 0; j < d; j++)
            x[i * d + j] = uniform[j] < x[i * d + j] ? REAL(1.0) : REAL(0.0);
    }
}

static enum status check_range(const struct dataset *dataset, const struct data_config *config,
                               struct error *error) {
    double lowest, highest;
    klimb_dataset_range(dataset, &lowest, &highest);
    if (lowest >= 0 && highest <= 1)
        return STATUS_OK;
    klimb_error_key(error, STATUS_INVALID, "data.binarise",
                    "the data reach from %g to %g; data.binarise %s needs values in [0, 1]", lowest,
                    highest, klimb_binarise_names[config->binarise]);
    klimb_error_hint(error, "set data.scale so that the largest value becomes 1");
    return STATUS_INVALID;
}

int klimb_data_is_redrawn(const struct data_config *config) {
    return config->binarise == BINARISE_DYNAMIC || config->binarise == BINARISE_REDRAWN;
}

enum status klimb_dataset_binarise(struct dataset *dataset, const struct data_config *config,
                                   struct error *error) {
    long d = dataset->dimensions;
    if (config->binarise != BINARISE_STATIC && config->binarise != BINARISE_REDRAWN)
        return STATUS_OK;
    enum status status = check_range(dataset, config, error);
    if (status != STATUS_OK)
        return status;
    if (config->binarise == BINARISE_REDRAWN && dataset->test_count == 0)
        return klimb_error_key(error, STATUS_INVALID, "data.binarise",
                               "data.binarise is %s, which needs held-out examples",
                               klimb_binarise_names[BINARISE_REDRAWN]);
    real *uniform = malloc((size_t)d * sizeof *uniform);
    if (uniform == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory to binarise %ld values", d);
    struct rng_place place = {.seed = config->seed, .purpose = RNG_BINARISE};
    if (config->binarise == BINARISE_STATIC)
        binarise_set(dataset->train, dataset->train_count, d, place, uniform);
    place.step = 1;
    binarise_set(dataset->test, dataset->test_count, d, place, uniform);
    free(uniform);
    return STATUS_OK;
}
