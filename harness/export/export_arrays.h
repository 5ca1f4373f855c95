/* export_arrays.h -- the arrays of an export and their shapes.
 */
#ifndef KLIMB_EXPORT_ARRAYS_H
#define KLIMB_EXPORT_ARRAYS_H

#include "format/npy.h"
#include "scenario/scenario.h"
#include "train/trainer.h"

/* The arrays besides the parameters. X(NAME, name, type, unit, what it is) */
#define EXPORT_ARRAY_TABLE(X)                                                                      \
    X(TRAIN, "train", FLOAT32, "as the data", "the training set, as the scenario makes it")        \
    X(INDEX, "index", INT64, "examples", "rows of train that are the batch of each step")          \
    X(BATCHES, "batches", FLOAT32, "as the data", "x of each step")                                \
    X(NOISE, "noise", FLOAT32, "1", "eps of each step")                                            \
    X(BETA, "beta", FLOAT64, "1", "beta of each step")                                             \
    X(RATE, "learning_rate", FLOAT64, "1", "learning rate of each step")                           \
    X(RECON, "recon", FLOAT64, "nats", "recon of each step's batch, before its update")            \
    X(KL, "kl", FLOAT64, "nats", "kl of each step's batch, before its update")                     \
    X(LOGGED, "steps", INT64, "steps", "all steps at which klimb logs a row, up to train.steps")   \
    X(EVALUATION_DATA, "evaluation/data", FLOAT32, "as the data", "x of the evaluation set")       \
    X(EVALUATION_NOISE, "evaluation/noise", FLOAT32, "1", "eps of the evaluation set")             \
    X(EVALUATION_RECON, "evaluation/recon", FLOAT32, "nats",                                       \
      "recon of the evaluation set, at the initial and at the final parameters")                   \
    X(EVALUATION_KL, "evaluation/kl", FLOAT32, "nats", "kl of the evaluation set, likewise")
#define EXPORT_ARRAY_ENUM(NAME, name, type, unit, meaning) EXPORT_##NAME,
enum export_array { EXPORT_ARRAY_TABLE(EXPORT_ARRAY_ENUM) EXPORT_ARRAYS };

struct export_array_info {
    const char *name; /* of the file below the folder, without .npy */
    enum npy_type type;
    const char *unit, *meaning;
};
extern const struct export_array_info export_array_info[EXPORT_ARRAYS];

enum export_moment { EXPORT_INITIAL, EXPORT_FINAL, EXPORT_MOMENTS };
extern const char *const export_moment_names[]; /* of their folders */

enum {
    EXPORT_NAME_MAX = 48,
    EXPORT_PARAMETERS_MAX = 2 * 2 * MLP_LAYERS_MAX + 1, /* two nets, the likelihood's scale */
    EXPORT_FILES_MAX = EXPORT_ARRAYS + EXPORT_MOMENTS * EXPORT_PARAMETERS_MAX
};

struct export_file {
    char name[EXPORT_NAME_MAX]; /* "initial/encoder.0.weight" */
    struct npy npy;             /* without axes: this scenario does not need the array */
    const real *values;         /* of a parameter, in the trainer */
};

struct export {
    const struct scenario *scenario;
    long seed, steps;
    int is_final; /* without x and eps of each step */
    const struct backend *backend;
    struct dataset data;
    struct trainer trainer;
    /* First those of EXPORT_ARRAY_TABLE in its order, then the initial and the final parameters. */
    struct export_file file[EXPORT_FILES_MAX];
    long files, parameters;
};

/* export_is_one_batch -- whether all steps have the same x, so that it is written once. */
int export_is_one_batch(const struct config *config);

/* export_plan -- name, type and shape of all files, from the scenario and an initialised trainer. Allocates no memory
 * for their values. */
void export_plan(struct export *export);

#endif
