#include "layers/gru.h"

void klimb_gru_describe(struct gru *gru, long width, long steps) {
    *gru = (struct gru){
        .width = width,
        .steps = steps,
        .recurrent = {.in = width, .out = 3 * width, .activation = ACTIVATION_IDENTITY}};
}

void klimb_gru_layout(struct gru *gru, struct arena *arena, long capacity) {
    long states = capacity * gru->width, all = gru->steps * states;
    gru->h = klimb_arena_take(arena, all + states, sizeof(real));
    gru->gates = klimb_arena_take(arena, 3 * all, sizeof(real));
    gru->remembered = klimb_arena_take(arena, all, sizeof(real));
    gru->dinput = klimb_arena_take(arena, 3 * all, sizeof(real));
    gru->drecurrent = klimb_arena_take(arena, 3 * all, sizeof(real));
    gru->sums = klimb_arena_take(arena, 3 * states, sizeof(real));
}

real *klimb_gru_state(const struct gru *gru, long t, long n) {
    return gru->h + t * n * gru->width;
}

real *klimb_gru_gates(const struct gru *gru, long t, long n) {
    return gru->gates + 3 * t * n * gru->width;
}

/* ---- A step of one row of H units ---- */

static void reset_and_update(real *gates, const real *sums, long width, const struct vecmath *vm) {
    for (long j = 0; j < 2 * width; j++)
        gates[j] = gates[j] + sums[j];
    vm->sigmoid(gates, gates, 2 * width);
}

static void renew(real *gates, real *remembered, const real *sums, long width,
                  const struct vecmath *vm) {
    const real *reset = gates;
    real *new = gates + 2 * width;
    for (long j = 0; j < width; j++) {
        remembered[j] = sums[2 * width + j];
        new[j] = new[j] + reset[j] * remembered[j];
    }
    vm->tanh(new, new, width);
}

static void next_state(real *next, const real *h, const real *gates, long width) {
    const real *update = gates + width, *new = gates + 2 * width;
    for (long j = 0; j < width; j++)
        next[j] = new[j] + update[j] * (h[j] - new[j]);
}

void klimb_gru_step(struct gru *gru, long t, long n, const struct backend *backend) {
    long width = gru->width;
    const real *h = klimb_gru_state(gru, t, n);
    real *next = klimb_gru_state(gru, t + 1, n), *gates = klimb_gru_gates(gru, t, n);
    real *remembered = gru->remembered + t * n * width;
    klimb_dense_forward(gru->sums, NULL, &gru->recurrent, h, n, backend);
    for (long i = 0; i < n; i++) {
        real *row = gates + 3 * i * width;
        const real *sums = gru->sums + 3 * i * width;
        reset_and_update(row, sums, width, backend->vm);
        renew(row, remembered + i * width, sums, width, backend->vm);
        next_state(next + i * width, h + i * width, row, width);
    }
}

/* ---- And back ---- */

/* One row of a step. dh, of the state after it, becomes the part that passes through u. */
static void row_backward(real *restrict dh, real *restrict dinput, real *restrict drecurrent,
                         const real *restrict h, const real *restrict gates,
                         const real *restrict remembered, long width) {
    for (long j = 0; j < width; j++) {
        real r = gates[j], u = gates[width + j], m = gates[2 * width + j];
        real dnew = dh[j] * (1 - u) * (1 - m * m);
        real dreset = dnew * remembered[j] * r * (1 - r);
        real dupdate = dh[j] * (h[j] - m) * u * (1 - u);
        dinput[j] = drecurrent[j] = dreset;
        dinput[width + j] = drecurrent[width + j] = dupdate;
        dinput[2 * width + j] = dnew;
        drecurrent[2 * width + j] = dnew * r;
        dh[j] = dh[j] * u;
    }
}

static void step_backward(struct gru *gru, real *dh, long t, long n,
                          const struct backend *backend) {
    long width = gru->width, before = t * n * width;
    for (long i = 0; i < n; i++) {
        long at = before + i * width;
        row_backward(dh + i * width, gru->dinput + 3 * at, gru->drecurrent + 3 * at, gru->h + at,
                     gru->gates + 3 * at, gru->remembered + at, width);
    }
    backend->kernels->flush(gru->dinput + 3 * before, 3 * n * width, REAL_MIN);
    backend->kernels->flush(gru->drecurrent + 3 * before, 3 * n * width, REAL_MIN);
}

/* Adds to dprevious, which holds its gradient as an output, the part that passes through u and the part through s. */
static void pass_on(const struct gru *gru, real *dprevious, const real *passed, long t, long n,
                    const struct backend *backend) {
    long width = gru->width;
    klimb_backend_multiply(backend, &(struct gemm_product){.c = gru->sums,
                                                           .a = gru->drecurrent + 3 * t * n * width,
                                                           .b = gru->recurrent.w,
                                                           .m = n,
                                                           .n = width,
                                                           .k = 3 * width,
                                                           .form = GEMM_NT});
    for (long p = 0; p < n * width; p++)
        dprevious[p] += passed[p] + gru->sums[p];
}

void klimb_gru_backward(struct gru *gru, real *dh, real *dh0, long n,
                        const struct backend *backend) {
    long states = n * gru->width;
    for (long p = 0; p < states; p++)
        dh0[p] = 0;
    for (long t = gru->steps - 1; t >= 0; t--) {
        real *own = dh + t * states;
        step_backward(gru, own, t, n, backend);
        pass_on(gru, t > 0 ? own - states : dh0, own, t, n, backend);
    }
    struct dense *recurrent = &gru->recurrent;
    klimb_dense_backward(NULL, recurrent, gru->drecurrent, NULL, NULL, gru->h, gru->steps * n,
                         backend);
}
