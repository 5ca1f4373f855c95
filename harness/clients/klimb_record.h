/* klimb_record.h -- write the log of a training run so that klimb reads it to the last bit.
 *
 * One header for C99 and later that needs nothing but the C library: copy it beside your program. Part of klimb (MIT licence).
 *
 *     struct klimb_record record;
 *     if (klimb_record_open(&record, "mine/seed-0000/metrics.csv", "recon,kl,beta") != 0) perror("record");
 *     const double values[] = {recon, kl, beta};
 *     klimb_record_log(&record, step, values, NULL);
 *     klimb_record_close(&record);
 *
 * Then `klimb report mine/seed-0000`. recon and kl are in nats, summed over dimensions, mean over examples; kl without beta.
 * Names of columns are in `klimb help records`. Functions return 0, or -1 with errno. After an error close still has to be called.
 */
#ifndef KLIMB_RECORD_CLIENT_H
#define KLIMB_RECORD_CLIENT_H

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { KLIMB_RECORD_COLUMNS_MAX = 128, KLIMB_RECORD_NUMBER_MAX = 32 };

struct klimb_record {
    FILE *file;
    int columns;
    long step; /* of the last row, -1 before it */
};

/* klimb_record_open -- begin a log, replacing what was there.
 *   columns  in  names but for the step, separated by commas
 * EINVAL: a name is empty or has a separator or a quote, or there are none or more than KLIMB_RECORD_COLUMNS_MAX; errors of
 * fopen, as where the folder is not there. */
static inline int klimb_record_open(struct klimb_record *record, const char *path,
                                    const char *columns) {
    record->file = NULL;
    record->columns = 0;
    record->step = -1;
    for (const char *at = columns;;) {
        size_t length = strcspn(at, ",");
        if (length == 0 || strcspn(at, ";|\t\r\n\"'# ") < length ||
            ++record->columns > KLIMB_RECORD_COLUMNS_MAX) {
            errno = EINVAL;
            return -1;
        }
        if (at[length] == '\0')
            break;
        at += length + 1;
    }
    record->file = fopen(path, "w");
    if (record->file == NULL)
        return -1;
    return fprintf(record->file, "step,%s\n", columns) > 0 && fflush(record->file) == 0 ? 0 : -1;
}

/* The cell of a number: 17 digits read back to the same bits. The decimal sign is a point in every locale. */
static inline int klimb_record_format(char *out, double value) {
    if (isnan(value))
        return sprintf(out, ",nan");
    if (isinf(value))
        return sprintf(out, value > 0 ? ",inf" : ",-inf");
    int length = sprintf(out, ",%.17g", value);
    for (int i = 1; i < length; i++)
        if (strchr("+-0123456789e", out[i]) == NULL)
            out[i] = '.';
    return length;
}

/* klimb_record_log -- add a row, which is in the file when this returns: a run that is killed leaves all rows up to then.
 *   step     in  the number of updates made; must not fall
 *   values   in [columns], in the order of the names; nan and infinities are kept
 *   present  in [columns] 0 where there is no value, which is an empty cell; NULL: all are there
 * EINVAL: the step is negative or falls, or the record is not open; errors of writing. */
static inline int klimb_record_log(struct klimb_record *record, long step, const double *values,
                                   const unsigned char *present) {
    char row[(KLIMB_RECORD_COLUMNS_MAX + 1) * KLIMB_RECORD_NUMBER_MAX];
    if (record->file == NULL || step < 0 || step < record->step) {
        errno = EINVAL;
        return -1;
    }
    int used = sprintf(row, "%ld", step);
    for (int i = 0; i < record->columns; i++) {
        if (present != NULL && !present[i])
            row[used++] = ',';
        else
            used += klimb_record_format(row + used, values[i]);
    }
    row[used++] = '\n';
    record->step = step;
    return fwrite(row, 1, (size_t)used, record->file) == (size_t)used && fflush(record->file) == 0
               ? 0
               : -1;
}

/* klimb_record_close -- end the log. May be called again, and after a klimb_record_open that failed. */
static inline int klimb_record_close(struct klimb_record *record) {
    FILE *file = record->file;
    record->file = NULL;
    return file == NULL || fclose(file) == 0 ? 0 : -1;
}

#endif
