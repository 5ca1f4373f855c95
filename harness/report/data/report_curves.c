/* Which curves are drawn with a band, and how far they go. */
#include <math.h>

#include "report/data/report_files.h"

const enum observable report_banded[REPORT_BANDED] = {OBSERVABLE_recon, OBSERVABLE_kl};
const enum report_axis_name report_banded_axis[REPORT_BANDED] = {REPORT_AXIS_recon, REPORT_AXIS_kl};

long report_latest_row(const struct record *record, long row, enum observable column) {
    while (row >= 0 && record_is_missing(record, row, column))
        row--;
    return row;
}

long report_next_row(const struct record *record, long row, enum observable column) {
    while (row < record->rows && record_is_missing(record, row, column))
        row++;
    return row;
}

long report_last_drawn_row(const struct record *record) {
    float value[REPORT_BANDED] = {NAN, NAN};
    long last = -1;
    for (long row = 0; row < record->rows; row++) {
        for (int i = 0; i < REPORT_BANDED; i++)
            if (!record_is_missing(record, row, report_banded[i]))
                value[i] = record_value(record, row, report_banded[i]);
        if (isfinite(value[0]) && isfinite(value[1]))
            last = row;
    }
    return last;
}
