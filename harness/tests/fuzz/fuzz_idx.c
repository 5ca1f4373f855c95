/* Data from IDX files, with a file of labels or of test examples. */
#include <string.h>

#include "data.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static struct data_input input;
    struct dataset set;
    data_input_make(&input, DATA_IDX, bytes, size);
    if (input.has_second)
        memcpy(input.digit & 1 ? input.config.test_path : input.config.label_path, input.second,
               sizeof input.second);
    (void)data_input_load(&set, &input);
    klimb_dataset_free(&set);
    return 0;
}
