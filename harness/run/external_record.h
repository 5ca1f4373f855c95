/* external_record.h -- make a record that can become a golden of the log of a trainer.
 *
 * A record of klimb's has a value in each cell. Of a log with gaps those rows are kept that have both recon and kl, or the
 * one of them that it has; then a column with a gap in one of these rows is left out. The first row in which a value is not a finite
 * number is where the run diverged, and the last one.
 */
#ifndef KLIMB_EXTERNAL_RECORD_H
#define KLIMB_EXTERNAL_RECORD_H

#include "base/text.h"
#include "record/record.h"

/* external_record_fill -- do this to a record that log_read made; a line of `notes` is added for each thing left out.
 * STATUS_FORMAT: no column is left. */
enum status external_record_fill(struct record *record, struct text *notes,
                                 struct error *error) MUST_CHECK;

#endif
