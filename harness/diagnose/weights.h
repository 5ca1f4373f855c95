/* weights.h -- the weight with which the KL term entered the total, from the log's own numbers.
 *
 * A log has recon, kl and often a total. Whether total = recon + w kl, with which w, and whether w changes is read off the rows
 * themselves: w = (total - recon) / kl, in whatever units the two terms are. A column of beta says the same.
 */
#ifndef KLIMB_WEIGHTS_H
#define KLIMB_WEIGHTS_H

#include "diagnose/curve.h"

/* Where the weight is known from. */
enum weight_source {
    WEIGHT_UNKNOWN, /* no column of beta; no total, or one with parts that are not logged */
    WEIGHT_LOGGED,  /* a column of beta */
    WEIGHT_INFERRED /* total = recon + w kl */
};

/* How the total and its parts fit together. */
enum total_parts {
    TOTAL_ABSENT,   /* no total, or a term is absent */
    TOTAL_PLAIN,    /* recon + kl: beta is 1, or kl was logged with its weight */
    TOTAL_WEIGHTED, /* recon + w kl with one w */
    TOTAL_RAMP,     /* recon + w kl with a w that changes from row to row */
    TOTAL_BETA,     /* recon + beta kl with the column of beta */
    TOTAL_OTHER     /* none of these: another term, a weight of recon, other units */
};

struct weights {
    enum weight_source source;
    enum total_parts parts;
    struct curve beta; /* the weight over steps, empty where it is unknown */
    double
        misfit; /* median |total - recon - w kl| / median |w kl| of TOTAL_*; NaN without a total */
};

/* weights_find -- of a record whose recon, kl and loss (or elbo) are as the log has them. STATUS_MEMORY. */
enum status weights_find(struct weights *weights, const struct record *record,
                         struct error *error) MUST_CHECK;
void weights_free(struct weights *weights);

#endif
