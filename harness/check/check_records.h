/* check_records.h -- `klimb check SCENARIO --records`: compares runs of another program with a golden ensemble.
 */
#ifndef KLIMB_CHECK_RECORDS_H
#define KLIMB_CHECK_RECORDS_H

#include "check/check.h"
#include "log/log.h"

/* The logs to compare. */
struct check_logs {
    const char *const *names; /* [count] as log_read takes them */
    long count;
    const struct log_options *how;
};

/* check_records -- read the logs and compare them with the golden of the one scenario in options->names. Nothing is
 * run. On error the check is empty; otherwise it is as after check_run.
 *   notes  out  how the logs were read, a line each; appended
 * STATUS_INVALID: not one scenario, no or more than GOLDEN_SEEDS_MAX logs, a log without steps; errors of check_plan,
 * log_read and verdict_judge_records. */
enum status check_records(struct check *check, const struct check_options *options,
                          const struct check_logs *logs, struct text *notes,
                          struct error *error) MUST_CHECK;

#endif
