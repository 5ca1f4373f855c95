/* calibrate_scenarios.h -- which scenarios the three kinds of `klimb calibrate` take, and how their runs are made.
 */
#ifndef KLIMB_CALIBRATE_SCENARIOS_H
#define KLIMB_CALIBRATE_SCENARIOS_H

#include "check/check.h"
#include "cli/options/options.h"

/* calibrate_names -- the names of the scenarios asked for; free(*names), which is NULL on error. Errors of
 * options_need_names and selection_expand. */
enum status calibrate_names(char ***names, long *count, const struct options *options,
                            struct error *error) MUST_CHECK;

/* calibrate_options -- options for the runs: below build/calibrate unless told otherwise, and without a line a run, of which there
 * are thousands. */
struct check_options calibrate_options(const struct options *options);

/* calibrate_leaves_out -- whether another program trains a scenario, which calibrate leaves out; says so on standard error. */
int calibrate_leaves_out(const struct scenario *scenario);

/* calibrate_look -- the same of a scenario that has not been read. Errors of scenario_load. */
enum status calibrate_look(int *is_left_out, const struct check_options *options, const char *name,
                           struct error *error) MUST_CHECK;

#endif
