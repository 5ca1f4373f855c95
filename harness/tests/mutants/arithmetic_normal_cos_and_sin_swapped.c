/* arithmetic_normal_cos_and_sin_swapped -- Box and Muller's two normals of a pair swap places
 *
 * changes: arithmetic
 * invisible: where no noise is drawn
 */
#include "mutant.h"
#include "numerics/rng.h"

MUTANT_WRAPS(klimb_rng_normal);

/* With an even number of columns both of each pair are drawn; data that are drawn stay as they are. */
void __wrap_klimb_rng_normal(real *out, struct rng_place place, long rows, long columns,
                             const struct vecmath *vm) {
    const long even = columns + columns % 2;
    if (place.purpose == RNG_SYNTHETIC) {
        __real_klimb_rng_normal(out, place, rows, columns, vm);
        return;
    }
    real *pairs = mutant_zeros(rows * even);
    __real_klimb_rng_normal(pairs, place, rows, even, vm);
    for (long i = 0; i < rows; i++)
        for (long j = 0; j < columns; j++)
            out[i * columns + j] = pairs[i * even + (j ^ 1)];
    free(pairs);
}
