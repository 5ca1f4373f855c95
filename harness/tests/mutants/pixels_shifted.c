/* pixels_shifted -- training pictures are shifted by one pixel, those of the test set are not
 *
 * seen: dyreschlock/pocket-platform-images#12, kjsman/stable-diffusion-pytorch#8
 * changes: distribution
 * tensor: batch x
 */
#include <string.h>

#include "data/dataset.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_dataset_load);

static void shift(real *line, long width) {
    memmove(line, line + 1, (size_t)(width - 1) * sizeof *line);
    line[width - 1] = 0;
}

enum status __wrap_klimb_dataset_load(struct dataset *dataset, const struct data_config *config,
                                      const struct vecmath *vm, struct error *error) {
    const enum status status = __real_klimb_dataset_load(dataset, config, vm, error);
    if (status == STATUS_OK && dataset->image_width > 0)
        for (long i = 0; i < dataset->train_count * dataset->image_height; i++)
            shift(dataset->train + i * dataset->image_width, dataset->image_width);
    return status;
}
