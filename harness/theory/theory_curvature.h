/* theory_curvature.h -- how steep the loss is at a model: the largest eigenvalue of its Hessian, by power
 * iteration.
 */
#ifndef KLIMB_THEORY_CURVATURE_H
#define KLIMB_THEORY_CURVATURE_H

#include "theory/theory_model.h"
#include "theory/theory_moments.h"

/* theory_find_curvature -- the largest eigenvalue of the Hessian of recon + beta KL at a model,
 * which must have no large negative eigenvalue, as at a minimum. Approached from below, to about 1e-6.
 *   model  in, out  changed and restored to rounding */
enum status theory_find_curvature(double *curvature, struct theory_model *model,
                                  const struct theory_moments *moments, double beta,
                                  struct error *error) MUST_CHECK;

#endif
