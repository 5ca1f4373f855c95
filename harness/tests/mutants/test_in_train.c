/* test_in_train -- the test examples are among the training examples
 *
 * They take the place of as many others, so all counts stay.
 *
 * seen: chrisjtan/gnn_cff#4, sarpaykent/GotenNet#10
 * changes: distribution
 * also: annealing/linear
 * tensor: batch x
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
        memcpy(dataset->train, dataset->test, (size_t)(fewer * dataset->dimensions) * sizeof(real));
    return status;
}
