/* pending.h -- what a failing check leaves: the scenarios that moved, with their runs, until somebody has decided.
 *
 *     build/pending/<scenario>/
 *         pending.json    what was found and by which klimb, SHA-256 of each of the other files, and a seal
 *         scenario.yaml   the scenario in canonical form: the text whose digest it has
 *         runs/<scenario>/seed-0000/   record of each golden seed that was run (hard links), also of scenarios that
 *                                      its claims are measured by
 *
 * FORMAT.md has the keys. A folder is put in place whole. An edited, mixed or incomplete one is refused.
 */
#ifndef KLIMB_PENDING_H
#define KLIMB_PENDING_H

#include "base/file.h"
#include "check/check.h"
#include "format/json.h"

enum { PENDING_FORMAT = 1 };

struct pending {
    char folder[FILE_PATH_MAX];
    char name[SCENARIO_NAME_MAX], digest[65]; /* of the scenario as it was then */
    enum verdict verdict;
    char seal[65]; /* SHA-256 of all that pending.json says, and so of all files */
    cJSON *json;   /* pending.json; owned */
    long *seeds;   /* [seed_count] of the scenario's own runs, ascending; owned */
    long seed_count;
};

/* pending_text -- a text of pending.json, "" where there is none. */
const char *pending_text(const struct pending *pending, const char *key);

/* What a check was asked for, as far as its pending has to know. */
struct pending_request {
    const char *root;    /* folder of all pendings */
    const char *command; /* the command line, to be kept */
};

/* How many scenarios a check has left, and removed since they pass. */
struct pending_count {
    long left, removed;
};

/* pending_leave -- leave each scenario of a finished check that has moved, in place of what an earlier check left of it, and
 * remove those that pass. Those of ERROR and SKIP, and trainers of the user, are left alone. For a check of the exact
 * backend without overrides. STATUS_IO, STATUS_MEMORY: what could not be written is as it was. */
enum status pending_leave(struct pending_count *count, const struct check *check,
                          const struct pending_request *request, struct error *error) MUST_CHECK;

/* pending_list -- names of all scenarios that are pending, sorted; none without the folder.
 *   names  out  NULL-terminated, one allocation: free(*names)
 * STATUS_IO, STATUS_MEMORY. */
enum status pending_list(char ***names, long *count, const char *root,
                         struct error *error) MUST_CHECK;

/* pending_select -- those of them that are asked for: by name, by a family, or by the last part of a name; all without names.
 *   names  out  as pending_list gives them
 * STATUS_INVALID: nothing of one name is pending; errors of pending_list. */
enum status pending_select(char ***names, long *count, const char *root, const char *const *asked,
                           long asked_count, struct error *error) MUST_CHECK;

/* pending_read -- read one and compare every file with its digest. STATUS_FORMAT names the file that was edited, is missing or is
 * not of it; STATUS_INVALID: nothing of that name is pending; STATUS_IO, STATUS_MEMORY. On error *pending is empty. */
enum status pending_read(struct pending *pending, const char *root, const char *name,
                         struct error *error) MUST_CHECK;
void pending_free(struct pending *pending);

/* pending_remove -- delete one, and folders that are then empty, the root among them. None there is fine. STATUS_IO. */
enum status pending_remove(const char *root, const char *name, struct error *error) MUST_CHECK;

#endif
