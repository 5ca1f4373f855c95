/* mean_of_batch_means -- the last batch of the evaluation counts as much as the others, though it is shorter
 *
 * seen: dnouri/nolearn#247, tensorflow/tensorflow#27993
 * changes: distribution
 * also: annealing/linear
 * tensor: none
 */
#include "mutant.h"
#include "train/probe.h"

MUTANT_WRAPS(klimb_probe_observe);

enum { BATCH = 100 }; /* 256 examples make two of these and a shorter one */

static double mean_of_means(const struct probe *probe, long batch) {
    double sum = 0;
    long batches = 0;
    for (long start = 0; start < probe->examples; start += batch, batches++) {
        const long left = probe->examples - start, n = left < batch ? left : batch;
        double part = 0;
        for (long i = start; i < start + n; i++)
            part += probe->recon[i];
        sum += part / (double)n;
    }
    return sum / (double)batches;
}

void __wrap_klimb_probe_observe(struct probe *probe, struct observation *row, struct vae *vae,
                                double beta, const struct backend *backend) {
    __real_klimb_probe_observe(probe, row, vae, beta, backend);
    const double kl = (double)row->value[OBSERVABLE_kl];
    const double recon = mean_of_means(probe, BATCH);
    row->value[OBSERVABLE_recon] = observation_narrow(recon);
    row->value[OBSERVABLE_loss] = observation_narrow(recon + beta * kl);
    row->value[OBSERVABLE_elbo] = observation_narrow(-(recon + kl));
}
