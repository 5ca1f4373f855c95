/* Importance weights of the samples of a batch, and their bound. */
#include "train/vae_prior.h"

/* k/2 ln(2 pi) cancels. */
double klimb_vae_sampled_kl(const struct vae *vae, const real *eps, long i) {
    const struct posterior *posterior = &vae->posterior;
    long latent = vae->config.latent;
    int is_standard = vae->config.prior.kind == PRIOR_STANDARD;
    int is_expected = klimb_vae_expects_kl(vae);
    double kl = is_standard ? 0 : vae->prior_nll[i];
    for (long p = i * latent; p < (i + 1) * latent; p++) {
        double z = is_standard ? (double)posterior->z[p] : 0, e = is_expected ? 1 : (double)eps[p];
        kl += 0.5 * (z * z - e * e - (double)posterior->logvar[p]);
    }
    return kl;
}

double klimb_vae_weighed_kl(const struct vae *vae, double kl, double second) {
    if (vae->config.prior.kind != PRIOR_HIERARCHICAL)
        return kl;
    return kl + (vae->config.hierarchy.beta - 1) * second;
}

double klimb_vae_log_weight(const struct vae *vae, const real *eps, long i, double beta) {
    return -vae->recon[i] - beta * klimb_vae_sampled_kl(vae, eps, i);
}

double klimb_vae_iwae(struct vae *vae, const real *eps, double beta, long n) {
    long samples = vae->bound.samples;
    double total = 0;
    for (long i = 0; i < n; i++)
        vae->share[i] = klimb_vae_log_weight(vae, eps, i, beta);
    for (long i = 0; i < n; i += samples)
        total -= klimb_prior_share_out(vae->share + i, samples, (double)samples);
    return total / (double)(n / samples);
}
