/* pending_internal.h -- what pending_write.c and pending.c share.
 */
#ifndef KLIMB_PENDING_INTERNAL_H
#define KLIMB_PENDING_INTERNAL_H

#include "pending/pending.h"

#define PENDING_JSON     "pending.json"
#define PENDING_SCENARIO "scenario.yaml"
#define PENDING_RUNS     "runs"
#define PENDING_SEAL_KEY "seal"

/* pending_is_own -- whether a path below the folder of a scenario belongs to that scenario, and not to another one in a
 * family of the same name. */
int pending_is_own(void *context, const char *below);

/* pending_digest_files -- the SHA-256 of each file below `folder` except pending.json, by its path. STATUS_IO, STATUS_MEMORY.
 *   files  out  the caller deletes it */
enum status pending_digest_files(cJSON **files, const char *folder, struct error *error) MUST_CHECK;

/* pending_seal -- remove the seal from the tree and compute SHA-256 of the rest. STATUS_MEMORY. */
enum status pending_seal(char seal[65], cJSON *json, struct error *error) MUST_CHECK;

#endif
