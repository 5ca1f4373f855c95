/* claims_identities.h -- the claims that no scenario has to write: what holds in any VAE.
 */
#ifndef KLIMB_CLAIMS_IDENTITIES_H
#define KLIMB_CLAIMS_IDENTITIES_H

#include "judge/claims_evaluate.h"

/* claims_evaluate_identities -- what holds in any VAE, trained or not, in every row, wherever the
 * values are finite; broken identities are said with step and both sides:
 *   kl = sum_i kl_i (*), loss = recon + beta kl, elbo = -(recon + kl), kl_agg = kl - mi
 *                    to 2^-23 of the sum of the sizes of their terms: twice what rounding can do
 *   kl >= 0, kl_i >= 0 (*)  to 1e-6 a dimension: a KL near 0 is a sum of binary32 terms of size 1
 *   mi <= ln N       to 1e-4: so are log densities
 *   mi <= kl         to 1e-4 and five standard errors sqrt(min(2 kl, k)/N) of its estimate
 *   is_closed  in  whether the KL is in closed form, that to a standard prior; of a learned one kl is a mean over
 *                  samples and kl_i is to N(0, 1), so the lines with (*) are not tested
 *   second_beta  in  prior.weight: where a record has kl_2, loss has beta (second_beta - 1) kl_2 besides */
void claims_evaluate_identities(struct claim_result *result, const struct record *record,
                                int is_closed, double second_beta);

#endif
