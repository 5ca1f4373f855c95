/* made_manifest.h -- what the manifest of a run that was made says, and whether it is the run that is wanted.
 *
 * made_run.h and sweep/sweep_record.h both judge by it: what one of them takes, the other does not refuse for its manifest.
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
    MADE_BROKEN /* it cannot be read, lacks something, or the run failed */
};

struct made_manifest {
    enum made_state state;
    struct outcome outcome; /* of MADE_WANTED, as all below: kind, step and term */
    char record_digest[65]; /* of the record that it was written with */
    double seconds;         /* wall time */
};

/* made_manifest_read -- read <folder>/manifest.json.
 *   made  out  its state says what was found
 * STATUS_OK only for MADE_WANTED. Else the error says why not, and for MADE_MISSING nothing: STATUS_INVALID for MADE_OTHER,
 * STATUS_FORMAT and STATUS_IO for MADE_BROKEN. STATUS_MEMORY as well. */
enum status made_manifest_read(struct made_manifest *made, const char *folder,
                               const struct made_wanted *wanted, struct error *error) MUST_CHECK;

/* made_manifest_check_end -- whether the record ends where the manifest says. STATUS_FORMAT names `file`. */
enum status made_manifest_check_end(const struct made_manifest *made, const char *file,
                                    long last_step, struct error *error) MUST_CHECK;

#endif
