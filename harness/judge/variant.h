/* variant.h -- whether runs of a changed scenario can be compared with the golden of the scenario as it was blessed.
 */
#ifndef KLIMB_VARIANT_H
#define KLIMB_VARIANT_H

#include "golden/golden.h"

/* variant_check_steps -- STATUS_INVALID names the first recorded step in which a run and the golden differ. A run
 * that diverged, here or there, has no rows from then on and is compared up to there. Of the golden it is the seeds
 * kept to the last bit that have all steps. */
enum status variant_check_steps(const struct record *records, long count,
                                const struct golden *golden, struct error *error) MUST_CHECK;

#endif
