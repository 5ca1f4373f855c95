#include "layers/gru_decoder.h"

#include <string.h>

static long larger(long a, long b) {
    return a > b ? a : b;
}

void klimb_gru_decoder_describe(struct gru_decoder *decoder, long latent, long steps, long symbols,
                                long width) {
    *decoder = (struct gru_decoder){
        .latent = latent,
        .symbols = symbols,
        .state = {.in = latent, .out = width, .activation = ACTIVATION_TANH},
        .input = {.in = symbols + 1 + latent, .out = 3 * width, .activation = ACTIVATION_IDENTITY},
        .output = {.in = width, .out = symbols, .activation = ACTIVATION_IDENTITY}};
    klimb_gru_describe(&decoder->gru, width, steps);
}

/* In the order of the parameter block. */
enum { LAYERS = 4 };

static void list_layers(struct dense *layer[LAYERS], struct gru_decoder *decoder) {
    layer[0] = &decoder->state;
    layer[1] = &decoder->input;
    layer[2] = &decoder->gru.recurrent;
    layer[3] = &decoder->output;
}

static long count_of(const struct dense *layer) {
    return klimb_dense_parameter_count(layer->in, layer->out);
}

long klimb_gru_decoder_parameter_count(const struct gru_decoder *decoder) {
    return count_of(&decoder->state) + count_of(&decoder->input) +
           count_of(&decoder->gru.recurrent) + count_of(&decoder->output);
}

long klimb_gru_decoder_widest(const struct gru_decoder *decoder) {
    long of_steps = decoder->gru.steps * larger(decoder->symbols, decoder->gru.width);
    return larger(of_steps, decoder->latent);
}

static void view_parameters(struct gru_decoder *decoder, real *p, real *g) {
    struct dense *layer[LAYERS];
    list_layers(layer, decoder);
    for (int i = 0; i < LAYERS; i++) {
        long weights = layer[i]->in * layer[i]->out;
        layer[i]->w = p;
        layer[i]->b = p + weights;
        layer[i]->dw = g;
        layer[i]->db = g + weights;
        p += weights + layer[i]->out;
        g += weights + layer[i]->out;
    }
}

void klimb_gru_decoder_layout(struct gru_decoder *decoder, struct arena *arena, real *p, real *g,
                              long capacity) {
    long outputs = capacity * decoder->gru.steps * decoder->symbols;
    if (p != NULL)
        view_parameters(decoder, p, g);
    klimb_gru_layout(&decoder->gru, arena, capacity);
    decoder->y = klimb_arena_take(arena, outputs, sizeof(real));
    decoder->z = klimb_arena_take(arena, capacity * decoder->latent, sizeof(real));
    decoder->dz = klimb_arena_take(arena, capacity * decoder->latent, sizeof(real));
    decoder->from_z = klimb_arena_take(arena, capacity * decoder->input.out, sizeof(real));
    decoder->dfrom_z = klimb_arena_take(arena, capacity * decoder->input.out, sizeof(real));
    decoder->logits = klimb_arena_take(arena, outputs, sizeof(real));
    decoder->uniform = klimb_arena_take(arena, capacity * decoder->gru.steps, sizeof(real));
}

void klimb_gru_decoder_init_weights(struct gru_decoder *decoder, enum init_kind kind, double scale,
                                    uint64_t seed, long first, const struct vecmath *vm) {
    const long blocks[LAYERS] = {1, 3, 3, 1};
    struct dense *layer[LAYERS];
    list_layers(layer, decoder);
    for (int i = 0; i < LAYERS; i++) {
        double fan = sqrt((double)decoder->input.in / (double)decoder->gru.width);
        double own = kind == INIT_PYTORCH && layer[i] == &decoder->input ? scale * fan : scale;
        klimb_dense_init_weights(layer[i], kind, own, seed, (uint32_t)(first + i), blocks[i], vm);
    }
}

/* ---- Forward ---- */

/* The symbol of a position, V values. */
static real symbol_of(const real *position, long symbols) {
    for (long s = 0; s < symbols; s++)
        if (position[s] < 0 || position[s] > 0)
            return (real)s;
    return (real)GRU_DECODER_HIDDEN;
}

void klimb_gru_decoder_input(real *input, const real *z, const real *x, const real *shown, long n,
                             const struct gru_decoder *decoder) {
    long latent = decoder->latent, steps = decoder->gru.steps, symbols = decoder->symbols;
    for (long i = 0; i < n; i++) {
        memcpy(input, z + i * latent, (size_t)latent * sizeof *input);
        input += latent;
        *input++ = (real)symbols;
        for (long at = i * steps; at < (i + 1) * steps - 1; at++) {
            int is_shown = shown == NULL || shown[at] < 0 || shown[at] > 0;
            *input++ = is_shown ? symbol_of(x + at * symbols, symbols) : (real)GRU_DECODER_HIDDEN;
        }
    }
}

/* The first state, and z's part of the input of every step, from decoder->z. */
static void begin(struct gru_decoder *decoder, long n, const struct backend *backend) {
    const struct dense *input = &decoder->input;
    klimb_dense_forward(klimb_gru_state(&decoder->gru, 0, n), NULL, &decoder->state, decoder->z, n,
                        backend);
    klimb_backend_multiply(
        backend, &(struct gemm_product){.c = decoder->from_z,
                                        .a = decoder->z,
                                        .b = input->w + (decoder->symbols + 1) * input->out,
                                        .start = input->b,
                                        .m = n,
                                        .n = input->out,
                                        .k = decoder->latent,
                                        .form = GEMM_NN});
}

/* Step t of all rows; row i gets symbol[i * stride]. */
static void step(struct gru_decoder *decoder, long t, const real *symbol, long stride, long n,
                 const struct backend *backend) {
    long gates = decoder->input.out;
    real *a = klimb_gru_gates(&decoder->gru, t, n);
    for (long i = 0; i < n; i++, symbol += stride, a += gates) {
        const real *from_z = decoder->from_z + i * gates;
        memcpy(a, from_z, (size_t)gates * sizeof *a);
        if (*symbol < 0)
            continue;
        const real *row = decoder->input.w + (long)*symbol * gates;
        for (long j = 0; j < gates; j++)
            a[j] += row[j];
    }
    klimb_gru_step(&decoder->gru, t, n, backend);
}

/* Transposes blocks of V values from [outer,inner] to [inner,outer]. */
static void turn(real *to, const real *from, long outer, long inner, long symbols) {
    for (long o = 0; o < outer; o++)
        for (long i = 0; i < inner; i++, from += symbols)
            memcpy(to + (i * outer + o) * symbols, from, (size_t)symbols * sizeof *to);
}

void klimb_gru_decoder_forward(struct gru_decoder *decoder, const real *input, long n,
                               const struct backend *backend) {
    long latent = decoder->latent, steps = decoder->gru.steps, width = latent + steps;
    for (long i = 0; i < n; i++)
        memcpy(decoder->z + i * latent, input + i * width, (size_t)latent * sizeof *input);
    begin(decoder, n, backend);
    for (long t = 0; t < steps; t++)
        step(decoder, t, input + latent + t, width, n, backend);
    klimb_dense_forward(decoder->logits, NULL, &decoder->output,
                        klimb_gru_state(&decoder->gru, 1, n), steps * n, backend);
    turn(decoder->y, decoder->logits, steps, n, decoder->symbols);
}

/* ---- Backward ---- */

/* The gradients of the symbols' rows: that of each step goes to the row of the symbol that it got. */
static void symbols_backward(struct gru_decoder *decoder, const real *input, long n) {
    long gates = decoder->input.out, steps = decoder->gru.steps;
    const real *dinput = decoder->gru.dinput, *symbol = input + decoder->latent;
    memset(decoder->input.dw, 0, (size_t)((decoder->symbols + 1) * gates) * sizeof(real));
    for (long t = 0; t < steps; t++)
        for (long i = 0; i < n; i++, dinput += gates) {
            long given = (long)symbol[i * (decoder->latent + steps) + t];
            for (long j = 0; given >= 0 && j < gates; j++)
                decoder->input.dw[given * gates + j] += dinput[j];
        }
}

/* dfrom_z is the sum of dinput over steps. */
static void sum_steps(struct gru_decoder *decoder, long n) {
    long count = n * decoder->input.out;
    memcpy(decoder->dfrom_z, decoder->gru.dinput, (size_t)count * sizeof(real));
    for (long t = 1; t < decoder->gru.steps; t++)
        for (long p = 0; p < count; p++)
            decoder->dfrom_z[p] += decoder->gru.dinput[t * count + p];
}

/* The rows of z in `input`, as a separate layer. */
static struct dense layer_of_z(const struct gru_decoder *decoder) {
    struct dense layer = decoder->input;
    long before = (decoder->symbols + 1) * layer.out;
    layer.in = decoder->latent;
    layer.w += before;
    layer.dw += before;
    return layer;
}

/* dz through the first state, whose gradient is dh0, plus dz through the steps, computed in `scratch` [n,k]. */
static void latent_backward(struct gru_decoder *decoder, real *dh0, real *scratch, long n,
                            const struct backend *backend) {
    struct dense layer = layer_of_z(decoder);
    sum_steps(decoder, n);
    klimb_dense_backward(decoder->dz, &decoder->state, dh0, klimb_gru_state(&decoder->gru, 0, n),
                         NULL, decoder->z, n, backend);
    klimb_dense_backward(scratch, &layer, decoder->dfrom_z, NULL, NULL, decoder->z, n, backend);
    for (long p = 0; p < n * decoder->latent; p++)
        decoder->dz[p] += scratch[p];
}

static void give_dinput(const struct gru_decoder *decoder, real *dinput, long n) {
    long latent = decoder->latent, steps = decoder->gru.steps;
    for (long i = 0; i < n; i++) {
        memcpy(dinput, decoder->dz + i * latent, (size_t)latent * sizeof *dinput);
        memset(dinput + latent, 0, (size_t)steps * sizeof *dinput);
        dinput += latent + steps;
    }
}

void klimb_gru_decoder_backward(struct gru_decoder *decoder, real *dinput, real *delta[2],
                                const real *input, long n, const struct backend *backend) {
    struct gru *gru = &decoder->gru;
    real *dlogits = delta[1], *dh = delta[0], *dh0 = delta[1];
    turn(dlogits, delta[0], n, gru->steps, decoder->symbols);
    klimb_dense_backward(dh, &decoder->output, dlogits, NULL, NULL, klimb_gru_state(gru, 1, n),
                         gru->steps * n, backend);
    klimb_gru_backward(gru, dh, dh0, n, backend);
    symbols_backward(decoder, input, n);
    latent_backward(decoder, dh0, delta[0], n, backend);
    if (dinput != NULL)
        give_dinput(decoder, dinput, n);
}

/* ---- Sampling ---- */

/* Draws a symbol by the uniform u. Its logits become e^(l - the largest). */
static long draw_symbol(real *logits, long symbols, real u, const struct backend *backend) {
    real most = backend->kernels->largest(logits, symbols);
    double total = 0, sum = 0;
    for (long s = 0; s < symbols; s++)
        logits[s] -= most;
    backend->vm->exp(logits, logits, symbols);
    for (long s = 0; s < symbols; s++)
        total += (double)logits[s];
    for (long s = 0; s < symbols - 1; s++) {
        sum += (double)logits[s];
        if (sum > (double)u * total)
            return s;
    }
    return symbols - 1;
}

/* Draws position t of every row; its symbols are the input of the next step. */
static void draw_position(struct gru_decoder *decoder, real *x, real *given, long t, long n,
                          const struct backend *backend) {
    long symbols = decoder->symbols, steps = decoder->gru.steps;
    for (long i = 0; i < n; i++) {
        long at = i * steps + t;
        long drawn = draw_symbol(decoder->logits + i * symbols, symbols, decoder->uniform[at],
                                 backend);
        x[at * symbols + drawn] = 1;
        given[i] = (real)drawn;
    }
}

/* y is scratch for the symbols of the next step. */
void klimb_gru_decoder_sample(struct gru_decoder *decoder, real *x, const real *z, long n,
                              struct rng_place place, const struct backend *backend) {
    long symbols = decoder->symbols, steps = decoder->gru.steps;
    real *given = decoder->y;
    memcpy(decoder->z, z, (size_t)(n * decoder->latent) * sizeof *z);
    memset(x, 0, (size_t)(n * steps * symbols) * sizeof *x);
    begin(decoder, n, backend);
    for (long i = 0; i < n; i++, place.row++) {
        klimb_rng_uniform(decoder->uniform + i * steps, place, steps);
        given[i] = (real)symbols;
    }
    for (long t = 0; t < steps; t++) {
        step(decoder, t, given, 1, n, backend);
        klimb_dense_forward(decoder->logits, NULL, &decoder->output,
                            klimb_gru_state(&decoder->gru, t + 1, n), n, backend);
        draw_position(decoder, x, given, t, n, backend);
    }
}
