/* recon_float16_sum -- the reconstruction term is summed over examples in half precision
 *
 * seen: pytorch/torchtitan#2336, chainer/chainer#6702
 * changes: distribution
 * tensor: none
 */
#include "float16.h"
#include "mutant.h"
#include "train/probe.h"

MUTANT_WRAPS(klimb_probe_observe);

static double rough_mean(const struct probe *probe) {
    float sum = 0;
    for (long i = 0; i < probe->examples; i++)
        sum = as_float16(sum + as_float16((float)probe->recon[i]));
    return (double)sum / (double)probe->examples;
}

void __wrap_klimb_probe_observe(struct probe *probe, struct observation *row, struct vae *vae,
                                double beta, const struct backend *backend) {
    __real_klimb_probe_observe(probe, row, vae, beta, backend);
    const double kl = (double)row->value[OBSERVABLE_kl];
    const double recon = rough_mean(probe);
    row->value[OBSERVABLE_recon] = observation_narrow(recon);
    row->value[OBSERVABLE_loss] = observation_narrow(recon + beta * kl);
    row->value[OBSERVABLE_elbo] = observation_narrow(-(recon + kl));
}
