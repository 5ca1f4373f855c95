/* theory_reach.h -- how far theory reaches for a scenario, and why not further.
 */
#ifndef KLIMB_THEORY_REACH_H
#define KLIMB_THEORY_REACH_H

#include "theory/theory.h"
#include "theory/theory_moments.h"

/* theory_find_reach -- how far theory reaches by model and data, before beta and sigma_x are looked
 * at. Returns why not further, NULL at THEORY_OPTIMUM. */
const char *theory_find_reach(enum theory_reach *reach, const struct config *config, long d);

/* theory_find_why_no_optimum -- what beta and sigma_x leave of the optimum of a linear model.
 * Returns why there is none, NULL if there is one.
 *   training  diagonalised */
const char *theory_find_why_no_optimum(const struct config *config,
                                       const struct theory_moments *training);

/* theory_find_why_no_curve -- why a run is not a recursion on mean and covariance; NULL if it is. */
const char *theory_find_why_no_curve(const struct config *config, long d);

/* theory_find_why_unresolved -- recon is a small difference of terms of the size of trace S/s^2, and
 * double carries 16 digits. Returns what to say where they do not reach from trace S down to s^2,
 * NULL where they do.
 *   variance  s^2 */
const char *theory_find_why_unresolved(double variance, const struct theory_moments *training);

#endif
