#include <math.h>
#include <stdlib.h>

#include "report/data/report_files.h"

enum { ROWS_BEFORE = 8, ROWS_AFTER = 24 }; /* around a departure, of those that are logged */

/* Small multiples of the residuals, in the order of the figure. */
static const enum observable residual_columns[REPORT_RESIDUALS] = {
    OBSERVABLE_recon,      OBSERVABLE_kl,           OBSERVABLE_mi,
    OBSERVABLE_kl_agg,     OBSERVABLE_mu_spread,    OBSERVABLE_logvar_min,
    OBSERVABLE_logvar_max, OBSERVABLE_grad_encoder, OBSERVABLE_grad_decoder,
};

struct interval {
    double low, centre, high;
};

/* The golden interval of a cell; all NaN if there is none. The only caller of ensemble_interval for reports. */
static struct interval interval_of(const struct golden *golden, long row, enum observable column) {
    struct interval interval = {(double)NAN, (double)NAN, (double)NAN};
    if (!ensemble_interval(&interval.low, &interval.centre, &interval.high, golden, row, column,
                           REPORT_BAND_LEVEL))
        interval.centre = (double)NAN;
    return interval;
}

static long row_of_step(const struct record *record, long step) {
    long row = record_row_at(record, step);
    return row >= 0 && record->step[row] == step ? row : -1;
}

/* ---- the band ---------------------------------------------------------------------------------- */

static void add_band_row(struct text *text, const struct golden *golden, long row,
                         struct report_axes *axes) {
    struct interval interval[REPORT_BANDED];
    for (int i = 0; i < REPORT_BANDED; i++) {
        interval[i] = interval_of(golden, row, report_banded[i]);
        if (isnan(interval[i].centre))
            return;
    }
    text_add(text, "%ld", golden_longest_seed(golden)->step[row]);
    for (int i = 0; i < REPORT_BANDED; i++) {
        text_add(text, ",%.9g,%.9g,%.9g", interval[i].low, interval[i].centre, interval[i].high);
        report_axis_include(&axes->axis[report_banded_axis[i]], interval[i].centre);
    }
    text_add(text, "\n");
}

/* Lines of band.csv. Returns the number of seeds of the band, 0 if there is none. */
static long format_band(struct text *text, const struct golden *golden, struct report_axes *axes) {
    text_add(text, "# Of %ld golden seeds: what the next seed leaves with a chance of %g\nstep",
             golden->ensemble_count, REPORT_BAND_LEVEL);
    for (int i = 0; i < REPORT_BANDED; i++) {
        const char *column = klimb_observable_info[report_banded[i]].name;
        text_add(text, ",%s_low,%s_centre,%s_high", column, column, column);
    }
    text_add(text, "\n");
    size_t empty = text->length;
    for (long row = 0; row < golden_longest_seed(golden)->rows; row++)
        add_band_row(text, golden, row, axes);
    return text->length > empty ? golden->ensemble_count : 0;
}

/* ---- residuals --------------------------------------------------------------------------------- */

double report_residual(double value, double low, double centre, double high,
                       enum observable column) {
    const struct klimb_observable_info *info = &klimb_observable_info[column];
    int is_log = info->scale == OBSERVABLE_LOG;
    double distance = is_log ? log(value) - log(centre) : value - centre;
    double edge = value < centre ? low : high;
    double half = is_log ? fabs(log(edge) - log(centre)) : fabs(edge - centre);
    double least = info->resolution; /* half-widths are at least this: less does not matter */
    double residual = distance / (half > least ? half : least);
    return isfinite(residual) ? residual : (double)NAN;
}

/* The golden intervals of all residuals, once for all seeds: [rows, REPORT_RESIDUALS] of `longest`, to
 * be freed. NULL when memory runs out. */
static struct interval *intervals_of(const struct golden *golden, const struct record *longest) {
    struct interval *intervals = calloc((size_t)longest->rows * REPORT_RESIDUALS,
                                        sizeof *intervals);
    for (long row = 0; intervals != NULL && row < longest->rows; row++)
        for (int i = 0; i < REPORT_RESIDUALS; i++)
            intervals[row * REPORT_RESIDUALS + i] = interval_of(golden, row, residual_columns[i]);
    return intervals;
}

/* Add a row of residuals of one record. Returns how many have a value.
 *   interval  in [REPORT_RESIDUALS] */
static int add_residuals(struct text *text, const struct record *record, long row,
                         const struct interval *interval, struct report_axes *axes) {
    int found = 0;
    text_add(text, "%ld,%ld", record->seed, record->step[row]);
    for (int i = 0; i < REPORT_RESIDUALS; i++) {
        enum observable column = residual_columns[i];
        double residual = report_residual((double)record_value(record, row, column),
                                          interval[i].low, interval[i].centre, interval[i].high,
                                          column);
        report_axis_include(&axes->axis[REPORT_AXIS_residual], residual);
        found += isfinite(residual);
        text_add(text, ",%.6g", residual);
    }
    text_add(text, "\n");
    return found;
}

/* Lines of residual.csv, with an empty line between seeds. Returns the number of residuals. */
static long format_residuals(struct text *text, const struct report_subject *subject,
                             const struct golden *golden, struct report_axes *axes) {
    const struct record *longest = golden_longest_seed(golden);
    struct interval *intervals = intervals_of(golden, longest);
    long found = 0;
    text->failed |= intervals == NULL;
    text_add(text,
             "# Distance from the golden centre in half-widths of the golden band\nseed,step");
    for (int i = 0; i < REPORT_RESIDUALS; i++)
        text_add(text, ",%s", klimb_observable_info[residual_columns[i]].name);
    text_add(text, "\n");
    for (long i = 0; intervals != NULL && i < subject->seed_count; i++) {
        const struct record *record = subject->records[i];
        for (long golden_row = 0; golden_row < longest->rows; golden_row++) {
            long row = row_of_step(record, longest->step[golden_row]);
            if (row >= 0)
                found += add_residuals(text, record, row, intervals + golden_row * REPORT_RESIDUALS,
                                       axes);
        }
        text_add(text, "\n");
    }
    free(intervals);
    return found;
}

/* ---- the departure ----------------------------------------------------------------------------- */

/* A place in both curves. */
struct meeting {
    long step;
    double got;
    struct interval wanted; /* low and high are NaN if bits are compared */
};

/* The state of writing a departure's figure. */
struct zoom {
    struct text text;
    struct report_axis value, gap;
    long rows;
};

static void add_meeting(struct zoom *zoom, const struct meeting *at) {
    double gap = fabs(at->got - at->wanted.centre);
    text_add(&zoom->text, "%ld,%.9g,%.9g,%.9g,%.9g,%.9g\n", at->step, at->got, at->wanted.centre,
             at->wanted.low, at->wanted.high, gap);
    const double values[] = {at->got, at->wanted.centre, at->wanted.low, at->wanted.high};
    for (int i = 0; i < 4; i++)
        report_axis_include(&zoom->value, values[i]);
    if (gap > 0)
        report_axis_include(&zoom->gap, gap);
    zoom->rows++;
}

/* The golden record for a departure of bits, NULL for one from the band. */
static const struct record *golden_record(const struct golden *golden,
                                          const struct departure *departure, int is_of_bits) {
    if (is_of_bits && departure->seed >= 0 && departure->seed < golden->bits_count)
        return &golden->bits[departure->seed];
    return NULL;
}

static void add_around(struct zoom *zoom, const struct record *record,
                       const struct departure *departure, const struct golden *golden,
                       int is_of_bits) {
    const struct record *bits = golden_record(golden, departure, is_of_bits);
    const struct record *wanted = bits != NULL ? bits : golden_longest_seed(golden);
    long middle = record_row_at(wanted, departure->step);
    for (long row = middle - ROWS_BEFORE; row <= middle + ROWS_AFTER; row++) {
        if (row < 0 || row >= wanted->rows)
            continue;
        long own = row_of_step(record, wanted->step[row]);
        struct meeting at = {.step = wanted->step[row],
                             .got = (double)NAN,
                             .wanted = {(double)NAN, (double)NAN, (double)NAN}};
        if (own >= 0)
            at.got = (double)record_value(record, own, departure->column);
        if (bits != NULL)
            at.wanted.centre = (double)record_value(bits, row, departure->column);
        else
            at.wanted = interval_of(golden, row, departure->column);
        add_meeting(zoom, &at);
    }
}

static void add_departure_parameters(struct report_parameters *parameters,
                                     const struct departure *departure, int is_of_bits,
                                     const struct zoom *zoom) {
    struct report_range value = report_axis_range(&zoom->value);
    struct report_range gap = report_axis_range(&zoom->gap);
    const struct report_parameter own[] = {
        {"departure_kind", 0, is_of_bits ? "bits" : "ensemble"},
        {"departure_column", 0, klimb_observable_info[departure->column].name},
        {"departure_unit", 0, klimb_observable_info[departure->column].unit},
        {"departure_seed", (double)departure->seed, NULL},
        {"departure_step", (double)departure->step, NULL},
        {"departure_got", departure->got, NULL},
        {"departure_wanted", departure->wanted, NULL},
        {"departure_low", value.low, NULL},
        {"departure_high", value.high, NULL},
        {"departure_scale", value.scale, NULL},
        {"gap_low", gap.low, NULL},
        {"gap_high", gap.high, NULL},
        {"gap_scale", gap.scale, NULL},
    };
    report_add_parameters(parameters, own, sizeof own / sizeof *own);
}

/* Writes the first departure of bits or, if these were not compared, the worst one from the band. */
static enum status write_departure(struct report_subject *subject, const struct report *report,
                                   const struct golden *golden,
                                   struct report_parameters *parameters, struct error *error) {
    const struct judgement *judgement = subject->judgement;
    int is_of_bits = judgement != NULL && verdict_bits_have_place(judgement);
    struct departure departure;
    struct zoom zoom = {0};
    if (judgement == NULL || !verdict_departure(&departure, judgement))
        return STATUS_OK;
    text_add(&zoom.text, "# Around the first departure\nstep,got,golden,low,high,gap\n");
    for (long i = 0; i < subject->seed_count; i++)
        if (subject->records[i]->seed == departure.seed)
            add_around(&zoom, subject->records[i], &departure, golden, is_of_bits);
    if (zoom.rows == 0) {
        text_free(&zoom.text);
        return STATUS_OK;
    }
    subject->departed = 1;
    add_departure_parameters(parameters, &departure, is_of_bits, &zoom);
    return report_write_data(report, subject->name, "departure.csv", &zoom.text, error);
}

/* ---- all of them ------------------------------------------------------------------------------- */

enum status report_golden_write(struct report_subject *subject, const struct report *report,
                                struct report_axes *axes, struct report_parameters *parameters,
                                struct error *error) {
    const struct golden *golden = subject->golden;
    if (golden == NULL) {
        enum status lack = subject->golden_error->status;
        if (lack == STATUS_OK || lack == STATUS_FORMAT)
            return STATUS_OK; /* the verdict reports a damaged golden */
        *error = *subject->golden_error;
        return lack;
    }
    struct text band = {0}, residuals = {0};
    subject->ensemble_seeds = format_band(&band, golden, axes);
    subject->residuals = format_residuals(&residuals, subject, golden, axes);
    enum status status = report_write_data(report, subject->name, "band.csv", &band, error);
    if (status == STATUS_OK)
        status = report_write_data(report, subject->name, "residual.csv", &residuals, error);
    if (status == STATUS_OK)
        status = write_departure(subject, report, golden, parameters, error);
    text_free(&residuals);
    return status;
}
