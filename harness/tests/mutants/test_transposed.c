/* test_transposed -- pictures of the test set are transposed, those of the training set are not
 *
 * seen: zsdonghao/u-net-brain-tumor#13
 * changes: distribution
 * tensor: none
 */
#include "data/dataset.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_dataset_load);

static void transpose(real *picture, long side) {
    for (long row = 0; row < side; row++)
        for (long column = row + 1; column < side; column++) {
            const real pixel = picture[row * side + column];
            picture[row * side + column] = picture[column * side + row];
            picture[column * side + row] = pixel;
        }
}

enum status __wrap_klimb_dataset_load(struct dataset *dataset, const struct data_config *config,
                                      const struct vecmath *vm, struct error *error) {
    const enum status status = __real_klimb_dataset_load(dataset, config, vm, error);
    if (status == STATUS_OK && dataset->image_height == dataset->image_width)
        for (long i = 0; i < dataset->test_count; i++)
            transpose(dataset->test + i * dataset->dimensions, dataset->image_width);
    return status;
}
