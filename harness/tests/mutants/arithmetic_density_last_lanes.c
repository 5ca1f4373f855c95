/* arithmetic_density_last_lanes -- densities that fill no vector of eight miss their last dimension
 *
 * changes: arithmetic
 * invisible: where the evaluation set has a multiple of eight examples
 */
#include "change_kernels.h"

MUTANT_WRAPS(klimb_kernels_select);

static void log_densities(real *density, const real *offset, const real *mu, const real *precision,
                          const real *z, long n, long k, long stride) {
    const long whole = n / 8 * 8;
    selected()->log_densities(density, offset, mu, precision, z, whole, k, stride);
    selected()->log_densities(density + whole, offset + whole, mu + whole, precision + whole, z,
                              n - whole, k - 1, stride);
}

static void change(struct kernels *table) {
    table->log_densities = log_densities;
}
