#include "train/vae_decoder.h"

#include <string.h>

#include "layers/gru_decoder.h"
#include "layers/made.h"

void klimb_vae_copy_columns(real *to, long to_width, const real *from, long from_width,
                            long columns, long n) {
    for (long i = 0; i < n; i++)
        memcpy(to + i * to_width, from + i * from_width, (size_t)columns * sizeof *to);
}

static void lay_out_given(struct vae *vae, struct arena *arena, long width) {
    vae->given = klimb_arena_take(arena, vae->capacity * width, sizeof(real));
    vae->dgiven = klimb_arena_take(arena, vae->capacity * width, sizeof(real));
}

static void lay_out_shown(struct vae *vae, struct arena *arena, long width) {
    if (!(vae->config.decoder_dropout > 0))
        return;
    vae->shown_width = width;
    vae->shown = klimb_arena_take(arena, vae->capacity * width, sizeof(real));
}

/* ---- mlp: its input is z, and y if there is a condition ---- */

static void describe_mlp(struct vae *vae) {
    const struct model_config *model = &vae->config;
    klimb_network_describe(
        &vae->decoder,
        &(struct network_shape){.kind = model->network,
                                .in = model->latent + vae->condition,
                                .out = klimb_likelihood_outputs(vae->likelihood.kind, vae->data),
                                .hidden = model->decoder_hidden,
                                .hidden_count = model->decoder_layers,
                                .activation = model->activation,
                                .leak = model->leak,
                                .skip = model->skip,
                                .pictures = klimb_config_pictures(model, 1)});
}

static void lay_out_mlp(struct vae *vae, struct arena *arena) {
    lay_out_given(vae, arena, vae->condition > 0 ? vae->config.latent + vae->condition : 0);
}

/* z, or (z, y): y is the last columns of `example`, whose rows have `width` columns. */
static const real *join(struct vae *vae, const real *z, const real *example, long width, long n) {
    long latent = vae->config.latent, condition = vae->condition;
    if (condition == 0)
        return z;
    klimb_vae_copy_columns(vae->given, latent + condition, z, latent, latent, n);
    klimb_vae_copy_columns(vae->given + latent, latent + condition, example + width - condition,
                           width, condition, n);
    return vae->given;
}

static void forward_mlp(struct vae *vae, const real *z, const real *x, const real *shown, long n,
                        const struct backend *backend) {
    (void)shown;
    klimb_network_forward(&vae->decoder, join(vae, z, x, vae->data + vae->condition, n), n,
                          backend);
}

/* The gradient of y is not needed. */
static void backward_mlp(struct vae *vae, const real *z, long n, const struct backend *backend) {
    long latent = vae->config.latent, width = latent + vae->condition;
    if (vae->condition == 0) {
        klimb_network_backward(&vae->decoder, vae->dz, vae->delta, z, n, backend);
        return;
    }
    klimb_network_backward(&vae->decoder, vae->dgiven, vae->delta, vae->given, n, backend);
    klimb_vae_copy_columns(vae->dz, latent, vae->dgiven, width, latent, n);
}

static void decode_mlp(struct vae *vae, real *mean, const real *z, long n,
                       const struct backend *backend) {
    klimb_network_forward(&vae->decoder, join(vae, z, vae->zeros, vae->condition, n), n, backend);
    klimb_likelihood_mean(mean, klimb_network_output(&vae->decoder), n, vae->data, &vae->likelihood,
                          backend);
}

/* ---- made: z and the values before x_j ---- */

static void describe_made(struct vae *vae) {
    const struct model_config *model = &vae->config;
    vae->decoder = (struct network){.kind = NETWORK_MLP};
    klimb_made_describe(&vae->decoder.mlp, model->latent, vae->data, model->decoder_hidden,
                        model->decoder_layers, model->activation, model->leak);
}

static void lay_out_made(struct vae *vae, struct arena *arena) {
    lay_out_given(vae, arena, vae->config.latent + vae->data);
    lay_out_shown(vae, arena, vae->data);
}

static void prepare_made(struct vae *vae) {
    klimb_made_mask_weights(&vae->decoder.mlp);
}

static void forward_made(struct vae *vae, const real *z, const real *x, const real *shown, long n,
                         const struct backend *backend) {
    klimb_made_input(vae->given, z, x, shown, n, vae->config.latent, vae->data);
    klimb_network_forward(&vae->decoder, vae->given, n, backend);
}

static void backward_made(struct vae *vae, const real *z, long n, const struct backend *backend) {
    (void)z;
    klimb_network_backward(&vae->decoder, vae->dgiven, vae->delta, vae->given, n, backend);
    klimb_made_mask_gradients(&vae->decoder.mlp);
    klimb_made_latent_gradient(vae->dz, vae->dgiven, n, vae->config.latent, vae->data);
}

static void decode_made(struct vae *vae, real *mean, const real *z, long n,
                        const struct backend *backend) {
    klimb_made_sample(mean, vae->given, &vae->decoder.mlp, z, n,
                      (struct rng_place){.purpose = RNG_ANCESTRAL}, backend);
}

/* ---- gru: z and the symbols before ---- */

static long positions_of(const struct vae *vae) {
    return vae->data / vae->likelihood.symbols;
}

static void describe_gru(struct vae *vae) {
    const struct model_config *model = &vae->config;
    long positions = positions_of(vae);
    klimb_network_describe(&vae->decoder,
                           &(struct network_shape){.kind = NETWORK_GRU,
                                                   .in = model->latent + positions,
                                                   .out = vae->data,
                                                   .hidden = model->decoder_hidden,
                                                   .hidden_count = model->decoder_layers,
                                                   .steps = positions});
}

static void lay_out_gru(struct vae *vae, struct arena *arena) {
    lay_out_given(vae, arena, vae->config.latent + positions_of(vae));
    lay_out_shown(vae, arena, positions_of(vae));
}

static void forward_gru(struct vae *vae, const real *z, const real *x, const real *shown, long n,
                        const struct backend *backend) {
    klimb_gru_decoder_input(vae->given, z, x, shown, n, &vae->decoder.gru);
    klimb_network_forward(&vae->decoder, vae->given, n, backend);
}

static void backward_gru(struct vae *vae, const real *z, long n, const struct backend *backend) {
    long latent = vae->config.latent;
    (void)z;
    klimb_network_backward(&vae->decoder, vae->dgiven, vae->delta, vae->given, n, backend);
    klimb_vae_copy_columns(vae->dz, latent, vae->dgiven, latent + positions_of(vae), latent, n);
}

static void decode_gru(struct vae *vae, real *mean, const real *z, long n,
                       const struct backend *backend) {
    klimb_gru_decoder_sample(&vae->decoder.gru, mean, z, n,
                             (struct rng_place){.purpose = RNG_ANCESTRAL}, backend);
}

const struct vae_decoder klimb_vae_decoders[DECODERS] = {
    [DECODER_MLP] = {describe_mlp, lay_out_mlp, NULL, forward_mlp, backward_mlp, decode_mlp},
    [DECODER_MADE] = {describe_made, lay_out_made, prepare_made, forward_made, backward_made,
                      decode_made},
    [DECODER_GRU] = {describe_gru, lay_out_gru, NULL, forward_gru, backward_gru, decode_gru},
};
