/* prediction.h -- what claims of theory are measured by, computed once and only when they ask.
 *
 *     struct prediction prediction;
 *     if (prediction_begin(&prediction, scenario, BACKEND_EXACT, &error) != STATUS_OK) ...
 *     if (prediction_curve(&curve, &prediction, &record, &error) != STATUS_OK) ...
 *     theory_curve_free(&curve);
 *     prediction_end(&prediction);
 */
#ifndef KLIMB_PREDICTION_H
#define KLIMB_PREDICTION_H

#include "scenario/scenario.h"
#include "theory/theory.h"

struct record;

struct prediction {
    const struct scenario *scenario;
    int is_made; /* a claim asks for it, and the rest is filled */
    struct backend backend;
    struct dataset data;
    struct theory theory;
};

/* prediction_begin -- load the data and ask theory, if a claim of the scenario refers to it.
 *   kind  of the runs: it draws the initial weights
 * Errors of scenario_load_data and theory_predict. On error the prediction is empty. */
enum status prediction_begin(struct prediction *prediction, const struct scenario *scenario,
                             enum backend_kind kind, struct error *error) MUST_CHECK;
void prediction_end(struct prediction *prediction);

/* prediction_curve -- theory's curve at the steps of a record of the scenario, from the weights of
 * its seed; empty when no claim asks for one or theory.why_no_curve says that there is none.
 * STATUS_MEMORY, STATUS_FAILED. */
enum status prediction_curve(struct theory_curve *curve, const struct prediction *prediction,
                             const struct record *record, struct error *error) MUST_CHECK;

#endif
