/* Data from .npy files, with a file of test examples; what was read can be written and reads back. */
#include <string.h>

#include "data.h"
#include "format/npy.h"

static void read_back(const struct dataset *set) {
    struct npy npy = {.type = NPY_FLOAT32, .axes = 2, .shape = {set->train_count, set->dimensions}};
    struct data_config config = {.source = DATA_NPY, .scale = 1};
    struct dataset copy;
    struct error error = {0};
    char path[FILE_PATH_MAX];
    size_t count = (size_t)(set->train_count * set->dimensions);
    fuzz_path(path, "copy.npy");
    FUZZ_HOLDS(strlen(path) < sizeof config.path, "a long path");
    memcpy(config.path, path, strlen(path) + 1);
    FUZZ_HOLDS(npy_allocate(&npy, &error) == STATUS_OK, "%s", error.message);
    npy_add_floats(&npy, set->train, (long)count);
    FUZZ_HOLDS(npy_write(&npy, path, &error) == STATUS_OK, "%s", error.message);
    npy_free(&npy);
    enum status status = klimb_dataset_load(&copy, &config, NULL, &error);
    FUZZ_HOLDS(FUZZ_STATUS(status, &error) == STATUS_OK, "its own copy is refused: %s",
               error.message);
    FUZZ_HOLDS(copy.train_count == set->train_count && copy.dimensions == set->dimensions &&
                   memcmp(copy.train, set->train, count * sizeof *set->train) == 0,
               "other values read back");
    klimb_dataset_free(&copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static struct data_input input;
    struct dataset set;
    data_input_make(&input, DATA_NPY, bytes, size);
    if (input.has_second)
        memcpy(input.config.test_path, input.second, sizeof input.second);
    if (data_input_load(&set, &input) == STATUS_OK)
        read_back(&set);
    klimb_dataset_free(&set);
    return 0;
}
