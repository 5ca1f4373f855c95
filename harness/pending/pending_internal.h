/* pending_internal.h -- what leaving and reading share.
 */
#ifndef KLIMB_PENDING_INTERNAL_H
#define KLIMB_PENDING_INTERNAL_H

#include "pending/pending.h"

#define PENDING_JSON     "pending.json"
#define PENDING_SCENARIO "scenario.yaml"
#define PENDING_RUNS     "runs"
#define PENDING_SEAL_KEY "seal"

/* pending_is_own -- whether a path below a folder belongs to its pending, and not to that of a scenario in a family of the
 * same name. */
int pending_is_own(void *context, const char *below);

/* pending_digest_files -- an object with the SHA-256 of each file below `folder` but pending.json, by its path. STATUS_IO,
 * STATUS_MEMORY.
 *   files  out  the caller's */
enum status pending_digest_files(cJSON **files, const char *folder, struct error *error) MUST_CHECK;

/* pending_seal -- SHA-256 over the values of pending.json but the seal, which is taken out of the tree. STATUS_MEMORY. */
enum status pending_seal(char seal[65], cJSON *json, struct error *error) MUST_CHECK;

#endif
