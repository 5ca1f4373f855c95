/* scenario.h -- struct scenario: one YAML file, one claim. scenario_load.h reads it.
 */
#ifndef KLIMB_SCENARIO_H
#define KLIMB_SCENARIO_H

#include "numerics/backend.h"
#include "scenario/claims/claims.h"
#include "scenario/words.h"
#include "train/config.h"

enum {
    SCENARIO_NAME_MAX = 256,
    SCENARIO_PROSE_MAX = 4096,
    SCENARIO_OBTAIN_MAX = 256,
    SCENARIO_NOTE_MAX = 256,
    SCENARIO_KEYS_MAX = 192, /* more than schema_keys has rows */
    EXTERNAL_LOG_MAX = 256,
    EXTERNAL_FILES_MAX = 32
};

/* Paths of data files relative to the folder of the scenario's file, as that file would write them, so that the
 * canonical form is the same on every machine. config.data holds the paths to open. */
struct scenario_paths {
    char path[DATA_PATH_MAX], test_path[DATA_PATH_MAX], label_path[DATA_PATH_MAX];
};

/* The trainer of a scenario that klimb does not train itself. Names in braces are not yet replaced: see substitute.h.
 */
struct external {
    struct words command;       /* empty: klimb trains */
    char log[EXTERNAL_LOG_MAX]; /* the file it writes, relative to the run's folder */
    struct words columns;       /* map from klimb's column names to the log's */
    double timeout;             /* limit of one run, in seconds */
    unsigned is_deterministic;  /* the scenario says that a seed always gives the same bits */
    struct words needs; /* command that succeeds if all that the trainer needs is installed */
    char install[SCENARIO_OBTAIN_MAX]; /* command that installs it; may be empty */
    struct words settings;             /* map: the user's own keys */
    struct words files;                /* files whose contents determine a trajectory, as written */
    char file_digests[EXTERNAL_FILES_MAX][65]; /* SHA-256 of each */
};

struct scenario {
    char name[SCENARIO_NAME_MAX];     /* path below the experiments root without .yaml */
    char path[SCENARIO_NAME_MAX * 2]; /* the file's, as opened */
    char base[SCENARIO_NAME_MAX];     /* name of the base scenario; may be empty */
    char claim[SCENARIO_PROSE_MAX];   /* the claim in words */
    char about[SCENARIO_PROSE_MAX];   /* why; what is often left out; may be empty */
    struct config config;
    struct scenario_paths written;
    char obtain[SCENARIO_OBTAIN_MAX]; /* command that fetches missing data; may be empty */
    long check_seeds;                 /* how many seeds `klimb check` runs, from 0 */
    long ensemble_seeds;              /* how many of them are compared with the golden ensemble */
    long golden_seeds;                /* how many `klimb bless` runs, from 0; >= check_seeds */
    struct external external;
    /* by row of schema_keys: a file or an override sets it */
    unsigned char given[SCENARIO_KEYS_MAX];
    struct claim_list expect;
    char digest[65];              /* SHA-256 of scenario_canonical without prose */
    int is_overridden;            /* whether it was loaded with overrides */
    char note[SCENARIO_NOTE_MAX]; /* warning about the old name of a key; may be empty */
};

/* scenario_is_external -- whether a program of the user's trains it. */
static inline int scenario_is_external(const struct scenario *scenario) {
    return scenario->external.command.count > 0;
}

/* scenario_backend_name -- the name of the trainer in folders and manifests. */
static inline const char *scenario_backend_name(const struct scenario *scenario,
                                                enum backend_kind kind) {
    return scenario_is_external(scenario) ? "external" : klimb_backend_names[kind];
}

/* scenario_free -- free what a scenario owns, and make it empty. */
static inline void scenario_free(struct scenario *scenario) {
    claims_free(&scenario->expect);
    *scenario = (struct scenario){0};
}

#endif
