/* sweep_theory.h -- the optimum in closed form at each point of a study of a linear model.
 */
#ifndef KLIMB_SWEEP_THEORY_H
#define KLIMB_SWEEP_THEORY_H

#include "sweep/sweep_plan.h"

/* sweep_theory_fill -- theory's values (theory/theory.h) of the study's columns at a point, for a record at the
 * optimum.
 *   value  out [column_count]  NaN if unknown, e.g. for a model that is not linear
 * STATUS_UNSUPPORTED: no SIMD level. Errors of scenario_load_data and theory_predict. */
enum status sweep_theory_fill(double value[STUDY_COLUMNS_MAX], const struct sweep_plan *plan,
                              const struct sweep_point *point, struct error *error) MUST_CHECK;

#endif
