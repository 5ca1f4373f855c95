/* prediction.h -- theory's predictions for claims, computed only if a claim needs them. evidence.h keeps them.
 *
 *     struct prediction prediction;
 *     if (prediction_begin(&prediction, scenario, BACKEND_EXACT, NULL, &error) != STATUS_OK) ...
 *     if (prediction_curve(&curve, &prediction, &record, &error) != STATUS_OK) ...
 *     struct theory theory = prediction.theory;                // the caller's to free
 *     prediction_end(&prediction);
 */
#ifndef KLIMB_PREDICTION_H
#define KLIMB_PREDICTION_H

#include "scenario/scenario.h"
#include "theory/theory.h"

struct record;

struct prediction {
    const struct scenario *scenario;
    int is_made; /* a claim asks for theory, and the rest is filled in */
    struct backend backend;
    struct dataset data;
    struct theory theory;
};

/* prediction_begin -- load the data and compute theory, if a claim of the scenario refers to it.
 *   kind    the runs' backend, which draws the initial weights
 *   theory  an earlier answer, which is not computed again: data are loaded only for curves. NULL: compute it
 * Errors of scenario_load_data and theory_predict. On error the prediction is empty. */
enum status prediction_begin(struct prediction *prediction, const struct scenario *scenario,
                             enum backend_kind kind, const struct theory *theory,
                             struct error *error) MUST_CHECK;

/* prediction_end -- free the data. The caller frees prediction->theory, of which it has a copy. */
void prediction_end(struct prediction *prediction);

/* prediction_curve -- theory's curve at the steps of a record of the scenario, from the initial weights of its seed;
 * empty if no claim asks for one, or if theory has none (theory.why_no_curve).
 * STATUS_MEMORY, STATUS_FAILED. */
enum status prediction_curve(struct theory_curve *curve, const struct prediction *prediction,
                             const struct record *record, struct error *error) MUST_CHECK;

#endif
