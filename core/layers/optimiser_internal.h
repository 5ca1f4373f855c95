/* optimiser_internal.h -- private to optimiser: shared by its two files. */
#ifndef KLIMB_OPTIMISER_INTERNAL_H
#define KLIMB_OPTIMISER_INTERNAL_H

#include "layers/optimiser.h"

/* klimb_optimiser_power -- base^exponent by repeated squaring, from the lowest bit of the exponent up. In this
 * order the bits are the same everywhere; libm's pow does not guarantee that. */
double klimb_optimiser_power(double base, long exponent);

#endif
