/* calibrate_power.h -- `klimb calibrate --power`: how small a change is noticed.
 */
#ifndef KLIMB_CALIBRATE_POWER_H
#define KLIMB_CALIBRATE_POWER_H

struct options;

/* calibrate_power -- measure the scenarios named, print a line a change as it is known, and keep the table. Rows of other
 * scenarios that the table has stay. Returns the exit code. */
int calibrate_power(const struct options *options);

#endif
