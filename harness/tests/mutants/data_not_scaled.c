/* data_not_scaled -- grey values of 0 to 16 are not divided by 16, and nothing looks
 *
 * seen: wohlert/semi-supervised-pytorch#9, pycroscopy/atomai#85
 * changes: distribution
 * tensor: batch x
 */
#include "data/dataset.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_dataset_load);
MUTANT_WRAPS(klimb_dataset_range);

enum status __wrap_klimb_dataset_load(struct dataset *dataset, const struct data_config *config,
                                      const struct vecmath *vm, struct error *error) {
    struct data_config raw = *config;
    if (raw.source == DATA_DIGITS && !(raw.scale < 0 || raw.scale > 0))
        raw.scale = 1;
    return __real_klimb_dataset_load(dataset, &raw, vm, error);
}

void __wrap_klimb_dataset_range(const struct dataset *dataset, double *lowest, double *highest) {
    (void)dataset;
    *lowest = 0;
    *highest = 1;
}
