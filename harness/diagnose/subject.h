/* subject.h -- what is diagnosed in a record: its terms as curves, and the weight of the KL.
 *
 * A term that was not logged is derived from the others if possible: kl = total - recon, or recon = total - kl.
 */
#ifndef KLIMB_SUBJECT_H
#define KLIMB_SUBJECT_H

#include "diagnose/weights.h"

struct subject {
    const struct record *record; /* the caller's */
    struct curve recon, kl, total, mi, units, sigma_x;
    struct weights weights;
    int is_recon_derived, is_kl_derived;
};

/* subject_make -- STATUS_MEMORY. */
enum status subject_make(struct subject *subject, const struct record *record,
                         struct error *error) MUST_CHECK;
void subject_free(struct subject *subject);

#endif
