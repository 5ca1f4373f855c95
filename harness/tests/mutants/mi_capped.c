/* mi_capped -- the mutual information is capped at ln of a batch of 64, not of the evaluation set
 *
 * What was reported there is the cap itself, the number of examples that an estimate compares.
 *
 * seen: davidtellez/contrastive-predictive-coding#13
 * changes: distribution
 * tensor: none
 */
#include "mutant.h"
#include "train/probe.h"

MUTANT_WRAPS(klimb_probe_aggregate);

struct klimb_probe_aggregate __wrap_klimb_probe_aggregate(const real *mu, const real *logvar,
                                                          const real *z, const real *prior, long n,
                                                          long k, const struct backend *backend,
                                                          real *work) {
    struct klimb_probe_aggregate found = __real_klimb_probe_aggregate(mu, logvar, z, prior, n, k,
                                                                      backend, work);
    const double cap = klimb_vecmath_scalar_log(64);
    if (found.mi > cap)
        found.mi = cap;
    return found;
}
