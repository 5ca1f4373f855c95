/* log_formats.h -- the format of a log, recognised by its content. Internal to log.
 */
#ifndef KLIMB_LOG_FORMATS_H
#define KLIMB_LOG_FORMATS_H

#include "log/log_frame.h"
#include "log/log_input.h"

enum { LOG_RECOGNISED = 64 << 10 }; /* bytes from which the format is recognised */

/* log_formats_read -- recognise the format of a log and read all of it. A log of unknown format is read as a table,
 * whose errors say what is wrong. Sets frame->format. Errors of the reader. */
enum status log_formats_read(struct log_frame *frame, struct log_input *input,
                             struct error *error) MUST_CHECK;

/* log_formats_read_path -- log_formats_read for a file, a folder or standard input, "-".
 *   reading  in  for options->idle */
enum status log_formats_read_path(struct log_frame *frame, const char *path,
                                  struct log_reading *reading, struct error *error) MUST_CHECK;

/* log_formats_is_folder -- whether a folder is itself a log. */
int log_formats_is_folder(const char *path);

#endif
