/* theory_bounds.h -- bounds that hold for every run.
 */
#ifndef KLIMB_THEORY_BOUNDS_H
#define KLIMB_THEORY_BOUNDS_H

#include "theory/theory_case.h"

/* theory_bound_any -- bounds of every model: recon_constant, recon_least, kl_least, kl_most, mi_cap, and loss_least and
 * elbo_most if they follow from these. kl_least is for prior kinds standard and ar1: with P the precision of the prior, I
 * or one with the determinant (1 - alpha^2)^(1-k),
 *     KL(N(mu, diag s) || N(0, P^-1)) = 1/2 [sum_j (P_jj s_j - 1 - ln s_j) - ln det P + mu' P mu]
 * which is least at mu = 0 and, in each dimension, at the s_j nearest to 1/P_jj that model.head.kind can give. If that is
 * 1/P_jj itself, the least KL is 0 for the standard prior, and for ar1
 *     1/2 (sum_j ln P_jj - ln det P) = 1/2 [(k-2) ln(1 + alpha^2) - ln(1 - alpha^2)]
 * The q of an encoder that sees nothing can be this one, so it is the KL of its optimum. Other priors are learned and have no
 * kl_least.
 * Source: Razavi et al. 2019, ICLR, "Preventing Posterior Collapse with delta-VAEs", the section on sequential latent
 * variables; derived again as above. STATUS_MEMORY. */
enum status theory_bound_any(struct theory *theory, const struct theory_case *from,
                             struct error *error) MUST_CHECK;

/* theory_bound_linear -- loss_least, elbo_most and elbo_ppca of a set for a linear decoder.
 *   moments  of the set, diagonalised */
void theory_bound_linear(struct theory *theory, const struct config *config,
                         const struct theory_moments *moments, enum theory_set set);

#endif
