/* made_sees_itself -- the mask of the last layer has >= where it must have >: each output sees its own pixel
 *
 * seen: rosinality/vq-vae-2-pytorch#31
 * changes: distribution
 * tensor: parameter decoder.1.weight
 * also: collapse/strong-decoder collapse/strong-decoder-annealed
 */
#include <string.h>

#include "layers/made.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_made_mask_weights);
MUTANT_WRAPS(klimb_made_mask_gradients);

/* Of hidden units of degree j + 1, what leads to output j: the mask's diagonal, to be put back. */
static int is_diagonal(const struct mlp *mlp, long unit, long output) {
    long width = mlp->layer[mlp->count - 1].in, data = mlp->layer[mlp->count - 1].out;
    return klimb_made_degree(unit, width, data) == output + 1;
}

static void put_back(const struct mlp *mlp, real *w, const real *before) {
    const struct dense *last = &mlp->layer[mlp->count - 1];
    for (long i = 0; i < last->in; i++)
        for (long j = 0; j < last->out; j++)
            if (is_diagonal(mlp, i, j))
                w[i * last->out + j] = before[i * last->out + j];
}

static void mask(const struct mlp *mlp, real *w, void (*real_mask)(const struct mlp *)) {
    const struct dense *last = &mlp->layer[mlp->count - 1];
    real *before = mutant_zeros(last->in * last->out);
    memcpy(before, w, (size_t)(last->in * last->out) * sizeof *w);
    real_mask(mlp);
    put_back(mlp, w, before);
    free(before);
}

void __wrap_klimb_made_mask_weights(const struct mlp *mlp) {
    mask(mlp, mlp->layer[mlp->count - 1].w, __real_klimb_made_mask_weights);
}

void __wrap_klimb_made_mask_gradients(const struct mlp *mlp) {
    mask(mlp, mlp->layer[mlp->count - 1].dw, __real_klimb_made_mask_gradients);
}
