/* theory_reach.h -- how far theory reaches for a scenario, and why no further.
 */
#ifndef KLIMB_THEORY_REACH_H
#define KLIMB_THEORY_REACH_H

#include "theory/theory.h"
#include "theory/theory_moments.h"

/* theory_find_reach -- how far theory reaches for model and data, whatever beta and sigma_x are. Returns why no
 * further, NULL at THEORY_OPTIMUM. */
const char *theory_find_reach(enum theory_reach *reach, const struct config *config, long d);

/* theory_find_why_no_optimum -- whether a linear model has an optimum with this beta and sigma_x. Returns why not, NULL
 * if it has.
 *   training  diagonalised */
const char *theory_find_why_no_optimum(const struct config *config,
                                       const struct theory_moments *training);

/* theory_find_why_no_curve -- why a run is not a recursion on mean and covariance; NULL if it is. */
const char *theory_find_why_no_curve(const struct config *config, long d);

/* theory_find_why_unresolved -- recon is a small difference of terms of the size of trace S/s^2, and a double has 16
 * digits. Returns a message if these are too few, else NULL.
 *   variance  s^2 */
const char *theory_find_why_unresolved(double variance, const struct theory_moments *training);

#endif
