/* optimiser_internal.h -- private to optimiser: what its two files share. */
#ifndef KLIMB_OPTIMISER_INTERNAL_H
#define KLIMB_OPTIMISER_INTERNAL_H

#include "layers/optimiser.h"

/* klimb_optimiser_power -- base^exponent by repeated squaring, from the lowest bit of the exponent up. In this
 * order the bits are the same everywhere, which libm's pow does not promise. */
double klimb_optimiser_power(double base, long exponent);

#endif
