/* change_exp.h -- the elementary functions with another e^x. Who includes it lists
 * klimb_vecmath_select and defines bend. */
#ifndef KLIMB_CHANGE_EXP_H
#define KLIMB_CHANGE_EXP_H

#include <math.h>
#include <stddef.h>

#include "mutant.h"
#include "numerics/vecmath/vecmath.h"

MUTANT_WRAPS(klimb_vecmath_select);

/* bend -- what becomes of n values of e^x. */
static void bend(real *y, long n);

static void bent_exp(real *y, const real *x, long n) {
    __real_klimb_vecmath_select(NULL)->exp(y, x, n);
    bend(y, n);
}

const struct vecmath *__wrap_klimb_vecmath_select(const char *name) {
    static struct vecmath table;
    const struct vecmath *found = __real_klimb_vecmath_select(name);
    if (found == NULL)
        return NULL;
    table = *found;
    table.exp = bent_exp;
    return &table;
}

#endif
