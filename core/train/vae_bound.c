/* Importance weights of the samples of a batch, and the bound that they make. */
#include "train/vae.h"

double klimb_vae_log_weight(const struct vae *vae, const real *eps, long i, double beta) {
    const struct posterior *posterior = &vae->posterior;
    long latent = vae->config.latent;
    double ratio = 0; /* ln q(z|x) - ln p(z); k/2 ln(2 pi) cancels */
    for (long p = i * latent; p < (i + 1) * latent; p++) {
        double z = (double)posterior->z[p], e = (double)eps[p];
        ratio += 0.5 * (z * z - e * e - (double)posterior->logvar[p]);
    }
    return -vae->recon[i] - beta * ratio;
}

/* From ln w_s to w_s over their sum, in place; returns ln of their mean. */
static double share_out(double *share, long samples) {
    double largest = share[0], sum = 0;
    for (long s = 1; s < samples; s++)
        largest = share[s] > largest ? share[s] : largest;
    for (long s = 0; s < samples; s++) {
        share[s] = klimb_vecmath_scalar_exp(share[s] - largest);
        sum += share[s];
    }
    for (long s = 0; s < samples; s++)
        share[s] /= sum;
    return largest + klimb_vecmath_scalar_log(sum / (double)samples);
}

double klimb_vae_iwae(struct vae *vae, const real *eps, double beta, long n) {
    long samples = vae->bound.samples;
    double total = 0;
    for (long i = 0; i < n; i++)
        vae->share[i] = klimb_vae_log_weight(vae, eps, i, beta);
    for (long i = 0; i < n; i += samples)
        total -= share_out(vae->share + i, samples);
    return total / (double)(n / samples);
}
