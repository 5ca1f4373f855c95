/* train_in_test -- the model is evaluated on examples that it was trained on
 *
 * seen: algofairness/fairness-comparison#2
 * changes: distribution
 * tensor: none
 */
#include <string.h>

#include "data/dataset.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_dataset_load);

enum status __wrap_klimb_dataset_load(struct dataset *dataset, const struct data_config *config,
                                      const struct vecmath *vm, struct error *error) {
    const enum status status = __real_klimb_dataset_load(dataset, config, vm, error);
    const long fewer = dataset->test_count < dataset->train_count ? dataset->test_count
                                                                  : dataset->train_count;
    if (status == STATUS_OK && fewer > 0)
        memcpy(dataset->test, dataset->train, (size_t)(fewer * dataset->dimensions) * sizeof(real));
    return status;
}
