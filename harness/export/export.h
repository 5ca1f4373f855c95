/* export.h -- writes the first steps of a run to files, for other implementations to replay.
 *
 *     struct export_request request = {
 *         .folder = "out/replay", .scenario = &scenario, .steps = 20, .backend = &backend};
 *     export_run(&request, &summary, &error)
 *
 * The folder holds, as NumPy arrays, the training set, the initial parameters, the batch and the
 * noise of each step, beta and learning rate, the terms of each step's loss, the parameters after
 * the last one, the evaluation set and the steps to log; a README.md with names, shapes, units and
 * the formulas of this scenario; and a manifest.json. So other programs can train the same steps without drawing,
 * scheduling or guessing anything.
 */
#ifndef KLIMB_EXPORT_H
#define KLIMB_EXPORT_H

#include "scenario/scenario.h"

/* Larger exports are refused: a replay shows an error within a few steps. */
#define EXPORT_BYTES_MAX 1073741824.0 /* 1 GiB */

struct export_request {
    const char *folder; /* must not exist; the folders above it are made */
    const struct scenario *scenario;
    long seed;
    long steps;   /* 1 to train.steps */
    int is_final; /* without x and eps, whose size grows with steps times batch */
    const struct backend *backend;
};

/* What was written. */
struct export_summary {
    long arrays;
    double bytes; /* of the arrays */
};

/* export_run -- train this many steps and write the folder, whole or not at all.
 * STATUS_INVALID: the folder exists; objective.bound is not elbo or prior.kind is not standard, because the README of
 * an export has no other formulas; steps is out of range; the export would be larger than EXPORT_BYTES_MAX; the run
 * becomes non-finite before its end (the message says where). Errors of scenario_load_data, klimb_trainer_init and
 * file_write. */
enum status export_run(const struct export_request *request, struct export_summary *summary,
                       struct error *error) MUST_CHECK;

#endif
