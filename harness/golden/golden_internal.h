/* golden_internal.h -- what reading, checking and writing goldens share.
 *
 *     golden_format.c  from records to the texts of the tables
 *     golden_json.c    golden.json: what it says, and its text
 *     golden_read.c    from the files to struct golden
 *     golden_check.c   whether the parts fit each other
 *     golden_seal.c    whether they are what one blessing wrote
 *     golden_write.c   the files, put in place at once
 */
#ifndef KLIMB_GOLDEN_INTERNAL_H
#define KLIMB_GOLDEN_INTERNAL_H

#include "base/file.h"
#include "base/text.h"
#include "format/json.h"
#include "format/yaml.h"
#include "golden/golden.h"

/* The key of golden.json with the digest of all the others. */
#define GOLDEN_SEAL_KEY "seal"

/* golden_path -- expected/<name>/<file>. STATUS_INVALID when it is too long. */
enum status golden_path(char out[FILE_PATH_MAX], const char *expected, const char *name,
                        enum golden_file file, struct error *error) MUST_CHECK;

/* ---- the files as text ---- */

struct golden_texts {
    char *bytes[GOLDEN_FILES]; /* NUL-terminated; owned; NULL without digests.csv */
    size_t size[GOLDEN_FILES];
    char path[GOLDEN_FILES][FILE_PATH_MAX];
};
void golden_texts_free(struct golden_texts *texts);

/* golden_read_unsealed -- as golden_read, of a golden without a seal, with its texts. */
enum status golden_read_unsealed(struct golden *golden, struct golden_texts *texts,
                                 const char *expected, const char *name,
                                 struct error *error) MUST_CHECK;

/* golden_format_features -- features.csv.
 *   features  in [count, FEATURES] */
void golden_format_features(struct text *out, const double *features, long count);

/* ---- the seal ---- */

/* How much there is in each table, and the SHA-256 of its values: of the text that its values are written
 * as, whatever line ends the file has. Nothing for GOLDEN_JSON; of GOLDEN_DIGESTS the SHA-256 alone, "" for none. */
struct golden_contents {
    long seeds[GOLDEN_FILES], rows[GOLDEN_FILES];
    char digest[GOLDEN_FILES][65];
};

/* golden_measure -- the contents of a golden in memory. STATUS_MEMORY. */
enum status golden_measure(struct golden_contents *contents, const struct golden *golden,
                           struct error *error) MUST_CHECK;

/* golden_seal -- SHA-256 over the values of golden.json but that of GOLDEN_SEAL_KEY, which is deleted from
 * the tree. Blanks and line ends of the file do not count. STATUS_MEMORY. */
enum status golden_seal(char out[65], cJSON *json, struct error *error) MUST_CHECK;

/* golden_check_overlap -- whether bits.csv, ensemble.csv and features.csv say the same of the seeds and steps
 * that they share. STATUS_FORMAT names the file, and whether one value was edited or the files come from
 * two blessings. */
enum status golden_check_overlap(const struct golden *golden, const char *expected,
                                 const char *name, struct error *error) MUST_CHECK;

/* golden_check_counts, golden_check_digests -- whether the tables have as many seeds and rows as golden.json
 * says, and the values that it was written with.
 *   found  the tables' contents
 *   said   what golden.json says
 * STATUS_FORMAT names the file that has not. */
enum status golden_check_counts(const struct golden_contents *found,
                                const struct golden_contents *said, const char *expected,
                                const char *name, struct error *error) MUST_CHECK;
enum status golden_check_digests(const struct golden_contents *found,
                                 const struct golden_contents *said, const char *expected,
                                 const char *name, struct error *error) MUST_CHECK;

/* golden_check -- whether the parts of a golden that has been read fit each other: the ensemble has
 * every column, its seeds the same steps, and what completed has finite values and features alone.
 * STATUS_FORMAT with file, line, what was found and what is allowed. */
enum status golden_check(const struct golden *golden, const char *expected, const char *name,
                         struct error *error) MUST_CHECK;

/* ---- golden.json ---- */

/* golden_json_read -- what golden.json says, into the golden whose tables have been read.
 *   path         what errors call the file
 *   said         out  of the tables; zeros for a golden without a seal
 *   wants_seal   1: a golden without a seal, as klimb 0.1 wrote them, is STATUS_FORMAT with the command that
 *                seals it; 0: one with a seal is STATUS_INVALID
 * STATUS_FORMAT also when it is not JSON, not of this scenario, of a newer format, or edited. */
enum status golden_json_read(struct golden *golden, struct golden_contents *said, const char *path,
                             const char *text, const char *name, int wants_seal,
                             struct error *error) MUST_CHECK;

/* golden_json_format -- the text of golden.json of new records. STATUS_MEMORY. */
enum status golden_json_format(struct text *out, const struct golden *golden,
                               const struct golden_subject *subject,
                               const struct golden_provenance *provenance,
                               struct error *error) MUST_CHECK;

/* golden_json_add_external -- add the keys `columns` and `noise` of a golden of a trainer of the user, nothing to another.
 * Returns 0 when memory ran out. */
int golden_json_add_external(cJSON *root, const struct golden *golden);

/* golden_json_read_external -- what these keys say. A golden without them has all columns. STATUS_FORMAT. */
enum status golden_json_read_external(struct golden *golden, const struct yaml *yaml,
                                      struct error *error) MUST_CHECK;

/* golden_json_seal -- the text of a golden.json without a seal, with one. STATUS_FORMAT, STATUS_MEMORY.
 *   path  what errors call the file
 *   old   of a golden that was read and whose parts agree */
enum status golden_json_seal(struct text *out, const char *path, const char *old,
                             const struct golden *golden, struct error *error) MUST_CHECK;

#endif
