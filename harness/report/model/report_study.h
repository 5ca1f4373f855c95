/* report_study.h -- a study in a report: its file and the results of its points.
 *
 * A point is drawn at a place of the x axis, in one of the series: each combination of the options of the other axes is
 * a series. Points are numbered as study.h does.
 */
#ifndef KLIMB_REPORT_STUDY_H
#define KLIMB_REPORT_STUDY_H

#include "base/file.h"
#include "base/text.h"
#include "sweep/study.h"

/* REPORT_STUDY_BANDS -- a figure with more series has no bands, which would hide one another. */
enum { REPORT_STUDY_BANDS = 4 };

/* X(NAME, "suffix of its column in points.csv"): a statistic of a column at a point. */
#define REPORT_STATISTIC_TABLE(X)                                                                  \
    X(MEDIAN, "_median") X(Q1, "_q1") X(Q3, "_q3") X(LEAST, "_min") X(MOST, "_max")
#define REPORT_STATISTIC_ENUM(NAME, suffix) REPORT_##NAME,
enum report_statistic { REPORT_STATISTIC_TABLE(REPORT_STATISTIC_ENUM) REPORT_STATISTICS };

/* The values of a column at a point. */
struct report_study_value {
    double of_seeds[REPORT_STATISTICS]; /* over completed runs; NaN without any */
    double theory;                      /* NaN: unknown */
};

/* The outcome of most runs of a point, in points.csv. */
enum report_study_state {
    REPORT_POINT_EMPTY,    /* no runs */
    REPORT_POINT_DIVERGED, /* at least half of them */
    REPORT_POINT_OTHERWISE,
    REPORT_POINT_IN_PHASE /* more than half of them */
};

struct report_study_point {
    long runs, diverged; /* that are there; of them, that diverged */
    enum report_study_state state;
    struct report_study_value value[STUDY_COLUMNS_MAX]; /* [column_count] */
};

/* `place` is the folder of its data and figures below data/ and figures/: "studies/beta-sweep", or "" where the report
 * has no other page. */
struct report_study {
    struct study study; /* owned */
    char *tables;       /* the folder of points.csv and table.csv, owned */
    char place[SCENARIO_NAME_MAX + 8];
    char *text; /* points.csv, owned; NULL when it could not be read */
    size_t size;
    struct report_study_point *points; /* [study_points] owned; NULL likewise */
    long runs, diverged;               /* of all points */
    enum status status;                /* whether it can be shown; else `error` says why not */
    struct error error;
};

/* report_study_is_there -- whether there are points to draw: a median of some column. */
int report_study_is_there(const struct report_study *study);

/* report_study_has_theory -- whether theory says something of a column at some point. */
int report_study_has_theory(const struct report_study *study, long column);

/* report_study_wanted -- the runs that the study asks for. */
long report_study_wanted(const struct report_study *study);

/* report_study_state_name -- what points.csv calls the state of a point; "" for one that has no runs, or without
 * phases. */
const char *report_study_state_name(const struct study *study, enum report_study_state state);

/* report_study_series -- how many series there are; 1 with one axis.
 * report_study_point_of -- the number of the point of a series at option `x` of the x axis.
 * report_study_add_series -- add what a series is called: "decoder: deep", "beta = 0.1, decoder: deep"; nothing with
 * one axis. */
long report_study_series(const struct study *study);
long report_study_point_of(const struct study *study, long series, long x);
void report_study_add_series(struct text *text, const struct study *study, long series);

/* report_study_x -- where option `x` stands on the axis of the figure: its number; its index for scale names; for 0 on
 * a logarithmic axis a place to the left of all others, one step of theirs away. */
double report_study_x(const struct study *study, long x);

/* report_study_border -- where one phase ends and another begins: between the places of options `x` and x + 1, in the
 * middle of the axis as it is drawn. */
double report_study_border(const struct study *study, long x);

/* report_study_add_rule -- add what puts a run in the phase: "active_units below 1".
 * report_study_add_phase -- the same behind the name of the phase: "collapse: active_units below 1". */
void report_study_add_rule(struct text *text, const struct study_phase *phase);
void report_study_add_phase(struct text *text, const struct study_phase *phase);

/* Sizes of the figure.
 * report_study_head -- pixels above the panels, for the legend.
 * report_study_is_turned -- whether the names below the x axis are too long to stand side by side.
 * report_study_height -- pixels of the whole. */
long report_study_head(const struct study *study);
int report_study_is_turned(const struct study *study);
long report_study_height(const struct study *study);

#endif
