/* The kind `gru`: gru_decoder.h as a network. */
#include "layers/network_kind.h"

static void describe(struct network *network, const struct network_shape *shape) {
    klimb_gru_decoder_describe(&network->gru, shape->in - shape->steps, shape->steps,
                               shape->out / shape->steps, shape->hidden[0]);
}

static long parameter_count(const struct network *network) {
    return klimb_gru_decoder_parameter_count(&network->gru);
}

static long widest(const struct network *network) {
    return klimb_gru_decoder_widest(&network->gru);
}

static void layout(struct network *network, struct arena *arena, real *p, real *g, long capacity) {
    klimb_gru_decoder_layout(&network->gru, arena, p, g, capacity);
}

static void init_weights(struct network *network, const struct network_init *init, uint64_t seed,
                         long first, const struct vecmath *vm) {
    klimb_gru_decoder_init_weights(&network->gru, init->kind, init->scale, seed, first, vm);
}

static void forward(struct network *network, const real *x, long n, const struct backend *backend) {
    klimb_gru_decoder_forward(&network->gru, x, n, backend);
}

static real *output(const struct network *network) {
    return network->gru.y;
}

static void backward(struct network *network, real *dx, real *delta[2], const real *x, long n,
                     const struct backend *backend) {
    klimb_gru_decoder_backward(&network->gru, dx, delta, x, n, backend);
}

static long layer_count(const struct network *network) {
    (void)network;
    return 4;
}

/* The outputs of `input` are the gates of all steps [T,n,3H], those of `recurrent` all states [T+1,n,H]. */
static struct network_layer layer(const struct network *network, long i) {
    const struct gru_decoder *decoder = &network->gru;
    const struct gru *gru = &decoder->gru;
    const struct {
        const struct dense *dense;
        const real *y;
        long values;
    } layers[] = {{&decoder->state, gru->h, gru->width},
                  {&decoder->input, gru->gates, 3 * gru->steps * gru->width},
                  {&gru->recurrent, gru->h, (gru->steps + 1) * gru->width},
                  {&decoder->output, decoder->y, gru->steps * decoder->symbols}};
    const struct dense *dense = layers[i].dense;
    return (struct network_layer){.in = dense->in,
                                  .out = dense->out,
                                  .activation = dense->activation,
                                  .y = layers[i].y,
                                  .values = layers[i].values,
                                  .parts = 2,
                                  .part = {{"weight", dense->w, 2, dense->in, dense->out},
                                           {"bias", dense->b, 1, dense->out, 0}}};
}

static struct dense *head(struct network *network) {
    (void)network;
    return NULL;
}

const struct network_functions klimb_network_gru = {
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
