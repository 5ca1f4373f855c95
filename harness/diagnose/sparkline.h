/* sparkline.h -- a curve as a line of blocks on a terminal.
 */
#ifndef KLIMB_SPARKLINE_H
#define KLIMB_SPARKLINE_H

#include "base/text.h"
#include "diagnose/curve.h"

/* sparkline_add -- `width` characters, one for an equal share of the steps each, as high as the mean of the values there; a blank where
 * there is none, "!" where one is not finite. On a logarithmic scale where the curve is positive and spans more than 3 decades.
 *   is_logarithmic  out  whether it is; NULL */
void sparkline_add(struct text *text, const struct curve *curve, long width, int *is_logarithmic);

#endif
