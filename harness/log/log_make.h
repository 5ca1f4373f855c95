/* log_make.h -- makes runs from the rows of a log. Internal to log.
 */
#ifndef KLIMB_LOG_MAKE_H
#define KLIMB_LOG_MAKE_H

#include "log/log_frame.h"

/* log_make_one -- make the run that the frame's options choose. On error the log is empty. STATUS_FORMAT: there are
 * several runs, or not the one asked for; errors of log_grid_take, log_steps_prepare and log_record_make. */
enum status log_make_one(struct log *log, const struct log_frame *frame,
                         struct error *error) MUST_CHECK;

/* log_make_all -- make all runs. If there are several, those without a known value are left out. Errors of
 * log_make_one, except for several runs. */
enum status log_make_all(struct log_runs *runs, const struct log_frame *frame,
                         struct error *error) MUST_CHECK;

/* log_runs_read -- read all runs of a file, or of "-", following it if options say so. */
enum status log_runs_read(struct log_runs *runs, const char *path,
                          const struct log_options *options, struct error *error) MUST_CHECK;

/* log_shown_name -- what messages call a file: "standard input" is "-". */
const char *log_shown_name(const char *path);

#endif
