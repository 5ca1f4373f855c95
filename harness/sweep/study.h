/* study.h -- struct study: one YAML file in experiments/studies, one claim over many points.
 *
 * A study trains one scenario at each point of a grid of settings, with several seeds each. Its file gives the
 * settings, the columns that matter, and where a phase begins:
 *
 *     claim: Above beta 2 nothing is encoded.
 *     base: ../learning/healthy.yaml
 *     seeds: 16                              # 0 to 15 at each point
 *     set: {train.steps: 1500}               # at every point
 *     axes:
 *       - {name: beta, key: objective.beta, values: [0, 0.1, 1, 10]}
 *       - name: decoder                      # or named groups of settings
 *         options:
 *           - {name: shallow, set: {model.decoder_hidden: [64]}}
 *           - {name: deep, set: {model.decoder_hidden: [64, 64, 64]}}
 *     figure: {x: beta, scale: log, columns: [recon, kl, active_units]}
 *     phase: {name: collapse, otherwise: learning, column: active_units, below: 1}
 *     theory: true                           # the optimum in closed form beside the medians
 *
 * Points are in the order of the axes, the last axis varying fastest; study_places gives a point's place on each.
 *
 *     struct study study;
 *     if (study_read(&study, "experiments", "beta-sweep", &error) != STATUS_OK) ...
 *     study_free(&study);
 */
#ifndef KLIMB_STUDY_H
#define KLIMB_STUDY_H

#include "record/record.h"
#include "scenario/scenario.h"
#include "scenario/scenario_find.h"

enum {
    STUDY_AXES_MAX = 3,
    STUDY_OPTIONS_MAX = 256, /* of an axis */
    STUDY_SETS_MAX = 16,     /* settings of an option, and of `set` */
    STUDY_COLUMNS_MAX = 8,   /* of the figure */
    STUDY_POINTS_MAX = 2000, /* of the grid */
    STUDY_SEEDS_MAX = 1000,
    STUDY_WORD_MAX = 64 /* bytes of a name, the NUL included */
};

/* Overrides in the form of --set, "objective.beta=0.1". */
struct study_sets {
    char *set[STUDY_SETS_MAX]; /* [count] owned */
    long count;
};

/* A place on an axis. */
struct study_option {
    char name[STUDY_WORD_MAX]; /* the value as written, "0.1", or the name of the option */
    double number;             /* its number; NaN for a word */
    struct study_sets sets;
};

struct study_axis {
    char name[STUDY_WORD_MAX];    /* of its column in the tables: letters, digits and _ */
    char text[STUDY_WORD_MAX];    /* label in a figure; by default the setting, or the name */
    int is_numeric;               /* every option is a number */
    struct study_option *options; /* [count] owned */
    long count;
};

/* X(NAME, "name", meaning) */
#define STUDY_SCALE_TABLE(X)                                                                       \
    X(LIN, "lin", "numbers, which must ascend")                                                    \
    X(LOG, "log", "numbers >= 0, which must ascend; 0 is drawn at the left edge")                  \
    X(NAMES, "names", "options side by side, in the order of the file")
#define STUDY_SCALE_ENUM(NAME, name, meaning) STUDY_##NAME,
enum study_scale { STUDY_SCALE_TABLE(STUDY_SCALE_ENUM) STUDY_SCALES };
extern const char *const study_scale_names[]; /* NULL-terminated */

/* What a point is in if half of its runs or more diverged; no other phase has this name. */
#define STUDY_DIVERGED "diverged"

/* A phase: a run is in it if the final value of the column is below, or above, the limit; a point is if more than half
 * of its runs are. */
struct study_phase {
    char name[STUDY_WORD_MAX];      /* "collapse"; empty: the study has no phases */
    char otherwise[STUDY_WORD_MAX]; /* the phase of other points: "learning" */
    enum observable column;
    double limit;
    int is_above;
};

struct study {
    char name[SCENARIO_NAME_MAX];     /* path below experiments/studies without .yaml */
    char path[SCENARIO_NAME_MAX * 2]; /* the file's, as opened */
    char claim[SCENARIO_PROSE_MAX];
    char about[SCENARIO_PROSE_MAX]; /* may be empty */
    char base[SCENARIO_NAME_MAX];   /* name of the scenario */
    long base_line, base_column;    /* where the file names it */
    long seeds;                     /* of each point, from 0 */
    struct study_sets sets;         /* of every point */
    struct study_axis axes[STUDY_AXES_MAX];
    long axis_count;
    long x; /* the axis on the figure's x; each combination of the other axes is a series */
    enum study_scale scale;                     /* of x */
    enum observable columns[STUDY_COLUMNS_MAX]; /* in the tables; panels of the figure */
    long column_count;
    struct study_phase phase;
    int wants_theory; /* the base is linear: points.csv has theory's values */
};

/* study_read -- read and check a study.
 *   study        out  freed by the caller with study_free; empty on error
 *   experiments       the folder of scenarios
 *   reference         its name, "beta-sweep" or "studies/beta-sweep", or the path of its file
 * STATUS_INVALID: no such study, with the nearest name as hint. STATUS_FORMAT: unknown or missing key, wrong type, an
 * unknown setting or one out of range, a setting or name that is given twice, each with file:line:column, found,
 * allowed and nearest spelling. Rules between the settings of a point are those of scenario_load: sweep_plan.h. */
enum status study_read(struct study *study, const char *experiments, const char *reference,
                       struct error *error) MUST_CHECK;
void study_free(struct study *study);

/* study_points -- the number of points of the grid. */
long study_points(const struct study *study);

/* study_places -- the place of point number `point`: the option of each axis.
 *   place  out [axis_count] */
void study_places(long place[STUDY_AXES_MAX], const struct study *study, long point);

#endif
