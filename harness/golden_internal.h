/* golden_internal.h -- what reading, checking and writing goldens share.
 */
#ifndef KLIMB_GOLDEN_INTERNAL_H
#define KLIMB_GOLDEN_INTERNAL_H

#include "file.h"
#include "golden.h"

enum golden_file { GOLDEN_JSON, GOLDEN_BITS, GOLDEN_BAND, GOLDEN_FEATURES, GOLDEN_FILES };

/* What stands before the columns of a record in bits.csv and band.csv. */
#define golden_seed_column "seed,"

/* golden_path -- expected/<name>/<file>. STATUS_INVALID when it is too long. */
enum status golden_path(char out[FILE_PATH_MAX], const char *expected, const char *name,
                        enum golden_file file, struct error *error) MUST_CHECK;

/* golden_check -- whether the parts of a golden that has been read fit each other: the ensemble has
 * every column, its seeds the same steps, and what completed has finite values and features alone.
 * STATUS_FORMAT with file, line, what was found and what is allowed. */
enum status golden_check(const struct golden *golden, const char *expected, const char *name,
                         struct error *error) MUST_CHECK;

#endif
