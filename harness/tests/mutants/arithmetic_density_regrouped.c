/* arithmetic_density_regrouped -- a density multiplies the precision by one distance first
 *
 * changes: arithmetic
 * invisible: where all precisions are powers of two
 */
#include "change_kernels.h"

MUTANT_WRAPS(klimb_kernels_select);

static void log_densities(real *density, const real *offset, const real *mu, const real *precision,
                          const real *z, long n, long k, long stride) {
    for (long j = 0; j < n; j++) {
        density[j] = offset[j];
        for (long d = 0; d < k; d++) {
            const real distance = z[d] - mu[d * stride + j];
            density[j] += distance * (distance * precision[d * stride + j]);
        }
    }
}

static void change(struct kernels *table) {
    table->log_densities = log_densities;
}
