/* scenario_data.h -- loads the data of a scenario, which may not be installed.
 */
#ifndef KLIMB_SCENARIO_DATA_H
#define KLIMB_SCENARIO_DATA_H

#include "data/dataset.h"
#include "scenario/scenario.h"

/* scenario_lacks_data -- whether a data file is missing and the scenario has data.obtain. Such a
 * scenario is skipped, which is not an error. Without data.obtain, klimb_dataset_load reports the
 * missing file. */
int scenario_lacks_data(const struct scenario *scenario);

/* scenario_load_data -- klimb_dataset_load, with errors that say how to get missing data. */
enum status scenario_load_data(struct dataset *data, const struct scenario *scenario,
                               const struct vecmath *vm, struct error *error) MUST_CHECK;

#endif
