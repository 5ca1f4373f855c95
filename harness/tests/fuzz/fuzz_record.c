/* record.csv: record_parse, and record_format, which has to read back to the same bytes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "record/record.h"

static void check_record(const struct record *record) {
    FUZZ_HOLDS(record->rows > 0, "a record of %ld rows", record->rows);
    FUZZ_HOLDS(record->latent == 0 && record->dimension == NULL, "dimensions from record.csv");
    for (long row = 1; row < record->rows; row++)
        FUZZ_HOLDS(record->step[row] > record->step[row - 1], "step %ld behind step %ld",
                   record->step[row], record->step[row - 1]);
    FUZZ_HOLDS(record_row_at(record, record->step[record->rows - 1]) == record->rows - 1,
               "the last row is not found");
}

/* The same values, bit for bit but for the kind of NaN. */
static int are_equal(const struct record *a, const struct record *b) {
    if (a->rows != b->rows || memcmp(a->step, b->step, (size_t)a->rows * sizeof *a->step) != 0)
        return 0;
    for (long i = 0; i < a->rows * OBSERVABLES; i++)
        if (a->present[i % OBSERVABLES] != b->present[i % OBSERVABLES] ||
            (memcmp(&a->value[i], &b->value[i], sizeof *a->value) != 0 &&
             !(isnan(a->value[i]) && isnan(b->value[i]))))
            return 0;
    return 1;
}

static void read_back(const struct record *record) {
    struct text written = {0}, again = {0};
    struct record copy;
    struct error error = {0};
    char digest[2][65];
    record_format(&written, record);
    enum status status = record_parse(&copy, "copy", written.bytes, written.length, &error);
    FUZZ_HOLDS(FUZZ_STATUS(status, &error) == STATUS_OK,
               "its own copy is refused: line %ld: %s:\n%s", error.line, error.message,
               written.bytes);
    record_format(&again, &copy);
    FUZZ_HOLDS(fuzz_is(&written, &again), "%s\nreads back as\n%s", written.bytes, again.bytes);
    FUZZ_HOLDS(are_equal(record, &copy), "other values read back from\n%s", written.bytes);
    record_digest(digest[0], record);
    record_digest(digest[1], &copy);
    FUZZ_HOLDS(strcmp(digest[0], digest[1]) == 0, "the copy has another digest");
    record_free(&copy);
    text_free(&written);
    text_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct fuzz_piece whole;
    struct record record;
    struct error error = {0};
    fuzz_cut(&whole, 1, bytes, size);
    char *text = fuzz_text(&whole);
    enum status status = record_parse(&record, "input", text, size, &error);
    if (FUZZ_STATUS(status, &error) == STATUS_OK) {
        check_record(&record);
        read_back(&record);
    } else {
        FUZZ_HOLDS(record.rows == 0 && record.step == NULL, "rows of what was refused");
        FUZZ_HOLDS(status == STATUS_MEMORY || strcmp(error.file, "input") == 0, "no file in: %s",
                   error.message);
    }
    record_free(&record);
    free(text);
    return 0;
}
