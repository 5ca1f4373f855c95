/* dataset_counts.h -- the law that data.source counts are drawn from, for what has to know it.
 *
 *     struct counts_law law;
 *     if (klimb_counts_law_make(&law, &config, vm, &error) != STATUS_OK) ...
 *     klimb_counts_law_rates(rate, &law, example);
 *     klimb_counts_law_free(&law);
 */
#ifndef KLIMB_DATASET_COUNTS_H
#define KLIMB_DATASET_COUNTS_H

#include "data/dataset.h"

struct counts_law {
    const struct data_config *config;
    real *factor;  /* [examples, factors] z of each example */
    real *loading; /* [factors + 1, dimensions] W over the deviation data.loading; below it b */
    real *library; /* [examples] ln(l/library) over library_spread */
};

/* klimb_counts_law_make -- draw z, W, b and l of data.seed, as dataset_counts.c says. Examples are numbered
 * as drawn, before a split. The config must outlive the law. STATUS_MEMORY. */
enum status klimb_counts_law_make(struct counts_law *law, const struct data_config *config,
                                  const struct vecmath *vm, struct error *error) MUST_CHECK;

/* klimb_counts_law_rates -- mu of one example, without zero inflation; sums ascending.
 *   rate  out [dimensions] */
void klimb_counts_law_rates(double *rate, const struct counts_law *law, long example);

/* klimb_counts_law_free -- give the memory back. */
void klimb_counts_law_free(struct counts_law *law);

#endif
