/* certificate.h -- one digest of what a machine computes, to compare machines by eye.
 *
 *     struct certificate certificate;
 *     if (certificate_make(&certificate, &options, &error)) ...
 *     puts(certificate.digest);
 *     certificate_free(&certificate);
 *
 * The first seed of every scenario is trained on the exact backend. Scenarios whose data must be fetched, even if they
 * are there, or that another program trains, are left out, so that all machines certify the same scenarios.
 *
 *     digest = SHA-256 of the lines "<scenario> <digest of its record>\n", sorted by name in the order of bytes
 *
 * The digest of a record is record_digest, the one in its manifest.
 */
#ifndef KLIMB_CERTIFICATE_H
#define KLIMB_CERTIFICATE_H

#include "check/check.h"

struct certificate_line {
    char scenario[SCENARIO_NAME_MAX];
    char digest[65]; /* its record's */
};

struct certificate {
    struct certificate_line *lines; /* [count] by name; owned */
    long count;
    long left_out; /* scenarios that are left out */
    char digest[65];
};

/* certificate_make -- train and digest.
 *   options  in  folders, names (none: all scenarios), workers, threads and SIMD level; records are not kept
 * The errors are those of check_plan, check_run_jobs and record_read, of the first run that broke, and STATUS_MEMORY.
 * On error the certificate is empty. */
enum status certificate_make(struct certificate *certificate, const struct check_options *options,
                             struct error *error) MUST_CHECK;
void certificate_free(struct certificate *certificate);

#endif
