/* made_manifest.h -- reads the manifest of an earlier run and tells whether it is the wanted run.
 *
 * made_run.h and sweep/sweep_record.h both use it, so they accept the same manifests.
 */
#ifndef KLIMB_MADE_MANIFEST_H
#define KLIMB_MADE_MANIFEST_H

#include "base/file.h"
#include "train/trainer.h"

/* What the manifest of a run must say. */
struct made_wanted {
    const char *digest, *backend, *version;
    long seed;
};

enum made_state {
    MADE_MISSING, /* there is no manifest */
    MADE_WANTED,
    MADE_OTHER, /* it names another scenario, seed, backend or version */
    MADE_BROKEN /* it cannot be read, is incomplete, or the run failed */
};

struct made_manifest {
    enum made_state state;
    struct outcome outcome; /* kind, step and term; set for MADE_WANTED, as all below */
    char record_digest[65]; /* of the record */
    double seconds;         /* wall time */
};

/* made_manifest_read -- read <folder>/manifest.json.
 *   made  out  its state says what was found
 * STATUS_OK only for MADE_WANTED. Otherwise the error says why, except for MADE_MISSING: STATUS_FAILED for MADE_OTHER,
 * STATUS_FORMAT and STATUS_IO for MADE_BROKEN; STATUS_MEMORY. */
enum status made_manifest_read(struct made_manifest *made, const char *folder,
                               const struct made_wanted *wanted, struct error *error) MUST_CHECK;

/* made_manifest_check_end -- check that the record ends where the manifest says. STATUS_FORMAT names `file`. */
enum status made_manifest_check_end(const struct made_manifest *made, const char *file,
                                    long last_step, struct error *error) MUST_CHECK;

#endif
