/* claims_identities.h -- unwritten claims: identities that hold in any VAE.
 */
#ifndef KLIMB_CLAIMS_IDENTITIES_H
#define KLIMB_CLAIMS_IDENTITIES_H

#include "judge/claims_evaluate.h"

/* claims_evaluate_identities -- test identities that hold in any VAE, trained or not, in every row with finite values.
 * The message for a broken one has the step and both sides:
 *   kl = sum_i kl_i (*), loss = recon + beta kl, elbo = -(recon + kl), kl_agg = kl - mi
 *                    to 2^-23 of the sum of the sizes of their terms: twice what rounding can do
 *   kl >= 0, kl_i >= 0 (*)  to 1e-6 a dimension: a KL near 0 is a sum of binary32 terms of size 1
 *   mi <= ln N       to 1e-4: log densities are binary32 too
 *   mi <= kl         to 1e-4 and five standard errors sqrt(min(2 kl, k)/N) of its estimate
 *   is_closed  in  whether the KL is in closed form, with a standard prior. With a learned prior, kl is a mean over
 *                  samples and kl_i is relative to N(0, 1), so the lines with (*) are not tested
 *   second_beta  in  prior.weight: if a record has kl_2, loss also has beta (second_beta - 1) kl_2 */
void claims_evaluate_identities(struct claim_result *result, const struct record *record,
                                int is_closed, double second_beta);

#endif
