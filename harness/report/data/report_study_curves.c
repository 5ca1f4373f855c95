/* Writes the data of a study's figure. */
#include <math.h>
#include <string.h>

#include "report/data/report_files.h"
#include "report/data/report_study_table.h"
#include "report/model/report_axis.h"

static const double MARGIN = 0.03;    /* of the x axis on either side */
static const double SPACING = 0.06;   /* of the x axis: smallest distance between two numbers */
static const double LINEAR_MOST = 30; /* nats of KL; more get an asinh scale */
static const double ABOVE = 1.3;      /* of the largest value on such a scale */

/* ---- axes ------------------------------------------------------------------------------------ */

static long places(const struct study *study) {
    return study->axes[study->x].count;
}

/* Makes room for a value of a column. A value below the column's resolution counts as 0, because the size of a
 * negligible KL does not matter. Returns whether it counts as 0. */
static int include(struct report_axis *axis, double value, enum observable column) {
    const struct klimb_observable_info *info = &klimb_observable_info[column];
    int is_zero = info->scale != OBSERVABLE_LOG && fabs(value) < info->resolution;
    report_axis_include(axis, is_zero ? 0 : value);
    return is_zero;
}

/* Whether a point is drawn as a line: its median says little where half of its runs diverged. */
static int is_drawn(const struct report_study_point *point) {
    return point->state != REPORT_POINT_DIVERGED;
}

/* Extremes are drawn for one series only, quartiles for a few. */
static int is_shown(const struct report_study *study, enum report_statistic statistic) {
    long series = report_study_series(&study->study);
    int is_extreme = statistic == REPORT_LEAST || statistic == REPORT_MOST;
    return statistic == REPORT_MEDIAN || (is_extreme ? series == 1 : series <= REPORT_STUDY_BANDS);
}

/* The range for everything that is drawn of a column. A logarithmic axis has no 0, and a linear one hides 5 nats beside
 * 500; an asinh scale shows both. */
static struct report_range range_of(const struct report_study *study, long column) {
    struct report_axis axis = {0};
    enum observable of = study->study.columns[column];
    long count = study_points(&study->study), zeros = 0;
    for (long i = 0; i < count; i++) {
        const struct report_study_value *value = &study->points[i].value[column];
        for (enum report_statistic j = 0; is_drawn(&study->points[i]) && j < REPORT_STATISTICS; j++)
            if (is_shown(study, j))
                zeros += include(&axis, value->of_seeds[j], of);
        zeros += include(&axis, value->theory, of);
    }
    struct report_range range = report_axis_range(&axis);
    int is_log = range.scale == REPORT_LOG && zeros > 0;
    int is_wide = range.scale == REPORT_LINEAR && axis.most > LINEAR_MOST && axis.least >= 0 &&
                  klimb_observable_info[of].scale == OBSERVABLE_ASINH;
    if (is_log || is_wide)
        return (struct report_range){0, axis.most * ABOVE, REPORT_ASINH};
    return range;
}

static struct report_range range_of_x(const struct study *study) {
    double low = report_study_x(study, 0), high = report_study_x(study, places(study) - 1);
    struct report_range range = {low, high, REPORT_LINEAR};
    if (study->scale == STUDY_LOG) {
        double factor = high > low ? pow(high / low, MARGIN) : 2;
        return (struct report_range){low / factor, high * factor, REPORT_LOG};
    }
    double margin = study->scale == STUDY_NAMES ? 0.5 : high > low ? MARGIN * (high - low) : 0.5;
    range.low -= margin;
    range.high += margin;
    return range;
}

static enum status write_panels(const struct report_study *study, const struct report *report,
                                struct error *error) {
    struct text text = {0};
    text_add(&text, "# A panel a line, with its y axis\ncolumn,unit,low,high,scale\n");
    for (long i = 0; i < study->study.column_count; i++) {
        const struct klimb_observable_info *info = &klimb_observable_info[study->study.columns[i]];
        struct report_range range = range_of(study, i);
        text_add(&text, "%s,%s,%.9g,%.9g,%d\n", info->name, info->unit, range.low, range.high,
                 (int)range.scale);
    }
    return report_write_data(report, study->place, "panels.csv", &text, error);
}

/* ---- points ---------------------------------------------------------------------------------- */

/* A KL of -1e-9 is drawn as 0. */
static double without_rounding(double value, enum observable column) {
    return value < 0 && value > -klimb_observable_info[column].resolution ? 0 : value;
}

static void add_point(struct text *text, const struct report_study *study, long column, long series,
                      long x) {
    const struct report_study_point *point =
        &study->points[report_study_point_of(&study->study, series, x)];
    const struct report_study_value *value = &point->value[column];
    enum observable of = study->study.columns[column];
    text_add(text, "%.9g", report_study_x(&study->study, x));
    for (int i = 0; i < REPORT_STATISTICS; i++)
        text_add(text, "\t%.9g",
                 is_drawn(point) ? without_rounding(value->of_seeds[i], of) : (double)NAN);
    text_add(text, "\t%.9g\t%d\t%d\n", value->theory, point->state == REPORT_POINT_IN_PHASE,
             point->diverged > 0);
}

/* Writes a block for each panel and series, whose name is the heading of x. */
static enum status write_curves(const struct report_study *study, const struct report *report,
                                struct error *error) {
    const struct study *of = &study->study;
    struct text text = {0};
    text_add(&text,
             "# A block a panel and series: its name and x, statistics of the seeds, theory, "
             "1 where most runs are in the phase, 1 where one diverged\n");
    for (long column = 0; column < of->column_count; column++)
        for (long series = 0; series < report_study_series(of); series++) {
            struct text name = {0};
            report_study_add_series(&name, of, series);
            if (column + series > 0)
                text_add(&text, "\n\n");
            text_add_escaped(&text, name.length > 0 ? name.bytes : "median", TEXT_GNUPLOT);
            text_add(&text, "\tmedian\tq1\tq3\tleast\tmost\ttheory\tphase\tdiverged\n");
            text.failed |= name.failed;
            text_free(&name);
            for (long x = 0; x < places(of); x++)
                add_point(&text, study, column, series, x);
        }
    return report_write_data(report, study->place, "curves.tsv", &text, error);
}

/* The place of an option between the ends of the axis, 0 to 1. */
static double share_of(const struct report_range *range, double x) {
    return range->scale == REPORT_LOG ? log(x / range->low) / log(range->high / range->low)
                                      : (x - range->low) / (range->high - range->low);
}

/* Adds names, and the numbers of a logarithmic axis if there is room; a linear axis has round numbers anyway. */
static long add_ticks(struct text *text, const struct study *study,
                      const struct report_range *range) {
    const struct study_axis *axis = &study->axes[study->x];
    double last = -SPACING;
    long count = 0;
    for (long x = 0; x < axis->count && study->scale != STUDY_LIN; x++) {
        double share = share_of(range, report_study_x(study, x));
        if (study->scale == STUDY_LOG && share - last < SPACING)
            continue;
        text_add(text, "%.9g\t", report_study_x(study, x));
        text_add_escaped(text, axis->options[x].name, TEXT_GNUPLOT);
        text_add(text, "\n");
        last = share;
        count++;
    }
    return count;
}

/* ---- phases ---------------------------------------------------------------------------------- */

static enum report_study_state state_of(const struct report_study *study, long series, long x) {
    return study->points[report_study_point_of(&study->study, series, x)].state;
}

static int has_phases(const struct report_study *study) {
    return study->study.phase.name[0] != '\0';
}

/* Adds stretches of points of a series in one state, from border to border. Returns their number. */
static long add_stretches(struct text *text, const struct report_study *study, long series,
                          const struct report_range *range) {
    const struct study *of = &study->study;
    long count = 0, first = 0, last = places(of) - 1;
    for (long x = 0; x <= last; x++) {
        enum report_study_state state = state_of(study, series, x);
        if (x < last && state_of(study, series, x + 1) == state)
            continue;
        text_add(text, "%ld\t%.9g\t%.9g\t%d\n", series,
                 first == 0 ? range->low : report_study_border(of, first - 1),
                 x == last ? range->high : report_study_border(of, x),
                 state == REPORT_POINT_IN_PHASE);
        first = x + 1;
        count++;
    }
    return count;
}

/* ---- all of it ------------------------------------------------------------------------------- */

/* Writes texts, which may hold anything. */
static enum status write_words(const struct report_study *study, const struct report *report,
                               struct error *error) {
    const struct study *of = &study->study;
    struct text text = {0}, phase = {0};
    if (has_phases(study))
        report_study_add_phase(&phase, &of->phase);
    const char *const words[] = {of->axes[of->x].text, of->phase.name, of->phase.otherwise,
                                 text_string(&phase)};
    text_add(&text, "x\tphase\totherwise\trule\n");
    for (int i = 0; i < 4; i++) {
        text_add(&text, "%s", i > 0 ? "\t" : "");
        text_add_escaped(&text, words[i][0] != '\0' ? words[i] : "-", TEXT_GNUPLOT);
    }
    text_add(&text, "\n");
    text.failed |= phase.failed;
    text_free(&phase);
    return report_write_data(report, study->place, "words.tsv", &text, error);
}

static int has_theory(const struct report_study *study) {
    int has = 0;
    for (long i = 0; i < study->study.column_count; i++)
        has |= report_study_has_theory(study, i);
    return has;
}

static enum status write_study(const struct report_study *study, const struct report *report,
                               long ticks, long stretches, const struct report_range *range,
                               struct error *error) {
    const struct study *of = &study->study;
    struct report_parameters parameters = {0};
    const struct report_parameter own[] = {
        {"panels", (double)of->column_count, NULL},
        {"series", (double)report_study_series(of), NULL},
        {"seeds", (double)of->seeds, NULL},
        {"x_low", range->low, NULL},
        {"x_high", range->high, NULL},
        {"x_log", range->scale == REPORT_LOG, NULL},
        {"x_ticks", of->scale != STUDY_LIN, NULL},
        {"x_turned", report_study_is_turned(of), NULL},
        {"ticks", (double)ticks, NULL},
        {"stretches", (double)stretches, NULL},
        {"has_bands", report_study_series(of) <= REPORT_STUDY_BANDS, NULL},
        {"has_theory", has_theory(study), NULL},
        {"diverged", (double)study->diverged, NULL},
        {"head", (double)report_study_head(of), NULL},
        {"height", (double)report_study_height(of), NULL},
    };
    report_add_parameters(&parameters, own, sizeof own / sizeof *own);
    return report_write_parameters(report, study->place, "study.csv", &parameters, error);
}

static enum status write_drawn(const struct report_study *study, const struct report *report,
                               struct error *error) {
    struct report_range range = range_of_x(&study->study);
    struct text ticks = {0}, stretches = {0};
    text_add(&ticks, "x\tname\n");
    text_add(&stretches, "series\tfrom\tto\tphase\n");
    long tick_count = add_ticks(&ticks, &study->study, &range);
    long stretch_count = 0;
    for (long i = 0; has_phases(study) && i < report_study_series(&study->study); i++)
        stretch_count += add_stretches(&stretches, study, i, &range);
    enum status status = write_study(study, report, tick_count, stretch_count, &range, error);
    if (status == STATUS_OK)
        status = write_panels(study, report, error);
    if (status == STATUS_OK)
        status = write_curves(study, report, error);
    if (status == STATUS_OK)
        status = write_words(study, report, error);
    if (status == STATUS_OK)
        status = report_write_data(report, study->place, "ticks.tsv", &ticks, error);
    if (status == STATUS_OK)
        status = report_write_data(report, study->place, "stretches.tsv", &stretches, error);
    text_free(&ticks);
    text_free(&stretches);
    return status;
}

/* The path of a table below data/. */
static enum status table_path(char path[FILE_PATH_MAX], const struct report_study *study,
                              const struct report *report, const char *file, struct error *error) {
    enum status status = file_join(path, report->options->folder, "data", error);
    if (status == STATUS_OK)
        status = file_join(path, path, study->place, error);
    return status == STATUS_OK ? file_join(path, path, file, error) : status;
}

/* The points as they were read. */
static enum status write_points(const struct report_study *study, const struct report *report,
                                struct error *error) {
    char path[FILE_PATH_MAX];
    enum status status = table_path(path, study, report, "points.csv", error);
    return status == STATUS_OK ? file_write(path, study->text, study->size, error) : status;
}

/* Copies the table of runs, if it exists. */
static enum status copy_runs(const struct report_study *study, const struct report *report,
                             struct error *error) {
    char from[FILE_PATH_MAX], to[FILE_PATH_MAX];
    enum file_kind kind = FILE_NONE;
    enum status status = file_join(from, study->tables, "table.csv", error);
    if (status == STATUS_OK)
        status = file_look(&kind, from, error);
    if (status != STATUS_OK || kind == FILE_NONE)
        return status;
    status = table_path(to, study, report, "table.csv", error);
    return status == STATUS_OK ? file_copy(from, to, error) : status;
}

enum status report_study_write(const struct report_study *study, const struct report *report,
                               struct error *error) {
    if (study->text == NULL)
        return STATUS_OK;
    enum status status = write_points(study, report, error);
    if (status == STATUS_OK)
        status = copy_runs(study, report, error);
    return status == STATUS_OK && study->status == STATUS_OK && report_study_is_there(study)
               ? write_drawn(study, report, error)
               : status;
}
