/* posterior_internal.h -- private to posterior: the table of heads, each a forward and a backward pass.
 */
#ifndef KLIMB_POSTERIOR_INTERNAL_H
#define KLIMB_POSTERIOR_INTERNAL_H

#include "layers/posterior.h"

/* The numbers of a head_config in the precision of the model. */
struct head_limits {
    real low, high, mid, half, floor;
    real sigma;
};

struct head_limits klimb_head_limits(const struct head_config *head);

/* logvar holds s on entry and ln sigma^2 on return; all three are [count]. */
typedef void head_forward(real *logvar, real *variance, real *sigma, long count,
                          const struct head_limits *limits, const struct vecmath *vm);

/* The backward pass of one example, all [k]. Without the KL, dL/dsigma is dz eps, by z = mu + sigma eps;
 * for a loss in expectation dz and eps are replaced by two factors of dL/dsigma. */
struct head_row {
    const real *s, *variance, *sigma;
    const real *dz, *eps;
    const real *weight; /* of each KL in the loss */
    long k;
};

typedef void head_backward(real *ds, const struct head_row *row, const struct head_limits *limits,
                           const struct vecmath *vm);

struct head_functions {
    head_forward *forward;
    head_backward *backward;
};
extern const struct head_functions klimb_heads[HEAD_KINDS]; /* by kind */

#endif
