/* calibrate_pairs.h -- `klimb calibrate --pairs`.
 */
#ifndef KLIMB_CALIBRATE_PAIRS_H
#define KLIMB_CALIBRATE_PAIRS_H

struct options;

/* calibrate_pairs -- of each scenario named. Returns an exit code. */
int calibrate_pairs(const struct options *options);

#endif
