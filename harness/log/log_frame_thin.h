/* log_frame_thin.h -- merges rows of a frame. Internal to log.
 */
#ifndef KLIMB_LOG_FRAME_THIN_H
#define KLIMB_LOG_FRAME_THIN_H

#include "log/log_frame.h"

/* log_frame_thin -- add the row that was filled, and merge rows of the part if options->rows_max requires it.
 * STATUS_FORMAT: steps fall too often for that. */
enum status log_frame_thin(const struct log_frame *frame, struct log_part *part,
                           struct error *error) MUST_CHECK;

#endif
