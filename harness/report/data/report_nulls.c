#include "report/data/report_nulls.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/sort.h"
#include "base/text.h"
#include "format/csv.h"
#include "report/data/report_files.h"

enum { TABLE_LIMIT = 4 << 20 };

static const char *const names[] = {"null",    "scenario",   "backend", "first_seed", "pairs", "p",
                                    "finding", "deviations", "kl",      "recon",      NULL};
enum { COLUMN_NULL = 0, COLUMN_P = 5 };

/* ---- reading --------------------------------------------------------------------------------- */

/* Controls, which use other random numbers, are named after their program; all others differ by rounding. */
static enum report_null_kind kind_of(const struct csv *csv) {
    static const char begin[] = "control_";
    struct csv_field field = csv->field[csv_place(csv, COLUMN_NULL)];
    size_t length = strlen(begin);
    int is_control = (size_t)field.length >= length && memcmp(field.text, begin, length) == 0;
    return is_control ? REPORT_NULL_RANDOM : REPORT_NULL_ROUNDING;
}

static enum status read_row(struct report_nulls *nulls, struct csv *csv, struct error *error) {
    float p = 0;
    enum status status = csv_next(csv, error);
    if (status == STATUS_OK)
        status = csv_as_float(&p, csv, csv_place(csv, COLUMN_P), error);
    if (status != STATUS_OK)
        return status;
    if (!(p >= 0) || !(p <= 1))
        return csv_error(csv, csv_place(csv, COLUMN_P), error, "must be from 0 to 1");
    enum report_null_kind kind = kind_of(csv);
    nulls->groups[kind]++;
    if (p < 1)
        nulls->p[kind][nulls->count[kind]++] = (double)p;
    return STATUS_OK;
}

static enum status read_rows(struct report_nulls *nulls, struct error *error) {
    struct csv csv;
    enum status status = csv_open(&csv, nulls->path, nulls->text, nulls->size, names, error);
    if (status != STATUS_OK)
        return status;
    if (csv_place(&csv, COLUMN_NULL) < 0 || csv_place(&csv, COLUMN_P) < 0)
        return klimb_error_at(error, STATUS_FORMAT, nulls->path, 1, 0,
                              "there must be the columns null and p");
    for (int kind = 0; kind < REPORT_NULL_KINDS; kind++) {
        nulls->p[kind] = calloc((size_t)csv.rows + 1, sizeof *nulls->p[kind]);
        if (nulls->p[kind] == NULL)
            return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld groups", csv.rows);
    }
    for (long i = 0; status == STATUS_OK && i < csv.rows; i++)
        status = read_row(nulls, &csv, error);
    for (int kind = 0; status == STATUS_OK && kind < REPORT_NULL_KINDS; kind++)
        sort_ascending(nulls->p[kind], nulls->count[kind]);
    return status;
}

void report_nulls_read(struct report_nulls *nulls, const char *path) {
    *nulls = (struct report_nulls){.path = path};
    if (path == NULL)
        return;
    nulls->status = file_read(&nulls->text, &nulls->size, path, TABLE_LIMIT, &nulls->error);
    if (nulls->status == STATUS_OK)
        nulls->status = read_rows(nulls, &nulls->error);
}

void report_nulls_free(struct report_nulls *nulls) {
    for (int kind = 0; kind < REPORT_NULL_KINDS; kind++)
        free(nulls->p[kind]);
    free(nulls->text);
    *nulls = (struct report_nulls){0};
}

/* ---- writing --------------------------------------------------------------------------------- */

enum status report_nulls_write(const struct report *report, struct error *error) {
    const struct report_nulls *nulls = &report->nulls;
    struct text table = {0}, copy = {0};
    if (!report_nulls_are_there(nulls))
        return STATUS_OK;
    text_add(&table, "# klimb report data %d\n", REPORT_DATA_FORMAT);
    text_add(&table, "# p of groups that differ. kind 0: rounding, 1: other random numbers. share: "
                     "of the groups of that kind with a p as small.\nkind,p,share\n");
    for (int kind = 0; kind < REPORT_NULL_KINDS; kind++)
        for (long i = 0; i < nulls->count[kind]; i++)
            text_add(&table, "%d,%.9g,%.9g\n", kind, nulls->p[kind][i],
                     (double)(i + 1) / (double)nulls->count[kind]);
    text_add_bytes(&copy, nulls->text, nulls->size);
    enum status status = report_write_data(report, "", "nulls.csv", &table, error);
    if (status == STATUS_OK)
        return report_write_data(report, "", "pairs.csv", &copy, error);
    text_free(&copy);
    return status;
}
