/* check_gradient.h -- an analytic gradient against central differences.
 *
 *     check_gradient(loss, &context, x, analytic, n);
 *
 * Only for the double build (-DKLIMB_DOUBLE): in float the rounding of the loss, divided by h, is as
 * large as the gradients themselves.
 */
#ifndef KLIMB_CHECK_GRADIENT_H
#define KLIMB_CHECK_GRADIENT_H

#ifdef KLIMB_DOUBLE

#include "check_near.h"

typedef double gradient_loss(void *context);

/* check_gradient -- assert analytic[i] = d loss / d x[i] for every i.
 *   x [n]  the variables of loss; each is moved by +-h and restored
 * A central difference has a truncation error of h^2 |f'''|/6 and a rounding error of about eps |f|/h;
 * h = cbrt(eps) max(1, |x|) balances them. The tolerance allows |f'''|/6 up to 100 and 16 roundings
 * of a loss of at least 1: 4e-9 + 6e-10 |f|, a millionth of the gradients tested here. */
static inline void check_gradient(gradient_loss *loss, void *context, double *x,
                                  const double *analytic, long n) {
    for (long i = 0; i < n; i++) {
        double at = x[i], h = cbrt(DBL_EPSILON) * fmax(1, fabs(at));
        x[i] = at + h;
        double above = loss(context);
        x[i] = at - h;
        double below = loss(context);
        x[i] = at;
        double size = fmax(1, fmax(fabs(above), fabs(below)));
        double tolerance = 100 * h * h + 16 * DBL_EPSILON * size / h;
        double error = fabs(analytic[i] - (above - below) / (2 * h));
        ck_assert_msg(
            error <= tolerance,
            "d loss/d x[%ld] = %.17g, central difference %.17g: off by %.3g, allowed %.3g", i,
            analytic[i], (above - below) / (2 * h), error, tolerance);
    }
}

#endif

#endif
