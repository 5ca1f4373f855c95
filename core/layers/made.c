#include "layers/made.h"

#include <string.h>

void klimb_made_describe(struct mlp *mlp, long latent, long data, const long *hidden,
                         long hidden_count, enum activation activation, double leak) {
    klimb_mlp_describe(mlp, latent + data, hidden, hidden_count, data, activation, leak);
}

long klimb_made_degree(long unit, long width, long data) {
    return unit * data / width;
}

/* The degree of a unit at a boundary between layers: boundary 0 is the network's input, mlp->count its output,
 * and those between are hidden layers. */
static long degree_at(const struct mlp *mlp, long boundary, long unit) {
    long data = mlp->layer[mlp->count - 1].out;
    long latent = mlp->layer[0].in - data;
    if (boundary == 0)
        return unit < latent ? 0 : unit - latent + 1;
    if (boundary == mlp->count)
        return unit + 1;
    return klimb_made_degree(unit, mlp->layer[boundary - 1].out, data);
}

/* The first output of layer `at`, from `from` on, that may see a unit of degree `degree`. Degrees ascend, so all
 * later ones may too. */
static long first_that_sees(const struct mlp *mlp, long at, long degree, long from) {
    long wanted = at == mlp->count - 1 ? degree + 1 : degree;
    while (from < mlp->layer[at].out && degree_at(mlp, at + 1, from) < wanted)
        from++;
    return from;
}

/* w [in,out] of layer `at`: row i has the weights from input unit i. */
static void mask_layer(const struct mlp *mlp, long at, real *w) {
    const struct dense *layer = &mlp->layer[at];
    long first = 0;
    for (long i = 0; i < layer->in; i++) {
        first = first_that_sees(mlp, at, degree_at(mlp, at, i), first);
        memset(w + i * layer->out, 0, (size_t)first * sizeof *w);
    }
}

void klimb_made_mask_weights(const struct mlp *mlp) {
    for (long at = 0; at < mlp->count; at++)
        mask_layer(mlp, at, mlp->layer[at].w);
}

void klimb_made_mask_gradients(const struct mlp *mlp) {
    for (long at = 0; at < mlp->count; at++)
        mask_layer(mlp, at, mlp->layer[at].dw);
}

void klimb_made_input(real *input, const real *z, const real *x, const real *shown, long n,
                      long latent, long data) {
    for (long i = 0; i < n; i++) {
        memcpy(input, z + i * latent, (size_t)latent * sizeof *input);
        input += latent;
        for (long j = i * data; j < (i + 1) * data; j++) {
            int is_shown = shown == NULL || shown[j] < 0 || shown[j] > 0;
            *input++ = is_shown ? 2 * x[j] - 1 : REAL(0.0);
        }
    }
}

void klimb_made_latent_gradient(real *dz, const real *dinput, long n, long latent, long data) {
    for (long i = 0; i < n; i++)
        memcpy(dz + i * latent, dinput + i * (latent + data), (size_t)latent * sizeof *dz);
}

/* x holds the uniforms of all values until they are compared. The network gets them as inputs, but outside the
 * masks. */
static void draw_uniforms(real *x, long n, long data, struct rng_place place) {
    for (long i = 0; i < n; i++, place.row++)
        klimb_rng_uniform(x + i * data, place, data);
}

/* Replaces logit j by its sigmoid, and the uniform x_j by a draw with that mean. */
static void sample_dimension(real *x, real *logits, long j, long n, long data,
                             const struct vecmath *vm) {
    for (long at = j; at < n * data; at += data) {
        vm->sigmoid(logits + at, logits + at, 1);
        x[at] = x[at] < logits[at] ? REAL(1.0) : REAL(0.0);
    }
}

void klimb_made_sample(real *x, real *input, struct mlp *mlp, const real *z, long n,
                       struct rng_place place, const struct backend *backend) {
    long data = mlp->layer[mlp->count - 1].out, latent = mlp->layer[0].in - data;
    draw_uniforms(x, n, data, place);
    for (long j = 0; j < data; j++) {
        klimb_made_input(input, z, x, NULL, n, latent, data);
        klimb_mlp_forward(mlp, input, n, backend);
        sample_dimension(x, klimb_mlp_output(mlp), j, n, data, backend->vm);
    }
}
