/* review_conflict.h -- goldens with a merge conflict, in `klimb review`.
 */
#ifndef KLIMB_REVIEW_CONFLICT_H
#define KLIMB_REVIEW_CONFLICT_H

#include "cli/options/options.h"
#include "format/json.h"
#include "pending/conflict.h"

/* review_conflicts_find -- the conflicts below options->expected, or those that options->names has. STATUS_MEMORY. */
enum status review_conflicts_find(struct conflict_list *conflicts, const struct options *options,
                                  struct error *error) MUST_CHECK;

/* review_conflicts_note_tables -- say on standard error which files of no scenario have a conflict: review cannot resolve them. */
void review_conflicts_note_tables(const struct conflict_list *conflicts,
                                  const struct options *options);

/* review_conflict_open -- conflict_open and conflict_train. */
enum status review_conflict_open(struct conflict *conflict, const char *name,
                                 const struct options *options, struct error *error) MUST_CHECK;

/* review_conflict_show -- print both sides, and which of them this klimb reproduces. */
void review_conflict_show(FILE *out, const struct conflict *conflict);

/* review_conflict_accept -- write the golden of the side that this klimb reproduces. If it reproduces neither, train all golden seeds and
 * bless them for this reason. Returns an exit code, as review_accept does. */
int review_conflict_accept(const struct conflict *conflict, const char *reason,
                           const struct options *options);

/* review_conflict_fill -- the same as an object of `klimb review --format json`. Returns 0 when memory ran out. */
int review_conflict_fill(cJSON *object, const struct conflict *conflict);

#endif
