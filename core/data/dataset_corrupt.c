/* Corrupted data: noise replaces some values, in the same places and by the same values in every run.
 * All draws are RNG_CORRUPTION of data.seed at row = example of its set, column = dimension:
 *   step 0  training set: a uniform u, and the value is replaced where u < noise
 *   step 1  training set: a uniform v, and the new value is (1 - v) lowest + v highest
 *   steps 2 and 3  the same for the test set
 * A smaller share replaces a subset of the same values, by the same draws. */
#include <stdlib.h>

#include "data/dataset_internal.h"

/* The draws of one example, and the range of the new values. */
struct corruption {
    const struct data_config *config;
    double lowest, highest;
    real *chance, *value; /* [d] */
};

static void corrupt_example(real *x, long d, struct rng_place place,
                            const struct corruption *corruption) {
    klimb_rng_uniform(corruption->chance, place, d);
    place.step++;
    klimb_rng_uniform(corruption->value, place, d);
    for (long j = 0; j < d; j++) {
        double v = (double)corruption->value[j];
        if ((double)corruption->chance[j] < corruption->config->noise)
            x[j] = (real)((1 - v) * corruption->lowest + v * corruption->highest);
    }
}

static void corrupt_set(real *x, long count, long d, uint32_t step,
                        const struct corruption *corruption) {
    for (long i = 0; i < count; i++)
        corrupt_example(x + i * d, d,
                        (struct rng_place){.seed = corruption->config->seed,
                                           .purpose = RNG_CORRUPTION,
                                           .step = step,
                                           .row = (uint32_t)i},
                        corruption);
}

enum status klimb_dataset_corrupt(struct dataset *dataset, const struct data_config *config,
                                  struct error *error) {
    long d = dataset->dimensions;
    if (!(config->noise > 0))
        return STATUS_OK;
    real *scratch = malloc(2 * (size_t)d * sizeof *scratch);
    if (scratch == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the noise of %ld values", d);
    struct corruption corruption = {.config = config, .chance = scratch, .value = scratch + d};
    klimb_dataset_range(dataset, &corruption.lowest, &corruption.highest);
    corrupt_set(dataset->train, dataset->train_count, d, 0, &corruption);
    corrupt_set(dataset->test, dataset->test_count, d, 2, &corruption);
    free(scratch);
    return STATUS_OK;
}
