/* calibrate_pairs.h -- `klimb calibrate --pairs`.
 */
#ifndef KLIMB_CALIBRATE_PAIRS_H
#define KLIMB_CALIBRATE_PAIRS_H

struct options;

/* calibrate_pairs -- count false alarms of the paired test for each named scenario. Returns an exit
 * code. */
int calibrate_pairs(const struct options *options);

#endif
