/* review_list.h -- the pending scenarios in the order of `klimb review`.
 */
#ifndef KLIMB_REVIEW_LIST_H
#define KLIMB_REVIEW_LIST_H

#include "cli/options/options.h"
#include "cli/review/review_conflict.h"
#include "pending/pending.h"

struct review_item {
    struct pending pending; /* after an error only its name is set */
    struct error trouble;   /* why klimb cannot read it, or STATUS_OK */
    double p;               /* the smallest of its tests, 1 if there are none */
};

struct review_list {
    struct review_item
        *items; /* [count] owned; the worst verdict first, then the smallest p, then by name */
    long count;
};

/* review_list_read -- read all pending scenarios, or those named. Edited ones come first, with trouble set.
 *   conflicts  a name that matches one of these need not be pending
 * Errors of pending_select; STATUS_MEMORY. */
enum status review_list_read(struct review_list *list, const struct options *options,
                             const struct conflict_list *conflicts, struct error *error) MUST_CHECK;
void review_list_free(struct review_list *list);

/* review_failed_claims -- how many claims of the judgement fail. */
long review_failed_claims(const struct pending *pending);

#endif
