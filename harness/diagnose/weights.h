/* weights.h -- the weight of the KL term in the total, from the log's own numbers.
 *
 * A log has recon, kl and often a total. Whether total = recon + w kl, with which w, and whether w changes, follows
 * from the rows: w = (total - recon) / kl, in any units. Or the log has a column beta.
 */
#ifndef KLIMB_WEIGHTS_H
#define KLIMB_WEIGHTS_H

#include "diagnose/curve.h"

/* The source of the weight. */
enum weight_source {
    WEIGHT_UNKNOWN, /* no beta; no total, or one with parts that are not logged */
    WEIGHT_LOGGED,  /* a column of beta */
    WEIGHT_INFERRED /* total = recon + w kl */
};

/* How the total depends on its parts. */
enum total_parts {
    TOTAL_ABSENT,   /* no total, or a term is absent */
    TOTAL_PLAIN,    /* recon + kl: beta is 1, or kl was logged with its weight */
    TOTAL_WEIGHTED, /* recon + w kl with one w */
    TOTAL_RAMP,     /* recon + w kl with a changing w */
    TOTAL_BETA,     /* recon + beta kl with the column beta */
    TOTAL_OTHER     /* none of these: another term, a weight of recon, other units */
};

struct weights {
    enum weight_source source;
    enum total_parts parts;
    struct curve beta; /* the weight over steps; empty: unknown */
    /* median |total - recon - w kl| / median |w kl| of TOTAL_*; NaN without a total */
    double misfit;
};

/* weights_find -- the weights of a record with recon, kl and loss (or elbo) as logged. STATUS_MEMORY. */
enum status weights_find(struct weights *weights, const struct record *record,
                         struct error *error) MUST_CHECK;
void weights_free(struct weights *weights);

#endif
