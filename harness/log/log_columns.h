/* log_columns.h -- finds what each column of a log holds. Internal to log.
 */
#ifndef KLIMB_LOG_COLUMNS_H
#define KLIMB_LOG_COLUMNS_H

#include "log/log.h"
#include "log/log_input.h"
#include "log/log_names.h"

/* The names of the columns of a log. */
struct log_header {
    const char *name;            /* of the log, in errors */
    long line;                   /* of the header; 0: each value has its name */
    const struct log_cell *cell; /* [columns] */
    long columns;
    int may_repeat; /* 1: of names that differ only in separators, takes the first; 0: they are an error */
};

/* The place of a quantity. */
struct log_slot {
    long place; /* index of its column; -1: none */
    int sign;
    long rank;
};

struct log_columns {
    struct log_slot slot[LOG_QUANTITIES][LOG_ROLES];
};

/* log_columns_choose -- choose columns by options->columns, then by the names in the header; TensorBoard's column Value
 * by the name of the file. STATUS_INVALID: options->columns is malformed, or has a name that klimb does not know.
 * STATUS_FORMAT: the log lacks a column that was asked for, has one twice, or has no known column. */
enum status log_columns_choose(struct log_columns *columns, const struct log_header *header,
                               const struct log_options *options, struct error *error) MUST_CHECK;

/* log_columns_asks -- whether options->columns names that column. */
int log_columns_asks(const struct log_options *options, struct log_cell name);

#endif
