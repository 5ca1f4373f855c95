/* train_test_swapped -- the model is trained on the test set and evaluated on the training set
 *
 * seen: mnielLab/NetTCR-2.0#3, biocore/songbird#36
 * changes: distribution
 * tensor: batch x
 */
#include "data/dataset.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_dataset_load);

enum status __wrap_klimb_dataset_load(struct dataset *dataset, const struct data_config *config,
                                      const struct vecmath *vm, struct error *error) {
    const enum status status = __real_klimb_dataset_load(dataset, config, vm, error);
    if (status != STATUS_OK || dataset->test_count == 0)
        return status;
    const struct dataset was = *dataset;
    dataset->train = was.test;
    dataset->train_label = was.test_label;
    dataset->train_count = was.test_count;
    dataset->test = was.train;
    dataset->test_label = was.train_label;
    dataset->test_count = was.train_count;
    return status;
}
