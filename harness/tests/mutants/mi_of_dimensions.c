/* mi_of_dimensions -- the aggregate posterior is taken as the product of its dimensions
 *
 * seen: scverse/scvi-tools#3188
 * changes: distribution
 * tensor: none
 */
#include "mutant.h"
#include "train/probe.h"

MUTANT_WRAPS(klimb_probe_aggregate);

static void take_column(real *out, const real *x, long n, long k, long column) {
    for (long i = 0; i < n; i++)
        out[i] = x[i * k + column];
}

struct klimb_probe_aggregate __wrap_klimb_probe_aggregate(const real *mu, const real *logvar,
                                                          const real *z, const real *prior, long n,
                                                          long k, const struct backend *backend,
                                                          real *work) {
    struct klimb_probe_aggregate found = __real_klimb_probe_aggregate(mu, logvar, z, prior, n, k,
                                                                      backend, work);
    real *column = mutant_zeros(4 * n);
    found.mi = 0;
    for (long j = 0; j < k; j++) {
        take_column(column, mu, n, k, j);
        take_column(column + n, logvar, n, k, j);
        take_column(column + 2 * n, z, n, k, j);
        take_column(column + 3 * n, prior, n, k, j);
        found.mi += __real_klimb_probe_aggregate(column, column + n, column + 2 * n, column + 3 * n,
                                                 n, 1, backend, work)
                        .mi;
    }
    free(column);
    return found;
}
