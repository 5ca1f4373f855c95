/* log_frame_thin.h -- fewer rows of a frame. Internal to log.
 */
#ifndef KLIMB_LOG_FRAME_THIN_H
#define KLIMB_LOG_FRAME_THIN_H

#include "log/log_frame.h"

/* log_frame_thin -- take in the row that was filled, and keep the part to the rows that options->rows_max allows. STATUS_FORMAT:
 * steps fall so often that it cannot be done. */
enum status log_frame_thin(const struct log_frame *frame, struct log_part *part,
                           struct error *error) MUST_CHECK;

#endif
