/* log_columns.h -- what each column of a log holds. Internal to log.
 */
#ifndef KLIMB_LOG_COLUMNS_H
#define KLIMB_LOG_COLUMNS_H

#include "log/log.h"
#include "log/log_input.h"
#include "log/log_names.h"

/* The names of the columns of a log. */
struct log_header {
    const char *name;            /* of the log, as errors have it */
    long line;                   /* that names the columns, 0: each value has its name */
    const struct log_cell *cell; /* [columns] */
    long columns;
    int may_repeat; /* of names that differ only in separators the first is taken; 0: they are an error */
};

/* Where a quantity is found. */
struct log_slot {
    long place; /* among the columns; -1: nowhere */
    int sign;
    long rank;
};

struct log_columns {
    struct log_slot slot[LOG_QUANTITIES][LOG_ROLES];
};

/* log_columns_choose -- by options->columns, then by the names in the header; of TensorBoard's column Value by the name of the file. STATUS_INVALID:
 * options->columns has no such form, or names what klimb does not know. STATUS_FORMAT: the log lacks a column that was
 * asked for, has one twice, or has none that is known. */
enum status log_columns_choose(struct log_columns *columns, const struct log_header *header,
                               const struct log_options *options, struct error *error) MUST_CHECK;

/* log_columns_asks -- whether options->columns names that column. */
int log_columns_asks(const struct log_options *options, struct log_cell name);

#endif
