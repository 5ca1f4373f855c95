/* pending_internal.h -- what pending.c, pending_write.c and pending_remove.c share.
 */
#ifndef KLIMB_PENDING_INTERNAL_H
#define KLIMB_PENDING_INTERNAL_H

#include "pending/pending.h"

#define PENDING_JSON     "pending.json"
#define PENDING_SCENARIO "scenario.yaml"
#define PENDING_RUNS     "runs"
#define PENDING_SEAL_KEY "seal"

enum { PENDING_JSON_LIMIT = 64 << 20 };

/* pending_is_own -- whether a path below the folder of a scenario belongs to that scenario, and not to another one in a
 * family of the same name. */
int pending_is_own(void *context, const char *below);

/* pending_digest_files -- the SHA-256 of each file below `folder` except pending.json, by its path. STATUS_IO, STATUS_MEMORY.
 *   files  out  the caller deletes it */
enum status pending_digest_files(cJSON **files, const char *folder, struct error *error) MUST_CHECK;

/* pending_lock -- wait until no other process puts a folder below the root or removes one; the lock ends with pending_unlock. *file is -1
 * where there are no locks, or no root. STATUS_IO: another process has it for more than ten seconds. */
enum status pending_lock(int *file, const char *root, struct error *error) MUST_CHECK;
void pending_unlock(int file);

/* pending_seal -- remove the seal from the tree and compute SHA-256 of the rest. STATUS_MEMORY. */
enum status pending_seal(char seal[65], cJSON *json, struct error *error) MUST_CHECK;

#endif
