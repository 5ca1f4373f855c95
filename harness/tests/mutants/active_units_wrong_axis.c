/* active_units_wrong_axis -- active units are counted by the variance over dimensions, not examples
 *
 * seen: NVIDIA/physicsnemo#2004
 * changes: distribution
 * tensor: none
 */
#include "mutant.h"
#include "train/probe.h"

MUTANT_WRAPS(klimb_probe_observe);

static double variance(const real *x, long n) {
    double sum = 0, squares = 0;
    for (long i = 0; i < n; i++) {
        sum += (double)x[i];
        squares += (double)x[i] * (double)x[i];
    }
    return squares / (double)n - sum / (double)n * (sum / (double)n);
}

void __wrap_klimb_probe_observe(struct probe *probe, struct observation *row, struct vae *vae,
                                double beta, const struct backend *backend) {
    __real_klimb_probe_observe(probe, row, vae, beta, backend);
    float active = 0;
    for (long i = 0; i < probe->examples; i++)
        if (variance(probe->mu + i * probe->latent, probe->latent) > PROBE_ACTIVE_VARIANCE)
            active++;
    row->value[OBSERVABLE_active_units] = active;
}
