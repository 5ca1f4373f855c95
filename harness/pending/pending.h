/* pending.h -- a failing check saves the scenarios that moved, with their runs, until you accept or reject them.
 *
 *     build/pending/<scenario>/
 *         pending.json    the judgement, which klimb made it, SHA-256 of each other file, and a seal
 *         scenario.yaml   the canonical scenario, whose SHA-256 is its digest
 *         runs/<scenario>/seed-0000/   the record of each golden seed that ran (hard links), including those of scenarios
 *                                      that its ratio claims refer to
 *
 * FORMAT.md explains the keys. A folder appears whole or not at all. klimb refuses a folder that was edited, mixed or cut.
 */
#ifndef KLIMB_PENDING_H
#define KLIMB_PENDING_H

#include "base/file.h"
#include "check/check.h"
#include "format/json.h"

enum { PENDING_FORMAT = 1 };

struct pending {
    char folder[FILE_PATH_MAX];
    char name[SCENARIO_NAME_MAX], digest[65]; /* of the scenario when it was checked */
    enum verdict verdict;
    char seal[65]; /* SHA-256 of all other values of pending.json, so it covers every file */
    cJSON *json;   /* pending.json; owned */
    long *seeds;   /* [seed_count] the scenario's own pending runs, ascending; owned */
    long seed_count;
};

/* pending_text -- a string from pending.json, "" if it lacks the key. */
const char *pending_text(const struct pending *pending, const char *key);

/* Where to save, and what to note. */
struct pending_request {
    const char *root;    /* build/pending */
    const char *command; /* the command line of the check */
};

/* How many scenarios pending_leave saved, and how many it removed because they pass again. */
struct pending_count {
    long left, removed;
};

/* pending_leave -- save each scenario of a finished check that has moved, replacing what an earlier check saved, and remove each that
 * passes. Ignores ERROR, SKIP and scenarios with a trainer of their own. The check must have run on the exact backend without
 * overrides. STATUS_IO, STATUS_MEMORY: folders that it could not write are unchanged. */
enum status pending_leave(struct pending_count *count, const struct check *check,
                          const struct pending_request *request, struct error *error) MUST_CHECK;

/* pending_list -- the names of all pending scenarios, sorted, folders that are not whole among them. Without the folder there are
 * no names.
 *   names  out  NULL-terminated, one allocation: free(*names)
 * STATUS_IO, STATUS_MEMORY. */
enum status pending_list(char ***names, long *count, const char *root,
                         struct error *error) MUST_CHECK;

/* pending_select -- the pending scenarios with these names. A name may also be a family or the last part of a name; no names select
 * all.
 *   names  out  as pending_list gives them
 * STATUS_INVALID: a name matches no pending scenario; errors of pending_list. */
enum status pending_select(char ***names, long *count, const char *root, const char *const *asked,
                           long asked_count, struct error *error) MUST_CHECK;

/* pending_is_asked -- whether a scenario is called `asked`: by its name, its family, or the last part of its name. */
int pending_is_asked(const char *name, const char *asked);

/* pending_read -- read a pending scenario and compare every file with its digest. STATUS_FORMAT names a file that was edited, is
 * missing or was added; STATUS_INVALID: the scenario is not pending; STATUS_IO, STATUS_MEMORY. On error *pending is empty. */
enum status pending_read(struct pending *pending, const char *root, const char *name,
                         struct error *error) MUST_CHECK;
void pending_free(struct pending *pending);

/* pending_check_same -- whether the folder still is what pending_read read. STATUS_FAILED: a newer check has replaced it, or nothing is
 * there; STATUS_FORMAT, STATUS_IO, STATUS_MEMORY: it cannot be read. */
enum status pending_check_same(const struct pending *pending, struct error *error) MUST_CHECK;

/* pending_remove -- delete a pending scenario and the empty folders above it, up to the root. Does nothing if it is not there.
 *   shown  it is deleted only if it still is this one; NULL: whatever is there
 * Errors of pending_check_same; STATUS_IO. */
enum status pending_remove(const char *root, const char *name, const struct pending *shown,
                           struct error *error) MUST_CHECK;

#endif
