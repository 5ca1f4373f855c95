/* external_record.h -- turns a trainer's log into a record that can become a golden.
 *
 * klimb's records have a value in each cell. From a log with gaps, the rows with recon and kl are kept, or with the one
 * of them that the log has; then columns with a gap in these rows are left out. A run diverged at the first row with a
 * non-finite value, which becomes the last row.
 */
#ifndef KLIMB_EXTERNAL_RECORD_H
#define KLIMB_EXTERNAL_RECORD_H

#include "base/text.h"
#include "record/record.h"

/* external_record_fill -- do this to a record made by log_read; adds a line to `notes` for whatever is left out.
 * STATUS_FORMAT: no column is left. */
enum status external_record_fill(struct record *record, struct text *notes,
                                 struct error *error) MUST_CHECK;

#endif
