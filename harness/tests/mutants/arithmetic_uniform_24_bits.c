/* arithmetic_uniform_24_bits -- a uniform has 24 bits of its word instead of 23 and a half
 *
 * changes: arithmetic
 * invisible: where weights are drawn as normals
 */
#include "mutant.h"
#include "numerics/rng.h"

MUTANT_WRAPS(klimb_rng_uniform);

void __wrap_klimb_rng_uniform(real *out, struct rng_place place, long n) {
    uint32_t *word = calloc((size_t)n, sizeof *word);
    if (word == NULL)
        abort();
    klimb_rng_bits(word, place, n);
    for (long i = 0; i < n; i++)
        out[i] = ((real)(word[i] >> 8) + REAL(0.5)) * REAL(0x1p-24);
    free(word);
}
