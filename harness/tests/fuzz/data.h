/* data.h -- inputs that are files of data: two files after a few digits of settings.
 *
 *     digit 1   1: the first file is compressed, 2: there is a second, 4: and it is compressed
 *     digit 2   eighths of the examples held out, if the second is not a file of test examples
 *     digit 3   data.limit
 *     digit 4   what the target makes of it
 *     then the first file, FUZZ_CUT, the second
 *
 * A file that is not compressed here may be a gzip file already.
 */
#ifndef KLIMB_FUZZ_DATA_H
#define KLIMB_FUZZ_DATA_H

#include "data/dataset.h"
#include "fuzz.h"

struct data_input {
    struct data_config config; /* paths: of the files, already written */
    int digit;                 /* the fourth */
    int has_second;
    char second[DATA_PATH_MAX]; /* its path, for the target to put where it belongs */
};

/* data_input_make -- write the files of an input. */
void data_input_make(struct data_input *input, enum data_source source, const uint8_t *bytes,
                     size_t size);

/* data_input_load -- read the data set and check what was accepted: every value is finite, every
 * label at least -1, shapes fit. Empty when it was refused. */
enum status data_input_load(struct dataset *set, const struct data_input *input);

#endif
