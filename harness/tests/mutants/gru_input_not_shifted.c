/* gru_input_not_shifted -- step t is given the symbol of position t, which it is to predict
 *
 * seen: sktime/pytorch-forecasting#182
 * changes: distribution
 * tensor: output of decoder.1
 * also: text/collapse text/shift
 */
#include "layers/gru_decoder.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_gru_decoder_input);

void __wrap_klimb_gru_decoder_input(real *input, const real *z, const real *x, const real *shown,
                                    long n, const struct gru_decoder *decoder) {
    long latent = decoder->latent, steps = decoder->gru.steps, symbols = decoder->symbols;
    __real_klimb_gru_decoder_input(input, z, x, shown, n, decoder);
    for (long i = 0; i < n; i++) {
        real *given = input + i * (latent + steps) + latent;
        const real *last = x + ((i + 1) * steps - 1) * symbols;
        for (long t = 0; t < steps - 1; t++)
            given[t] = given[t + 1];
        for (given[steps - 1] = 0; *last <= 0; last++)
            given[steps - 1]++;
    }
}
