/* noise_omitted -- z is the mean: nothing is sampled
 *
 * seen: dmis-lab/VAECox#6, fishmoon1234/DAG-GNN#8
 * changes: distribution
 * tensor: noise eps
 */
#include "mutant.h"
#include "numerics/rng.h"

#include <string.h>

MUTANT_WRAPS(klimb_rng_normal);

void __wrap_klimb_rng_normal(real *out, struct rng_place place, long rows, long columns,
                             const struct vecmath *vm) {
    __real_klimb_rng_normal(out, place, rows, columns, vm);
    if (place.purpose == RNG_LATENT || place.purpose == RNG_EVALUATION)
        memset(out, 0, (size_t)(rows * columns) * sizeof *out);
}
