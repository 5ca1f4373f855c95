/* manifest.h -- manifest.json: what made a record and how it ended.
 */
#ifndef KLIMB_MANIFEST_H
#define KLIMB_MANIFEST_H

#include "base/process_group.h"
#include "record/record.h"
#include "scenario/scenario.h"

/* manifest_write -- folder/manifest.json: RECORD_FORMAT, klimb version, canonical scenario, digest, seed, backend,
 * its threads, versions, outcome, digests of the record, wall time and peak memory (in no other file). */
enum status manifest_write(const char *folder, const struct record *record,
                           const struct scenario *scenario, const struct backend *backend,
                           double seconds, long peak_kib, struct error *error) MUST_CHECK;

/* What a manifest says about a user's trainer. */
struct manifest_trainer {
    const struct words *command; /* with every name in braces replaced */
    const struct group_end *end;
    const char *notes; /* how its log was read, a line each */
};

/* manifest_write_external -- the manifest of a run of a user's trainer: backend `external`, and an object `trainer`
 * with command, exit code, log, notes, and the digests of the scenario's files.
 *   backend  whose versions are written */
enum status manifest_write_external(const char *folder, const struct record *record,
                                    const struct scenario *scenario, const struct backend *backend,
                                    const struct manifest_trainer *trainer, long peak_kib,
                                    struct error *error) MUST_CHECK;

/* manifest_write_failed -- the manifest of a run that left no record: outcome `failed`, with a message. */
enum status manifest_write_failed(const char *folder, const struct scenario *scenario, long seed,
                                  const struct backend *backend,
                                  const struct manifest_trainer *trainer, const char *message,
                                  struct error *error) MUST_CHECK;

enum { MANIFEST_EXPORT_FORMAT = 1 }; /* of `klimb export`: export/FORMAT.md */

/* manifest_write_export -- folder/manifest.json of `klimb export`: as manifest_write up to the versions, and the number
 * of exported steps. */
enum status manifest_write_export(const char *folder, const struct scenario *scenario, long seed,
                                  long steps, const struct backend *backend,
                                  struct error *error) MUST_CHECK;

#endif
