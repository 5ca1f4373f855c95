/* theory_bounds.h -- what no run can pass.
 */
#ifndef KLIMB_THEORY_BOUNDS_H
#define KLIMB_THEORY_BOUNDS_H

#include "theory/theory_case.h"

/* theory_bound_any -- what holds for every model: recon_constant, recon_least, kl_most, mi_cap, and
 * loss_least and elbo_most as far as they follow from these. STATUS_MEMORY. */
enum status theory_bound_any(struct theory *theory, const struct theory_case *from,
                             struct error *error) MUST_CHECK;

/* theory_bound_linear -- loss_least, elbo_most, elbo_ppca of a set by a linear decoder.
 *   moments  of that set, diagonalised */
void theory_bound_linear(struct theory *theory, const struct config *config,
                         const struct theory_moments *moments, enum theory_set set);

#endif
