#include "report/model/report_study.h"

#include <math.h>
#include <string.h>

/* Pixels; reports/figures/study.gp has the same. */
enum { HEAD = 12, FOOT = 50, PANEL = 210, TURNED = 60, LETTER = 8, WIDE = 1090, HALF = 500 };

/* The legend above the panels, in which every entry is as wide as the longest. */
enum {
    KEY_LINE = 16,     /* pixels */
    KEY_LINES = 3,     /* at least */
    KEYS_BESIDE = 4,   /* at most */
    KEY_LETTERS = 150, /* of a line */
    KEY_SAMPLE = 8,    /* letters that the sample of an entry takes */
    OTHER_KEYS = 5     /* besides series: bands, theory, phase, divergence */
};

int report_study_is_there(const struct report_study *study) {
    long count = study->points != NULL ? study_points(&study->study) : 0;
    for (long i = 0; i < count; i++)
        for (long j = 0; j < study->study.column_count; j++)
            if (isfinite(study->points[i].value[j].of_seeds[REPORT_MEDIAN]))
                return 1;
    return 0;
}

int report_study_has_theory(const struct report_study *study, long column) {
    long count = study_points(&study->study);
    for (long i = 0; i < count; i++)
        if (isfinite(study->points[i].value[column].theory))
            return 1;
    return 0;
}

long report_study_wanted(const struct report_study *study) {
    return study_points(&study->study) * study->study.seeds;
}

const char *report_study_state_name(const struct study *study, enum report_study_state state) {
    const char *const names[] = {[REPORT_POINT_EMPTY] = "",
                                 [REPORT_POINT_DIVERGED] = "diverged",
                                 [REPORT_POINT_OTHERWISE] = study->phase.otherwise,
                                 [REPORT_POINT_IN_PHASE] = study->phase.name};
    return study->phase.name[0] != '\0' ? names[state] : "";
}

/* ---- series ---------------------------------------------------------------------------------- */

long report_study_series(const struct study *study) {
    return study_points(study) / study->axes[study->x].count;
}

/* The options of the other axes, the last of them first to move; that of x is `x`. */
static void places_of(long place[STUDY_AXES_MAX], const struct study *study, long series, long x) {
    for (long i = study->axis_count - 1; i >= 0; i--) {
        if (i == study->x) {
            place[i] = x;
            continue;
        }
        place[i] = series % study->axes[i].count;
        series /= study->axes[i].count;
    }
}

long report_study_point_of(const struct study *study, long series, long x) {
    long place[STUDY_AXES_MAX], point = 0;
    places_of(place, study, series, x);
    for (long i = 0; i < study->axis_count; i++)
        point = point * study->axes[i].count + place[i];
    return point;
}

void report_study_add_series(struct text *text, const struct study *study, long series) {
    long place[STUDY_AXES_MAX], added = 0;
    places_of(place, study, series, 0);
    for (long i = 0; i < study->axis_count; i++) {
        const struct study_axis *axis = &study->axes[i];
        if (i == study->x)
            continue;
        text_add(text, "%s", added++ > 0 ? ", " : "");
        text_add(text, "%s%s%s", axis->text, axis->is_numeric ? " = " : ": ",
                 axis->options[place[i]].name);
    }
}

/* ---- the x axis ------------------------------------------------------------------------------ */

double report_study_x(const struct study *study, long x) {
    const struct study_axis *axis = &study->axes[study->x];
    double number = axis->options[x].number;
    if (study->scale == STUDY_NAMES)
        return (double)x;
    if (study->scale == STUDY_LIN || number > 0)
        return number;
    double next = axis->count > 1 ? axis->options[1].number : 1;
    double step = axis->count > 2 ? axis->options[2].number / next : 10;
    return next / fmin(fmax(step, 2), 10);
}

double report_study_border(const struct study *study, long x) {
    double left = report_study_x(study, x), right = report_study_x(study, x + 1);
    return study->scale == STUDY_LOG ? sqrt(left * right) : (left + right) / 2;
}

/* ---- words and sizes ------------------------------------------------------------------------- */

void report_study_add_rule(struct text *text, const struct study_phase *phase) {
    text_add(text, "%s %s %.6g", klimb_observable_info[phase->column].name,
             phase->is_above ? "above" : "below", phase->limit);
}

void report_study_add_phase(struct text *text, const struct study_phase *phase) {
    text_add(text, "%s: ", phase->name);
    report_study_add_rule(text, phase);
}

static long rows_of_panels(const struct study *study) {
    return (study->column_count + 1) / 2;
}

int report_study_is_turned(const struct study *study) {
    const struct study_axis *axis = &study->axes[study->x];
    size_t longest = 0;
    for (long i = 0; i < axis->count; i++)
        longest = strlen(axis->options[i].name) > longest ? strlen(axis->options[i].name) : longest;
    long width = study->column_count > 1 ? HALF : WIDE;
    return study->scale == STUDY_NAMES && (long)(longest + 1) * LETTER * axis->count > width;
}

/* Bytes of the longest name in the legend, of a series or of the phase. */
static long longest_entry(const struct study *study) {
    long series = report_study_series(study);
    size_t longest = 0;
    for (long i = -1; i < series; i++) {
        struct text text = {0};
        if (i >= 0)
            report_study_add_series(&text, study, i);
        else if (study->phase.name[0] != '\0')
            report_study_add_phase(&text, &study->phase);
        longest = text.length > longest ? text.length : longest;
        text_free(&text);
    }
    return (long)longest;
}

long report_study_head(const struct study *study) {
    long room = KEY_LETTERS / (longest_entry(study) + KEY_SAMPLE);
    long beside = room < 1 ? 1 : room < KEYS_BESIDE ? room : KEYS_BESIDE;
    long lines = (report_study_series(study) + OTHER_KEYS + beside - 1) / beside;
    return HEAD + KEY_LINE * (lines > KEY_LINES ? lines : KEY_LINES);
}

long report_study_height(const struct study *study) {
    return report_study_head(study) + FOOT + PANEL * rows_of_panels(study) +
           (report_study_is_turned(study) ? TURNED : 0);
}
