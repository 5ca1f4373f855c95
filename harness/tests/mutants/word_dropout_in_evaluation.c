/* word_dropout_in_evaluation -- symbols are hidden from the decoder in evaluation as they were in training
 *
 * seen: timbmg/Sentence-VAE#5
 * changes: distribution
 * tensor: none
 * also: text/word-dropout text/shift-dropout
 */
#include "layers/gru_decoder.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_gru_decoder_input);

void __wrap_klimb_gru_decoder_input(real *input, const real *z, const real *x, const real *shown,
                                    long n, const struct gru_decoder *decoder) {
    static const real *last;
    if (shown != NULL)
        last = shown;
    __real_klimb_gru_decoder_input(input, z, x, last, n, decoder);
}
