/* activation_missing_in_decoder -- the hidden layers of the decoder have no activation
 *
 * seen: theislab/trVAE#8, podgorskiy/ALAE#44
 * changes: distribution
 * tensor: output of decoder.0
 */
#include "layers/mlp.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_mlp_describe);

/* The decoder is what widens. */
void __wrap_klimb_mlp_describe(struct mlp *mlp, long in, const long *hidden, long hidden_count,
                               long out, enum activation activation, double leak) {
    if (in < out) {
        activation = ACTIVATION_IDENTITY;
        leak = 0;
    }
    __real_klimb_mlp_describe(mlp, in, hidden, hidden_count, out, activation, leak);
}
