/* Marks where a curve is not a line: values without a neighbour, and non-finite values. Missing values need no mark:
 * lines go on over them. */
#include <math.h>

#include "report/data/report_files.h"

static const enum observable marked[] = {
    OBSERVABLE_beta, OBSERVABLE_recon,        OBSERVABLE_kl,          OBSERVABLE_kl_2,
    OBSERVABLE_mi,   OBSERVABLE_grad_encoder, OBSERVABLE_grad_decoder};
enum { MARKED = sizeof marked / sizeof *marked };

/* In the order of their names. */
enum kind { NUMBER, NOT_A_NUMBER, INFINITE, MINUS_INFINITE };
static const char *const kind_names[] = {"lone", "nan", "inf", "-inf"};

static enum kind kind_of(float value) {
    if (isfinite(value))
        return NUMBER;
    if (isnan(value))
        return NOT_A_NUMBER;
    return value > 0 ? INFINITE : MINUS_INFINITE;
}

int report_is_lone(const struct record *record, long row, enum observable column) {
    if (record_is_missing(record, row, column) || !isfinite(record_value(record, row, column)))
        return 0;
    long before = report_latest_row(record, row - 1, column);
    long behind = report_next_row(record, row + 1, column);
    return !(before >= 0 && isfinite(record_value(record, before, column))) &&
           !(behind < record->rows && isfinite(record_value(record, behind, column)));
}

int report_ends_broken(const struct record *record) {
    if (record->outcome.diverged)
        return 1;
    for (int i = 0; i < REPORT_BANDED; i++) {
        enum observable column = report_banded[i];
        long last = report_latest_row(record, record->rows - 1, column);
        if (record->present[column] && last >= 0 && !isfinite(record_value(record, last, column)))
            return 1;
    }
    return 0;
}

/* The row in which a run diverged has its own mark. */
static int is_outcome(const struct record *record, long row) {
    return record->outcome.diverged && record->step[row] == record->outcome.step;
}

/* The last row of the stretch of values of one kind that begins in `row`. */
static long end_of_stretch(const struct record *record, long row, enum observable column) {
    enum kind kind = kind_of(record_value(record, row, column));
    long end = row, next = report_next_row(record, row + 1, column);
    while (kind != NUMBER && next < record->rows && !is_outcome(record, next) &&
           kind_of(record_value(record, next, column)) == kind) {
        end = next;
        next = report_next_row(record, next + 1, column);
    }
    return end;
}

static void add_mark(struct text *text, const struct record *record, long row, long end,
                     enum observable column) {
    float value = record_value(record, row, column);
    text_add(text, "%ld,%ld,%s,%s,", record->step[row], record->step[end],
             klimb_observable_info[column].name, kind_names[kind_of(value)]);
    text_add_float(text, value);
    text_add(text, "\n");
}

static void mark_column(struct text *text, struct report_marks *marks, const struct record *record,
                        enum observable column) {
    for (long row = 0; row < record->rows; row++) {
        enum kind kind = kind_of(record_value(record, row, column));
        int is_marked = kind == NUMBER ? report_is_lone(record, row, column)
                                       : !record_is_missing(record, row, column);
        if (!is_marked || is_outcome(record, row))
            continue;
        long end = end_of_stretch(record, row, column);
        add_mark(text, record, row, end, column);
        marks->lone += kind == NUMBER;
        marks->nan[column] += kind == NOT_A_NUMBER;
        marks->infinite[column] += kind == INFINITE || kind == MINUS_INFINITE;
        row = end;
    }
}

struct report_marks report_marks_format(struct text *text, const struct record *record) {
    struct report_marks marks = {0};
    text_add(text,
             "# Of the first seed: values without a neighbour, and from where to where values "
             "are not numbers\nstep,to,column,kind,value\n");
    /* A run of one step is drawn as points anyway. */
    int is_course = record->rows > 1 || (record->rows == 1 && record->step[0] > 0);
    for (int i = 0; is_course && i < MARKED; i++)
        if (record->present[marked[i]])
            mark_column(text, &marks, record, marked[i]);
    return marks;
}

/* The count for the panel of KL, KL of the second level and MI. */
static long of_rate(const long count[OBSERVABLES]) {
    return count[OBSERVABLE_kl] + count[OBSERVABLE_kl_2] + count[OBSERVABLE_mi];
}

void report_marks_add(struct report_parameters *parameters, const struct report_marks *marks) {
    const long *nan = marks->nan, *infinite = marks->infinite;
    const struct report_parameter own[] = {
        {"lone", (double)marks->lone, NULL},
        {"recon_nan", (double)nan[OBSERVABLE_recon], NULL},
        {"recon_inf", (double)infinite[OBSERVABLE_recon], NULL},
        {"kl_nan", (double)of_rate(nan), NULL},
        {"kl_inf", (double)of_rate(infinite), NULL},
        {"beta_nan", (double)nan[OBSERVABLE_beta], NULL},
        {"beta_inf", (double)infinite[OBSERVABLE_beta], NULL},
        {"grad_nan", (double)(nan[OBSERVABLE_grad_encoder] + nan[OBSERVABLE_grad_decoder]), NULL},
        {"grad_inf",
         (double)(infinite[OBSERVABLE_grad_encoder] + infinite[OBSERVABLE_grad_decoder]), NULL},
    };
    report_add_parameters(parameters, own, sizeof own / sizeof *own);
}

void report_present_add(struct report_parameters *parameters, const struct record *record) {
    const struct report_parameter own[] = {
        {"has_recon", record->present[OBSERVABLE_recon], NULL},
        {"has_kl", record->present[OBSERVABLE_kl], NULL},
        {"has_mi", record->present[OBSERVABLE_mi], NULL},
        {"has_kl_2", record->present[OBSERVABLE_kl_2], NULL},
        {"has_beta", record->present[OBSERVABLE_beta], NULL},
        {"has_encoder", record->present[OBSERVABLE_grad_encoder], NULL},
        {"has_decoder", record->present[OBSERVABLE_grad_decoder], NULL},
        {"has_dimensions", record->latent > 0, NULL},
        {"broken", report_ends_broken(record), NULL},
    };
    report_add_parameters(parameters, own, sizeof own / sizeof *own);
}
