/* counts_law.h -- the law that data.source counts are drawn from, for what has to know it.
 *
 *     struct counts_law law;
 *     if (klimb_counts_law_make(&law, &config, vm, &error) != STATUS_OK) ...
 *     klimb_counts_law_rates(rate, &law, example);
 *     klimb_counts_law_free(&law);
 */
#ifndef KLIMB_COUNTS_LAW_H
#define KLIMB_COUNTS_LAW_H

#include "data/dataset.h"

struct counts_law {
    const struct data_config *config;
    real *factor;  /* [examples, factors] z of each example */
    real *loading; /* [factors + 1, dimensions] W over the deviation data.loading; below it b */
    real *library; /* [examples] ln(l/library) over library_spread */
};

/* klimb_counts_law_make -- draw z, W, b and l of data.seed, as counts_law.c says. Examples are numbered
 * as drawn, before a split. The config must outlive the law. STATUS_MEMORY. */
enum status klimb_counts_law_make(struct counts_law *law, const struct data_config *config,
                                  const struct vecmath *vm, struct error *error) MUST_CHECK;

/* klimb_counts_law_rates -- mu of one example, without zero inflation; sums ascending.
 *   rate  out [dimensions] */
void klimb_counts_law_rates(double *rate, const struct counts_law *law, long example);

/* klimb_counts_law_draw -- x of one example and dimension, of mean `rate` before zero inflation: a whole
 * number, the same bits everywhere. Rejection and inversion by addressed words, see counts_law.c. */
double klimb_counts_law_draw(const struct counts_law *law, double rate, long example,
                             long dimension);

/* klimb_counts_law_free -- give the memory back. */
void klimb_counts_law_free(struct counts_law *law);

#endif
