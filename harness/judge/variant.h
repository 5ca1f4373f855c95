/* variant.h -- whether runs of a changed scenario (a variant) can be compared with the blessed scenario's golden.
 */
#ifndef KLIMB_VARIANT_H
#define KLIMB_VARIANT_H

#include "golden/golden.h"

/* variant_check_steps -- STATUS_INVALID if a run and the golden have different recorded steps; the message names the
 * first one. A run that diverged, new or golden, is compared up to its end. The golden's steps are those of its seeds
 * kept to the last bit. */
enum status variant_check_steps(const struct record *records, long count,
                                const struct golden *golden, struct error *error) MUST_CHECK;

#endif
