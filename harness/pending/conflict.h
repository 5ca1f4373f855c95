/* conflict.h -- goldens that a git merge left in conflict: which side does this klimb reproduce?
 *
 *     conflict_list_read(&list, "expected", &error)
 *     conflict_open(&conflict, list.names[i], &options, &error)
 *     conflict_train(&conflict, &options, &error)       conflict.side[CONFLICT_OURS].is_reproduced
 *     conflict_take(&conflict, CONFLICT_OURS, "expected", &error)
 *     conflict_close(&conflict);
 */
#ifndef KLIMB_CONFLICT_H
#define KLIMB_CONFLICT_H

#include "base/text.h"
#include "check/check.h"

enum conflict_side { CONFLICT_OURS, CONFLICT_THEIRS, CONFLICT_SIDES };
extern const char *const conflict_side_names[]; /* "ours", "theirs" as git calls them */

struct conflict {
    char name[SCENARIO_NAME_MAX];
    struct private_folder private; /* <private>/ours/<name>, <private>/theirs/<name> */
    struct {
        char
            from[64]; /* "HEAD 1a2b3c4", "MERGE_HEAD 5d6e7f8"; "the index" if git names no commit */
        struct golden golden; /* empty after an error */
        struct error trouble; /* why it cannot be read, or STATUS_OK */
        int is_reproduced;    /* its digest and the bits of seed 0 are those of this klimb */
    } side[CONFLICT_SIDES];
    struct error trouble; /* why seed 0 could not be trained, or STATUS_OK */
};

/* The unmerged files below a folder of goldens. */
struct conflict_list {
    char (*names)[SCENARIO_NAME_MAX]; /* [count] scenarios, sorted */
    long count;
    struct text tables; /* a line for each file of no scenario: "power.csv" */
};

/* conflict_list_read -- what git has left unmerged below `expected`. No git, or no work tree: nothing.
 *   list  out  freed by the caller with conflict_list_free; empty on error
 * STATUS_MEMORY. */
enum status conflict_list_read(struct conflict_list *list, const char *expected,
                               struct error *error) MUST_CHECK;
void conflict_list_free(struct conflict_list *list);

/* conflict_open -- extract both sides from git into a private folder below options->out and read them. A damaged side has trouble.
 * STATUS_IO, STATUS_MEMORY; on error there is nothing to close. */
enum status conflict_open(struct conflict *conflict, const char *name,
                          const struct check_options *options, struct error *error) MUST_CHECK;

/* conflict_train -- train seed 0 of the scenario as it is now and compare it with both sides. Without scenario or run
 * conflict->trouble says why. STATUS_FAILED: interrupted; STATUS_MEMORY. */
enum status conflict_train(struct conflict *conflict, const struct check_options *options,
                           struct error *error) MUST_CHECK;

/* conflict_reproduced -- the side that this klimb reproduces, ours if both; CONFLICT_SIDES if neither. */
enum conflict_side conflict_reproduced(const struct conflict *conflict);

/* conflict_take -- write the golden of one side to `expected`. git still has to be told: git add. Errors of golden_copy. */
enum status conflict_take(const struct conflict *conflict, enum conflict_side side,
                          const char *expected, struct error *error) MUST_CHECK;

void conflict_close(struct conflict *conflict);

#endif
