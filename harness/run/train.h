/* train.h -- one run in this process: a scenario and a seed become a record.
 *
 *     status = train_run(&record, &scenario, seed, &backend, NULL, NULL, error);
 *     ...
 *     record_free(&record);
 */
#ifndef KLIMB_TRAIN_H
#define KLIMB_TRAIN_H

#include "record/record.h"
#include "run/artefacts.h"
#include "scenario/scenario.h"

/* Called after each step with the number of updates made and their total. */
typedef void train_tick(void *context, long step, long steps);

/* train_run -- train and record.
 *   record  out  freed by the caller; empty on error
 *   tick         may be NULL
 * Errors of the data, of the trainer, STATUS_MEMORY. */
enum status train_run(struct record *record, const struct scenario *scenario, long seed,
                      const struct backend *backend, train_tick *tick, void *context,
                      struct error *error) MUST_CHECK;

/* train_run_artefacts -- train_run, then artefacts_make unless artefacts is NULL. The record is
 * that of train_run to the last bit. The caller frees both. */
enum status train_run_artefacts(struct record *record, struct artefacts *artefacts,
                                const struct scenario *scenario, long seed,
                                const struct backend *backend, train_tick *tick, void *context,
                                struct error *error) MUST_CHECK;

#endif
