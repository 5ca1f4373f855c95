/* golden_internal.h -- what the sources of golden.h share.
 *
 *     golden_format.c  from records to the texts of the tables
 *     golden_json.c    reads and writes golden.json
 *     golden_read.c    from the files to struct golden
 *     golden_check.c   checks that the parts fit each other
 *     golden_seal.c    checks that one blessing wrote them
 *     golden_write.c   writes the files, all at once
 */
#ifndef KLIMB_GOLDEN_INTERNAL_H
#define KLIMB_GOLDEN_INTERNAL_H

#include "base/file.h"
#include "base/text.h"
#include "format/json.h"
#include "format/yaml.h"
#include "golden/golden.h"

/* A hundred times the largest golden that bless writes. */
enum { GOLDEN_FILE_LIMIT = 64 << 20 };

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

/* golden_read_unsealed -- golden_read for a golden without a seal; also returns its texts. */
enum status golden_read_unsealed(struct golden *golden, struct golden_texts *texts,
                                 const char *expected, const char *name,
                                 struct error *error) MUST_CHECK;

/* golden_format_features -- features.csv.
 *   features  in [count, FEATURES] */
void golden_format_features(struct text *out, const double *features, long count);

/* ---- the seal ---- */

/* The size of each table and the SHA-256 of its values, taken over their text with newlines as line ends. GOLDEN_JSON
 * has neither; GOLDEN_DIGESTS has only the SHA-256, "" if the table is missing. */
struct golden_contents {
    long seeds[GOLDEN_FILES], rows[GOLDEN_FILES];
    char digest[GOLDEN_FILES][65];
};

/* golden_measure -- measure the contents of a golden in memory. STATUS_MEMORY. */
enum status golden_measure(struct golden_contents *contents, const struct golden *golden,
                           struct error *error) MUST_CHECK;

/* golden_seal -- SHA-256 of golden.json without GOLDEN_SEAL_KEY, which is deleted from the tree. White space in the
 * file does not matter. STATUS_MEMORY. */
enum status golden_seal(char out[65], cJSON *json, struct error *error) MUST_CHECK;

/* golden_check_overlap -- check that bits.csv, ensemble.csv and features.csv agree on the seeds and steps that they
 * share. STATUS_FORMAT names the file, and says whether one value was edited or the files come from two blessings. */
enum status golden_check_overlap(const struct golden *golden, const char *expected,
                                 const char *name, struct error *error) MUST_CHECK;

/* golden_check_counts, golden_check_digests -- check that the tables have the numbers of seeds and rows, and the
 * digests, of golden.json.
 *   found  the tables' contents
 *   said   what golden.json says
 * STATUS_FORMAT names the file that differs. */
enum status golden_check_counts(const struct golden_contents *found,
                                const struct golden_contents *said, const char *expected,
                                const char *name, struct error *error) MUST_CHECK;
enum status golden_check_digests(const struct golden_contents *found,
                                 const struct golden_contents *said, const char *expected,
                                 const char *name, struct error *error) MUST_CHECK;

/* golden_check -- check that the parts of a golden fit each other: the ensemble has every column, its seeds have the
 * same steps, and completed runs have only finite values and features. STATUS_FORMAT with file, line, found and
 * allowed. */
enum status golden_check(const struct golden *golden, const char *expected, const char *name,
                         struct error *error) MUST_CHECK;

/* ---- golden.json ---- */

/* golden_json_read -- read golden.json into a golden whose tables have been read.
 *   path         what errors call the file
 *   said         out  contents of the tables; zeros for a golden without a seal
 *   wants_seal   1: a golden without a seal, written by klimb 0.1, is STATUS_FORMAT with the command that seals it; 0:
 *                one with a seal is STATUS_INVALID
 * STATUS_FORMAT: it is not JSON, of another scenario, of a newer format, or edited. */
enum status golden_json_read(struct golden *golden, struct golden_contents *said, const char *path,
                             const char *text, const char *name, int wants_seal,
                             struct error *error) MUST_CHECK;

/* golden_json_format -- the text of golden.json for new records. STATUS_MEMORY. */
enum status golden_json_format(struct text *out, const struct golden *golden,
                               const struct golden_subject *subject,
                               const struct golden_provenance *provenance,
                               struct error *error) MUST_CHECK;

/* golden_json_add_external -- add the keys `columns` and `noise` if a user's trainer made the golden. Returns 0 when
 * memory ran out. */
int golden_json_add_external(cJSON *root, const struct golden *golden);

/* golden_json_read_external -- read these keys. A golden without them has all columns. STATUS_FORMAT. */
enum status golden_json_read_external(struct golden *golden, const struct yaml *yaml,
                                      struct error *error) MUST_CHECK;

/* golden_json_seal -- add a seal to the text of a golden.json without one. STATUS_FORMAT, STATUS_MEMORY.
 *   path  what errors call the file
 *   old   of a golden that was read and whose parts fit */
enum status golden_json_seal(struct text *out, const char *path, const char *old,
                             const struct golden *golden, struct error *error) MUST_CHECK;

#endif
