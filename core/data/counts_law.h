/* counts_law.h -- the distribution of data.source counts, for code that needs its true rates.
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
    real *loading; /* [factors + 1, dimensions] rows of W/loading, then b */
    real *library; /* [examples] ln(l/library)/library_spread */
};

/* klimb_counts_law_make -- draw z, W, b and l from data.seed as in counts_law.c. Examples are numbered as
 * drawn, before a split. The config must outlive the law. STATUS_MEMORY. */
enum status klimb_counts_law_make(struct counts_law *law, const struct data_config *config,
                                  const struct vecmath *vm, struct error *error) MUST_CHECK;

/* klimb_counts_law_rates -- mu of one example, without zero inflation; sums ascending.
 *   rate  out [dimensions] */
void klimb_counts_law_rates(double *rate, const struct counts_law *law, long example);

/* klimb_counts_law_draw -- x of one example and dimension, with mean `rate` before zero inflation: an
 * integer, the same bits everywhere. Uses rejection and inversion of addressed words, see counts_law.c. */
double klimb_counts_law_draw(const struct counts_law *law, double rate, long example,
                             long dimension);

/* klimb_counts_law_free -- free the arrays. */
void klimb_counts_law_free(struct counts_law *law);

#endif
