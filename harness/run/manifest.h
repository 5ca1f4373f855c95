/* manifest.h -- manifest.json: what made a record and how it ended.
 */
#ifndef KLIMB_MANIFEST_H
#define KLIMB_MANIFEST_H

#include "record/record.h"
#include "scenario/scenario.h"

/* manifest_write -- folder/manifest.json: RECORD_FORMAT, klimb version, canonical scenario, digest, seed, backend,
 * its threads, versions, outcome, digests of the record, wall time and peak memory (here and nowhere
 * else). */
enum status manifest_write(const char *folder, const struct record *record,
                           const struct scenario *scenario, const struct backend *backend,
                           double seconds, long peak_kib, struct error *error) MUST_CHECK;

enum { MANIFEST_EXPORT_FORMAT = 1 }; /* of `klimb export`: export/FORMAT.md */

/* manifest_write_export -- folder/manifest.json of `klimb export`: the same up to the versions, and
 * how many steps were exported. */
enum status manifest_write_export(const char *folder, const struct scenario *scenario, long seed,
                                  long steps, const struct backend *backend,
                                  struct error *error) MUST_CHECK;

#endif
