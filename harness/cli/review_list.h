/* review_list.h -- what is pending, read and in the order in which it is shown.
 */
#ifndef KLIMB_REVIEW_LIST_H
#define KLIMB_REVIEW_LIST_H

#include "cli/options.h"
#include "pending/pending.h"

struct review_item {
    struct pending pending; /* empty after an error, but for its name */
    struct error trouble;   /* why it cannot be read; STATUS_OK */
    double p;               /* the smallest that its tests found, 1 without any */
};

struct review_list {
    struct review_item
        *items; /* [count] owned; the worst verdict first, then the smallest p, then by name */
    long count;
};

/* review_list_read -- all that is pending, or what is asked for by name. What was edited is an item with trouble, and the first.
 * Errors of pending_select; STATUS_MEMORY. */
enum status review_list_read(struct review_list *list, const struct options *options,
                             struct error *error) MUST_CHECK;
void review_list_free(struct review_list *list);

/* review_failed_claims -- how many claims of the judgement do not hold: what no accepting changes. */
long review_failed_claims(const struct pending *pending);

#endif
