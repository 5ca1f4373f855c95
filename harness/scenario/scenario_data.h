/* scenario_data.h -- the data of a scenario, which a machine need not have.
 */
#ifndef KLIMB_SCENARIO_DATA_H
#define KLIMB_SCENARIO_DATA_H

#include "data/dataset.h"
#include "scenario/scenario.h"

/* scenario_lacks_data -- whether a data file is missing for which the scenario has
 * data.obtain: then it is not run, which is not an error. Without data.obtain a missing file
 * is for klimb_dataset_load to refuse. */
int scenario_lacks_data(const struct scenario *scenario);

/* scenario_load_data -- klimb_dataset_load, whose errors say how missing data are obtained. */
enum status scenario_load_data(struct dataset *data, const struct scenario *scenario,
                               const struct vecmath *vm, struct error *error) MUST_CHECK;

#endif
