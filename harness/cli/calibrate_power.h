/* calibrate_power.h -- `klimb calibrate --power`: the smallest change that is seen.
 */
#ifndef KLIMB_CALIBRATE_POWER_H
#define KLIMB_CALIBRATE_POWER_H

struct options;

/* calibrate_power -- measure the named scenarios, print a line for each change as soon as it is measured, and write the
 * table. Rows of other scenarios stay. Returns the exit code. */
int calibrate_power(const struct options *options);

#endif
