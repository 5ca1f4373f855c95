/* Data from text files of numbers, with labels or without, and a file of test examples. */
#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "data/dataset_internal.h"

/* The text by itself, with nothing after it that could be read: fast. */
static void parse_text(const struct fuzz_piece *piece, long label_columns) {
    struct dataset set = {0};
    struct error error = {0};
    char *text = fuzz_text(piece);
    if (strlen(text) == piece->size) /* as it is when it comes from a file */
        FUZZ_STATUS(
            klimb_dataset_parse_csv(&set, "input", text, piece->size, label_columns, 1, &error),
            &error);
    klimb_dataset_free(&set);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static struct data_input input;
    struct fuzz_piece whole;
    struct dataset set;
    fuzz_cut(&whole, 1, bytes, size);
    if (size < 4 || memcmp(bytes, "000", 3) == 0) {
        for (int i = 0; i < 3; i++)
            (void)fuzz_digit(&whole);
        int label_columns = fuzz_digit(&whole) & 1;
        parse_text(&whole, label_columns);
        return 0;
    }
    data_input_make(&input, DATA_CSV, bytes, size);
    input.config.label_columns = input.digit & 1;
    if (input.has_second)
        memcpy(input.config.test_path, input.second, sizeof input.second);
    (void)data_input_load(&set, &input);
    klimb_dataset_free(&set);
    return 0;
}
