/* vecmath_double.h -- the functions of one value in double as vectors of one lane, for the tables of
 * the double build; private to vecmath. */
#ifndef KLIMB_VECMATH_DOUBLE_H
#define KLIMB_VECMATH_DOUBLE_H

#include <math.h>

#include "numerics/vecmath/vecmath.h"

typedef double vector;
typedef struct {
    vector x, y;
} vector_pair;

#define vector_exp      klimb_vecmath_scalar_exp
#define vector_expm1    klimb_vecmath_scalar_expm1
#define vector_log      klimb_vecmath_scalar_log
#define vector_log1p    klimb_vecmath_scalar_log1p
#define vector_tanh     klimb_vecmath_scalar_tanh
#define vector_sigmoid  klimb_vecmath_scalar_sigmoid
#define vector_softplus klimb_vecmath_scalar_softplus

static inline vector_pair vector_sincospi(vector x) {
    return (vector_pair){.x = klimb_vecmath_scalar_sinpi(x), .y = klimb_vecmath_scalar_cospi(x)};
}

static inline vector_pair vector_decay_terms(vector l) {
    return (vector_pair){.x = klimb_vecmath_scalar_softplus(-fabs(l)),
                         .y = klimb_vecmath_scalar_sigmoid(l)};
}

#endif
