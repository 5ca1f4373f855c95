/* take.h -- makes the history's entry of a finished check.
 *
 *     struct history_entry entry;
 *     if (history_take(&entry, &check, &facts, &error) == STATUS_OK)
 *         status = history_append("build/history.jsonl", &entry, &error);
 *     history_entry_free(&entry);
 */
#ifndef KLIMB_TAKE_H
#define KLIMB_TAKE_H

#include "history/history.h"

/* Facts that a check does not contain. */
struct history_facts {
    const struct backend *backend; /* of its runs */
    long jobs, threads;
    int is_elsewhere;  /* other machines may have made the runs: seconds are left out */
    double seconds;    /* of the whole check */
    const char *klimb; /* version */
};

/* history_take -- the entry of a judged check. Scenarios that were not run have their verdict and no runs. The time is
 * now; the commit is that of the current work tree. STATUS_MEMORY. */
enum status history_take(struct history_entry *entry, const struct check *check,
                         const struct history_facts *facts, struct error *error) MUST_CHECK;

/* history_curves -- the first digits of the SHA-256 of the curves of recon and kl: a line "<seed> <step> <recon> <kl>"
 * for each row of each record, values as the shortest decimals that read back to the same bits. Training that differs
 * in one bit differs here; a column that a later klimb adds to records does not count. "" without records.
 * STATUS_MEMORY. */
enum status history_curves(char digest[HISTORY_DIGEST + 1], const struct record *const *records,
                           long count, struct error *error) MUST_CHECK;

#endif
