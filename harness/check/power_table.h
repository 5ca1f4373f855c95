/* power_table.h -- power.csv: the results of power.h, kept beside the goldens.
 *
 *     # klimb power 1
 *     scenario,digest,change,base,one_size,one_value,one_deviations,one_kl,one_recon,eight_size,...,pairs_recon
 *
 * A row for each scenario and change, by name and in the order of POWER_CHANGE_TABLE. The five columns of a test are
 * those of struct power_finding; size "inf": not seen, and the others are for the largest change tried.
 */
#ifndef KLIMB_POWER_TABLE_H
#define KLIMB_POWER_TABLE_H

#include "check/power.h"

#define POWER_TABLE_FILE   "power.csv"
#define POWER_TABLE_FORMAT 1

struct power_table {
    struct power_row *rows; /* [count] owned */
    long count;
};

/* power_table_read -- read the table of the file `path`; an empty table if the file does not exist. STATUS_FORMAT with
 * file, line and column, STATUS_IO, STATUS_MEMORY. On error the table is empty. */
enum status power_table_read(struct power_table *table, const char *path,
                             struct error *error) MUST_CHECK;
void power_table_free(struct power_table *table);

/* power_table_put -- add a row, or replace that of the same scenario and change. STATUS_MEMORY. */
enum status power_table_put(struct power_table *table, const struct power_row *row,
                            struct error *error) MUST_CHECK;

/* power_table_remove -- remove all rows of a scenario, before it is measured again. */
void power_table_remove(struct power_table *table, const char *scenario);

/* power_table_write -- write the whole file, or leave it unchanged. STATUS_IO, STATUS_MEMORY. */
enum status power_table_write(const struct power_table *table, const char *path,
                              struct error *error) MUST_CHECK;

#endif
