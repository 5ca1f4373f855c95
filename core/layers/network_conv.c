/* The kind `conv`: convolutions before the fully connected layers of an encoder, transposed ones after those of a
 * decoder. Parameters are in the order of the forward pass.
 *
 * Each convolution has a stride instead of a pooling, and each transposed one turns a pixel into stride^2 pixels: Radford,
 * Metz & Chintala 2016, "Unsupervised Representation Learning with Deep Convolutional Generative Adversarial Networks".
 * (The decoder of Rombach et al. 2022 repeats pixels and convolves, which takes stride^2 times the products.) With a
 * padding of (kernel - stride + 1)/2, rounded down, the smaller side is exactly side/stride.
 */
#include "layers/network_kind.h"

static long larger(long a, long b) {
    return a > b ? a : b;
}

/* ---- Sizes ---- */

static void describe_stage(struct network *network, const struct network_shape *shape, long i,
                           const struct patches *patches) {
    const struct network_pictures *pictures = &shape->pictures;
    enum activation last = i == 0 ? ACTIVATION_IDENTITY : shape->activation;
    if (pictures->is_decoder)
        klimb_conv_transpose_describe(&network->stages.up[i], patches, pictures->channels[i], last,
                                      i == 0 ? 0 : shape->leak);
    else
        klimb_conv_describe(&network->stages.down[i], patches, pictures->channels[i],
                            shape->activation, shape->leak);
}

/* Returns the number of values between the stages and the fully connected layers. */
static long describe_stages(struct network *network, const struct network_shape *shape) {
    const struct network_pictures *pictures = &shape->pictures;
    long side = klimb_network_side(pictures->is_decoder ? shape->out : shape->in), channels = 1;
    network->stages = (struct network_stages){.count = pictures->stages,
                                              .is_decoder = pictures->is_decoder};
    for (long i = 0; i < pictures->stages; i++) {
        struct patches patches;
        klimb_patches_describe(&patches, side, channels, pictures->kernel, pictures->stride,
                               (pictures->kernel - pictures->stride + 1) / 2);
        describe_stage(network, shape, i, &patches);
        side = patches.count;
        channels = pictures->channels[i];
    }
    return side * side * channels;
}

static void describe(struct network *network, const struct network_shape *shape) {
    int is_decoder = shape->pictures.is_decoder;
    long flat = describe_stages(network, shape);
    klimb_mlp_describe(&network->mlp, is_decoder ? shape->in : flat, shape->hidden,
                       shape->hidden_count, is_decoder ? flat : shape->out, shape->activation,
                       shape->leak);
    if (!is_decoder)
        return;
    struct dense *last = &network->mlp.layer[network->mlp.count - 1];
    last->activation = shape->activation;
    last->leak = (real)shape->leak;
}

static const struct patches *patches_of(const struct network_stages *stages, long i) {
    return stages->is_decoder ? &stages->up[i].patches : &stages->down[i].patches;
}

static const struct dense *dense_of(const struct network_stages *stages, long i) {
    return stages->is_decoder ? &stages->up[i].dense : &stages->down[i].dense;
}

static long large_of(const struct network_stages *stages, long i) {
    return klimb_patches_pixels(patches_of(stages, i));
}

static long small_of(const struct network_stages *stages, long i) {
    return stages->is_decoder ? klimb_conv_transpose_input_count(&stages->up[i])
                              : klimb_conv_output_count(&stages->down[i]);
}

static long output_of(const struct network_stages *stages, long i) {
    return stages->is_decoder ? large_of(stages, i) : small_of(stages, i);
}

/* Numbers per picture of the patches of stage i. */
static long rows_of(const struct network_stages *stages, long i) {
    return stages->is_decoder ? klimb_conv_transpose_rows_count(&stages->up[i])
                              : klimb_conv_rows_count(&stages->down[i]);
}

static long flat_of(const struct network_stages *stages) {
    return small_of(stages, stages->count - 1);
}

static long parameter_count(const struct network *network) {
    long count = klimb_mlp_parameter_count(&network->mlp);
    for (long i = 0; i < network->stages.count; i++) {
        const struct dense *dense = dense_of(&network->stages, i);
        count += klimb_dense_parameter_count(dense->in, dense->out);
    }
    return count;
}

static long widest(const struct network *network) {
    const struct network_stages *stages = &network->stages;
    long widest = klimb_mlp_widest(&network->mlp);
    for (long i = 0; i < stages->count; i++)
        widest = larger(widest, larger(large_of(stages, i), small_of(stages, i)));
    return widest;
}

/* ---- Memory ---- */

/* The i-th stage of the forward pass, from 0. */
static long in_order(const struct network_stages *stages, long i) {
    return stages->is_decoder ? stages->count - 1 - i : i;
}

/* dense_of for a caller that changes the layer. */
static struct dense *own_dense(struct network_stages *stages, long i) {
    return stages->is_decoder ? &stages->up[i].dense : &stages->down[i].dense;
}

static void view_parameters(struct network_stages *stages, real *p, real *g) {
    for (long i = 0; i < stages->count; i++) {
        struct dense *dense = own_dense(stages, in_order(stages, i));
        long weights = dense->in * dense->out;
        dense->w = p;
        dense->b = p + weights;
        dense->dw = g;
        dense->db = g + weights;
        p += weights + dense->out;
        g += weights + dense->out;
    }
}

static void take_stage(struct network_stages *stages, long i, struct arena *arena, long capacity) {
    long output = capacity * output_of(stages, i);
    stages->y[i] = klimb_arena_take(arena, output, sizeof(real));
    if (klimb_dense_keeps_pre(dense_of(stages, i)->activation))
        stages->pre[i] = klimb_arena_take(arena, output, sizeof(real));
    if (!stages->is_decoder)
        stages->rows[i] = klimb_arena_take(arena, capacity * rows_of(stages, i), sizeof(real));
}

static void layout(struct network *network, struct arena *arena, real *p, real *g, long capacity) {
    struct network_stages *stages = &network->stages;
    long dense = klimb_mlp_parameter_count(&network->mlp), rows = 0;
    long convolved = parameter_count(network) - dense;
    int is_decoder = stages->is_decoder;
    if (p != NULL)
        view_parameters(stages, is_decoder ? p + dense : p, is_decoder ? g + dense : g);
    real *mlp_p = p == NULL || is_decoder ? p : p + convolved;
    real *mlp_g = p == NULL || is_decoder ? g : g + convolved;
    klimb_mlp_layout(&network->mlp, arena, mlp_p, mlp_g, capacity);
    for (long i = 0; i < stages->count; i++) {
        take_stage(stages, i, arena, capacity);
        rows = larger(rows, rows_of(stages, i));
    }
    stages->scratch = klimb_arena_take(arena, capacity * rows, sizeof(real));
    if (!is_decoder)
        stages->dflat = klimb_arena_take(arena, capacity * flat_of(stages), sizeof(real));
}

static long layer_count(const struct network *network) {
    return network->mlp.count + network->stages.count;
}

static void init_weights(struct network *network, const struct network_init *init, uint64_t seed,
                         long first, const struct vecmath *vm) {
    struct network_stages *stages = &network->stages;
    struct mlp *mlp = &network->mlp;
    long mlp_first = first + (stages->is_decoder ? 0 : stages->count);
    long stage_first = first + (stages->is_decoder ? mlp->count : 0);
    for (long i = 0; i < mlp->count; i++)
        klimb_dense_init_weights(&mlp->layer[i], init->kind, init->scale, seed,
                                 (uint32_t)(mlp_first + i),
                                 i == mlp->count - 1 ? init->head_blocks : 1, vm);
    for (long i = 0; i < stages->count; i++) {
        struct dense *dense = own_dense(stages, in_order(stages, i));
        klimb_dense_init_weights(dense, init->kind, init->scale, seed, (uint32_t)(stage_first + i),
                                 1, vm);
    }
}

/* ---- Passes ---- */

static void forward_encoder(struct network *network, const real *x, long n,
                            const struct backend *backend) {
    struct network_stages *stages = &network->stages;
    for (long i = 0; i < stages->count; i++)
        klimb_conv_forward(stages->y[i], stages->pre[i], stages->rows[i], &stages->down[i],
                           i > 0 ? stages->y[i - 1] : x, n, backend);
    klimb_mlp_forward(&network->mlp, stages->y[stages->count - 1], n, backend);
}

/* The input of stage i of a decoder. */
static const real *given(const struct network *network, long i) {
    const struct network_stages *stages = &network->stages;
    return i == stages->count - 1 ? klimb_mlp_output(&network->mlp) : stages->y[i + 1];
}

static void forward_decoder(struct network *network, const real *x, long n,
                            const struct backend *backend) {
    struct network_stages *stages = &network->stages;
    klimb_mlp_forward(&network->mlp, x, n, backend);
    for (long i = stages->count - 1; i >= 0; i--)
        klimb_conv_transpose_forward(stages->y[i], stages->pre[i], stages->scratch, &stages->up[i],
                                     given(network, i), n, backend);
}

static void forward(struct network *network, const real *x, long n, const struct backend *backend) {
    (network->stages.is_decoder ? forward_decoder : forward_encoder)(network, x, n, backend);
}

static real *output(const struct network *network) {
    return network->stages.is_decoder ? network->stages.y[0] : klimb_mlp_output(&network->mlp);
}

/* The fully connected layers write the gradient to dflat; both buffers are then free. */
static void backward_encoder(struct network *network, real *dx, real *delta[2], const real *x,
                             long n, const struct backend *backend) {
    struct network_stages *stages = &network->stages;
    real *dy = stages->dflat;
    klimb_mlp_backward(&network->mlp, dy, delta, stages->y[stages->count - 1], n, backend);
    for (long i = stages->count - 1; i >= 0; i--) {
        real *to = i > 0 ? delta[i % 2] : dx;
        klimb_conv_backward(to, to == NULL ? NULL : stages->scratch, &stages->down[i], dy,
                            stages->y[i], stages->pre[i], stages->rows[i], n, backend);
        dy = to;
    }
    (void)x;
}

/* Stage i reads delta[i % 2] and writes the other; the fully connected layers continue with that one. */
static void backward_decoder(struct network *network, real *dx, real *delta[2], const real *x,
                             long n, const struct backend *backend) {
    struct network_stages *stages = &network->stages;
    for (long i = 0; i < stages->count; i++)
        klimb_conv_transpose_backward(delta[(i + 1) % 2], stages->scratch, &stages->up[i],
                                      delta[i % 2], stages->y[i], stages->pre[i], given(network, i),
                                      n, backend);
    real *left[2] = {delta[stages->count % 2], delta[(stages->count + 1) % 2]};
    klimb_mlp_backward(&network->mlp, dx, left, x, n, backend);
}

static void backward(struct network *network, real *dx, real *delta[2], const real *x, long n,
                     const struct backend *backend) {
    (network->stages.is_decoder ? backward_decoder : backward_encoder)(network, dx, delta, x, n,
                                                                       backend);
}

/* ---- Layers ---- */

static struct network_layer show_stage(const struct network_stages *stages, long i) {
    long large = large_of(stages, i), small = small_of(stages, i);
    return klimb_network_dense_layer(dense_of(stages, i), stages->is_decoder ? small : large,
                                     stages->is_decoder ? large : small, stages->y[i]);
}

static struct network_layer layer(const struct network *network, long i) {
    const struct mlp *mlp = &network->mlp;
    const struct network_stages *stages = &network->stages;
    long first = stages->is_decoder ? 0 : stages->count, at = i - first;
    if (at >= 0 && at < mlp->count)
        return klimb_network_dense_layer(&mlp->layer[at], mlp->layer[at].in, mlp->layer[at].out,
                                         mlp->y[at]);
    return show_stage(stages, in_order(stages, stages->is_decoder ? i - mlp->count : i));
}

static struct dense *head(struct network *network) {
    return network->stages.is_decoder ? NULL : &network->mlp.layer[network->mlp.count - 1];
}

const struct network_functions klimb_network_conv = {
    .describe = describe,
    .parameter_count = parameter_count,
    .widest = widest,
    .layout = layout,
    .init_weights = init_weights,
    .forward = forward,
    .output = output,
    .backward = backward,
    .layer_count = layer_count,
    .layer = layer,
    .head = head,
};
