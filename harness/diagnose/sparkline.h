/* sparkline.h -- a curve as a line of blocks on a terminal.
 */
#ifndef KLIMB_SPARKLINE_H
#define KLIMB_SPARKLINE_H

#include "base/text.h"
#include "diagnose/curve.h"

/* sparkline_add -- `width` characters, each for an equal share of the steps and as high as the mean
 * of its values; a blank if it has none, "!" if one is not finite. The scale is logarithmic if the
 * curve is positive and spans more than 3 decades.
 *   is_logarithmic  out  whether it is; may be NULL
 */
void sparkline_add(struct text *text, const struct curve *curve, long width, int *is_logarithmic);

#endif
