/* theory_condition.h -- the linear conditional beta-VAE is a linear beta-VAE of the part of x that y does not explain.
 *
 * q(z|x,y) = N(V x + G y + a, D), x|z,y ~ N(W z + B y + c, s^2 I), prior N(0, I) for every y. For any
 * B the loss is that of a linear beta-VAE of x - B y, which falls strictly with every eigenvalue of
 *     Cov(x - B y) = Cov(x|y) + (B - B*) Cov(y) (B - B*)',
 *     B* = Cov(x,y) Cov(y)^-1,  Cov(x|y) = Cov(x) - Cov(x,y) Cov(y)^-1 Cov(y,x).
 * So B = B* is the best one, and all of theory_linear.h holds with the eigenvalues of Cov(x|y): y explains what
 * correlates with it, and if no eigenvalue of the rest exceeds beta s^2, KL = 0 is the optimum, however much x varies.
 * Source: Dang et al. 2024, ICLR, "Beyond Vanilla Variational Autoencoders", section 4 (linear
 * conditional VAE, with x and y exchanged: E there is Cov(x|y) here).
 */
#ifndef KLIMB_THEORY_CONDITION_H
#define KLIMB_THEORY_CONDITION_H

#include "data/dataset.h"

/* theory_residuals_new -- x - B* (y - mean y) of all examples, with B* of the training set.
 *   residuals  out  train [train_count,d], test [test_count,d] or NULL, nothing else;
 *                   theory_residuals_free by the caller; empty on error
 *   data       in   its last `condition` columns are y, 1 <= condition < data->dimensions
 * A column of y that is a linear combination, to rounding, of those before it is ignored.
 * In double, the residuals rounded to `real`. STATUS_MEMORY. */
enum status theory_residuals_new(struct dataset *residuals, const struct dataset *data,
                                 long condition, struct error *error) MUST_CHECK;
void theory_residuals_free(struct dataset *residuals);

#endif
