/* prediction.h -- what claims of theory are measured by, computed only when they ask. evidence.h keeps it.
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
    int is_made; /* a claim asks for it, and the rest is filled */
    struct backend backend;
    struct dataset data;
    struct theory theory;
};

/* prediction_begin -- load the data and ask theory, if a claim of the scenario refers to it.
 *   kind    of the runs: it draws the initial weights
 *   theory  what theory said before: it is not asked again, and data are loaded for curves alone; NULL: nothing
 * Errors of scenario_load_data and theory_predict. On error the prediction is empty. */
enum status prediction_begin(struct prediction *prediction, const struct scenario *scenario,
                             enum backend_kind kind, const struct theory *theory,
                             struct error *error) MUST_CHECK;

/* prediction_end -- drop the data. prediction->theory is the caller's copy to free. */
void prediction_end(struct prediction *prediction);

/* prediction_curve -- theory's curve at the steps of a record of the scenario, from the weights of
 * its seed; empty when no claim asks for one or theory.why_no_curve says that there is none.
 * STATUS_MEMORY, STATUS_FAILED. */
enum status prediction_curve(struct theory_curve *curve, const struct prediction *prediction,
                             const struct record *record, struct error *error) MUST_CHECK;

#endif
