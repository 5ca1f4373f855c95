/* calibrate_external.h -- scenarios that calibrate leaves out: another program trains them.
 */
#ifndef KLIMB_CALIBRATE_EXTERNAL_H
#define KLIMB_CALIBRATE_EXTERNAL_H

#include "check/check.h"

/* calibrate_leaves_out -- whether a scenario is one of these; says so on standard error. */
int calibrate_leaves_out(const struct scenario *scenario);

/* calibrate_look -- the same of a scenario that has not been read. Errors of scenario_load. */
enum status calibrate_look(int *is_left_out, const struct check_options *options, const char *name,
                           struct error *error) MUST_CHECK;

#endif
