/* arithmetic_rows_on_one_counter -- noise that fills no block of four repeats the next row
 *
 * changes: arithmetic
 * invisible: where the latent dimensions are a multiple of four
 */
#include "mutant.h"
#include "numerics/rng.h"

MUTANT_WRAPS(klimb_rng_normal);

void __wrap_klimb_rng_normal(real *out, struct rng_place place, long rows, long columns,
                             const struct vecmath *vm) {
    const long whole = columns / 4 * 4;
    __real_klimb_rng_normal(out, place, rows, columns, vm);
    for (long i = 0; i + 1 < rows && place.purpose == RNG_LATENT; i++)
        for (long j = whole; j < columns; j++)
            out[i * columns + j] = out[(i + 1) * columns + j - whole];
}
