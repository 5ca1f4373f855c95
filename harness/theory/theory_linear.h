/* theory_linear.h -- the linear beta-VAE in closed form, from the eigenvalues of the data alone.
 *
 * Prior N(0, I_k); x|z ~ N(W z + c, s^2 I_d); q(z|x) = N(V x + a, D). Its loss is
 * E[-ln p(x|z)] + beta KL. With theta = beta s^2, the encoded axes A are those among the k largest
 * eigenvalues lambda_i that exceed theta. At the optimum
 *   |w_i|^2 = lambda_i - theta,  v_i = w_i/lambda_i,  D_ii = theta/lambda_i,
 *   KL_i = 1/2 ln(lambda_i/theta)
 * on A, and W, V, KL are 0 and D is 1 elsewhere. No encoder of any form does better with a linear
 * decoder, whose optimal q(z|x) has this form.
 * Eigenvalues are those of the population covariance (divided by N), none negative, largest first.
 * Sources: Lucas et al. 2019, "Don't Blame the ELBO!"; Tipping & Bishop 1999.
 *
 *     double lambda[] = {9, 4, 0.5};
 *     struct theory_linear optimum = theory_linear_optimum(lambda, 3, 3, 1, 2);
 *     optimum.encoded;                                       // 2: 9 and 4 exceed 2
 *     optimum.kl;                                            // 1/2 ln(9/2) + 1/2 ln(4/2)
 */
#ifndef KLIMB_THEORY_LINEAR_H
#define KLIMB_THEORY_LINEAR_H

struct theory_linear {
    double variance; /* s^2 */
    double theta;    /* beta s^2 */
    long encoded;    /* |A|, the axes above theta that have a dimension */
    /* E|x - x'|^2/(2 s^2), nats: |A| beta/2 + sum of the others' lambda/(2 s^2) */
    double distortion;
    double recon;      /* the same with the density's constant, d/2 ln(2 pi s^2) */
    double kl;         /* infinite at beta = 0 */
    double loss, elbo; /* recon + beta kl; -(recon + kl) */
};

/* theory_linear_optimum -- the optimum with k latent dimensions.
 *   eigenvalues  in [d]
 *   variance     s^2 > 0, held fixed
 *   beta         >= 0 */
struct theory_linear theory_linear_optimum(const double *eigenvalues, long d, long k,
                                           double variance, double beta);

/* theory_linear_kl -- nats of one axis: 1/2 ln(lambda/theta), 0 if lambda <= theta. */
double theory_linear_kl(double eigenvalue, double theta);

/* theory_linear_best_variance -- the s^2 at which theory_linear_optimum has its smallest loss.
 * The loss is convex in ln s^2, with the slope
 *   1/2 [d - sum_{i<=k} min(beta, lambda_i/s^2) - sum_{j>k} lambda_j/s^2],
 * so that s^2 = (sum of the eigenvalues outside A) / (d - beta |A|), at beta = 1 the mean of the
 * discarded ones as in pPCA. Returns 0 if the loss has no minimum for s^2 > 0. If it is flat below
 * some s^2 (beta = 1, k >= d), returns that s^2, the smallest eigenvalue. */
double theory_linear_best_variance(const double *eigenvalues, long d, long k, double beta);

/* theory_linear_is_flat -- whether every s^2 up to the smallest eigenvalue is equally good. */
int theory_linear_is_flat(long d, long k, double beta);

/* theory_linear_escape_rate -- r: near W = V = 0, D = 1 gradient flow grows the weights along an
 * axis like e^(r t) and its KL like e^(2 r t), t being learning rate times steps. Negative where
 * lambda < theta; 0 at lambda = theta, where nothing moves (critical slowing down). It is the
 * larger eigenvalue of [[-1/s^2, lambda/s^2], [lambda/s^2, -beta lambda]], which moves (w, v):
 *   r = 1/2 [-(1/s^2 + beta lambda)
 *            + sqrt((1/s^2 + beta lambda)^2 - 4 (lambda/s^2)(beta - lambda/s^2))] */
double theory_linear_escape_rate(double eigenvalue, double variance, double beta);

/* theory_linear_shannon_rate -- R(D) of a Gaussian source with these eigenvalues, nats: no code
 * reaches the distortion D = E|x - x'|^2 with a lower rate. Reverse water-filling: sum min(w,
 * lambda_i) = D, R = sum max(0, 1/2 ln(lambda_i/w)). Infinite at D <= 0, but 0 for a constant
 * source.
 * Source: Cover & Thomas, chapter 10. */
double theory_linear_shannon_rate(const double *eigenvalues, long d, double distortion);

#endif
