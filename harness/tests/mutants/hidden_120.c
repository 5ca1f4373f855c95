/* hidden_120 -- a hidden layer of 128 units has 120: a sixteenth is missing from every one
 *
 * There another size took the place of the asked one; how small a difference shows is asked here.
 *
 * seen: shawntan/chicken-rice-nn#3, rohithreddy024/VAE-Text-Generation#6
 * changes: distribution
 * also: annealing/linear
 * tensor: parameter
 */
#include "layers/mlp.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_mlp_describe);

void __wrap_klimb_mlp_describe(struct mlp *mlp, long in, const long *hidden, long hidden_count,
                               long out, enum activation activation, double leak) {
    long narrower[MLP_HIDDEN_MAX];
    for (long i = 0; i < hidden_count; i++)
        narrower[i] = hidden[i] - hidden[i] / 16;
    __real_klimb_mlp_describe(mlp, in, narrower, hidden_count, out, activation, leak);
}
