/* second_level_from_prior -- p(z|z2) is taken at z2 of the prior, not of q(z2|z)
 *
 * seen: toshikwa/slac.pytorch#9
 * changes: distribution
 * tensor: parameter prior
 * also: linear/hierarchical linear/hierarchical-larger-beta
 */
#include <string.h>

#include "layers/hierarchy.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_hierarchy_init_weights);
MUTANT_WRAPS(klimb_hierarchy_backward);
MUTANT_WRAPS(klimb_hierarchy_spread_backward);

/* q(z2|z) is N(0, I) where V, c and s, which stand first, are 0 and stay so. */
static long of_posterior(long k, long k2) {
    return (k + 2) * k2;
}

void __wrap_klimb_hierarchy_init_weights(real *p, long k, long k2, enum init_kind kind,
                                         double scale, uint64_t seed, uint32_t layer,
                                         const struct vecmath *vm) {
    __real_klimb_hierarchy_init_weights(p, k, k2, kind, scale, seed, layer, vm);
    memset(p, 0, (size_t)of_posterior(k, k2) * sizeof *p);
}

void __wrap_klimb_hierarchy_backward(real *dz, struct hierarchy *hierarchy, const real *z,
                                     const real *weight, long n) {
    __real_klimb_hierarchy_backward(dz, hierarchy, z, weight, n);
    memset(hierarchy->g, 0,
           (size_t)of_posterior(hierarchy->k, hierarchy->k2) * sizeof *hierarchy->g);
}

void __wrap_klimb_hierarchy_spread_backward(real *dsigma, struct hierarchy *hierarchy,
                                            const real *sigma, double weight, long n) {
    __real_klimb_hierarchy_spread_backward(dsigma, hierarchy, sigma, weight, n);
    memset(hierarchy->g, 0,
           (size_t)of_posterior(hierarchy->k, hierarchy->k2) * sizeof *hierarchy->g);
}
