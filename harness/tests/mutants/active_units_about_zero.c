/* active_units_about_zero -- active units are counted by the mean of mu^2, not by the variance of mu
 *
 * seen: decoderesearch/SAELens#659
 * changes: distribution
 * tensor: none
 */
#include "mutant.h"
#include "train/probe.h"

MUTANT_WRAPS(klimb_probe_observe);

void __wrap_klimb_probe_observe(struct probe *probe, struct observation *row, struct vae *vae,
                                double beta, const struct backend *backend) {
    __real_klimb_probe_observe(probe, row, vae, beta, backend);
    float active = 0;
    for (long j = 0; j < probe->latent; j++) {
        double squares = 0;
        for (long i = 0; i < probe->examples; i++)
            squares += (double)probe->mu[i * probe->latent + j] *
                       (double)probe->mu[i * probe->latent + j];
        if (squares / (double)probe->examples > PROBE_ACTIVE_VARIANCE)
            active++;
    }
    row->value[OBSERVABLE_active_units] = active;
}
