/* log_columns.h -- which column of a table is what. Internal to log.
 */
#ifndef KLIMB_LOG_COLUMNS_H
#define KLIMB_LOG_COLUMNS_H

#include "log/log.h"
#include "log/log_names.h"
#include "log/log_table.h"

/* Where a quantity is found. */
struct log_slot {
    long place; /* in the table's rows; -1: nowhere */
    int sign;
    long rank;
};

struct log_columns {
    struct log_slot slot[LOG_QUANTITIES][LOG_ROLES];
};

/* log_columns_choose -- by options->columns, then by the names in the header; of TensorBoard's column Value by the name of the file. STATUS_INVALID:
 * options->columns has no such form, or names what klimb does not know. STATUS_FORMAT: the table lacks a column that was
 * asked for, has one twice, or has none that is known. */
enum status log_columns_choose(struct log_columns *columns, const struct log_table *table,
                               const struct log_options *options, struct error *error) MUST_CHECK;

#endif
