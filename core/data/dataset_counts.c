/* Counts of a known law: see counts_law.c. */
#include <stdlib.h>

#include "data/counts_law.h"
#include "data/dataset_internal.h"

enum status klimb_dataset_draw_counts(struct dataset *dataset,
                                      const struct dataset_request *request, struct error *error) {
    const struct data_config *config = request->config;
    long n = config->examples, d = config->dimensions;
    struct counts_law law = {0};
    enum status status = klimb_dataset_allocate(dataset, "", n, d, error);
    if (status == STATUS_OK)
        status = klimb_counts_law_make(&law, config, request->vm, error);
    double *rate = status == STATUS_OK ? malloc((size_t)d * sizeof *rate) : NULL;
    if (status == STATUS_OK && rate == NULL)
        status = klimb_error_set(error, STATUS_MEMORY, "no memory for %ld rates", d);
    double scale = config->scale > 0 ? config->scale : 1;
    for (long i = 0; i < n && status == STATUS_OK; i++) {
        klimb_counts_law_rates(rate, &law, i);
        for (long j = 0; j < d; j++)
            dataset->train[i * d + j] = (real)(klimb_counts_law_draw(&law, rate[j], i, j) * scale);
    }
    free(rate);
    klimb_counts_law_free(&law);
    return status;
}
