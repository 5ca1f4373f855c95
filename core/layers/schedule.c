#include "layers/schedule.h"

#include <math.h>
#include <stddef.h>

#include "numerics/vecmath/vecmath.h"

#define KIND_NAME(NAME, name, text) name,
const char *const klimb_schedule_names[] = {SCHEDULE_TABLE(KIND_NAME) NULL};
#undef KIND_NAME

/* A sigmoid counts as settled when this share of its way is left. */
static const double SIGMOID_REST = 1e-3;

/* Each schedule is its progress, the share of the way from `from` to `beta` that is done at
 * `elapsed` >= 0 steps after the start. Progress is 1 where beta must be met exactly. */
typedef double progress_function(const struct schedule_config *config, long elapsed);

/* ---- Progress ---- */

/* u of the header; a ramp of no length is a jump. */
static double ramp_position(const struct schedule_config *config, long elapsed) {
    return elapsed >= config->length ? 1 : (double)elapsed / (double)config->length;
}

static double progress_jump(const struct schedule_config *config, long elapsed) {
    (void)config;
    (void)elapsed;
    return 1;
}

/* The logistic curve has no end, so it goes on beyond `length`. */
static double progress_sigmoid(const struct schedule_config *config, long elapsed) {
    if (config->length <= 0)
        return 1;
    double middle = (double)config->length / 2;
    return 1 / (1 + klimb_vecmath_scalar_exp(-((double)elapsed - middle) / config->width));
}

static double progress_cosine(const struct schedule_config *config, long elapsed) {
    return (1 - klimb_vecmath_scalar_cospi(ramp_position(config, elapsed))) / 2;
}

/* Where in its cycle, tau in [0,1), the step is. Fu et al. write mod(t - 1, ceil(T/M))/(T/M) for
 * t = 1 .. T = length and M = cycles. The remainder by T/M itself, taken over the integers as
 * mod((t - 1) M, T)/T, keeps the cycles equal when T/M is no whole number, and has no rounding at
 * the restarts. */
static double cycle_position(const struct schedule_config *config, long elapsed) {
    return (double)(elapsed * config->cycles % config->length) / (double)config->length;
}

/* Fu et al. 2019, "Cyclical Annealing Schedule", eq. 6-7, with the linear ramp. */
static double progress_cyclical(const struct schedule_config *config, long elapsed) {
    if (elapsed >= config->length)
        return 1;
    double tau = cycle_position(config, elapsed);
    return tau >= config->ratio ? 1 : tau / config->ratio;
}

/* ---- Settled: whether progress stays 1 from `elapsed` on ---- */

typedef int settled_function(const struct schedule_config *config, long elapsed);

static int settled_after_start(const struct schedule_config *config, long elapsed) {
    (void)config;
    (void)elapsed;
    return 1;
}

static int settled_after_ramp(const struct schedule_config *config, long elapsed) {
    return elapsed >= config->length;
}

static int settled_sigmoid(const struct schedule_config *config, long elapsed) {
    return 1 - progress_sigmoid(config, elapsed) <= SIGMOID_REST;
}

static int settled_cyclical(const struct schedule_config *config, long elapsed) {
    if (elapsed >= config->length)
        return 1;
    int in_last_cycle = elapsed * config->cycles / config->length == config->cycles - 1;
    return in_last_cycle && cycle_position(config, elapsed) >= config->ratio;
}

/* ---- The schedules ---- */

static const struct schedule_functions {
    progress_function *progress;
    settled_function *settled;
} schedules[SCHEDULE_KINDS] = {
    [SCHEDULE_CONSTANT] = {progress_jump, settled_after_start},
    [SCHEDULE_LINEAR] = {ramp_position, settled_after_ramp},
    [SCHEDULE_DELAYED] = {progress_jump, settled_after_start},
    [SCHEDULE_SIGMOID] = {progress_sigmoid, settled_sigmoid},
    [SCHEDULE_COSINE] = {progress_cosine, settled_after_ramp},
    [SCHEDULE_CYCLICAL] = {progress_cyclical, settled_cyclical},
};

/* Steps since the start of the ramp; a constant beta has been there from the beginning. */
static long elapsed_at(const struct schedule_config *config, long step) {
    return config->kind == SCHEDULE_CONSTANT ? step : step - config->start;
}

double klimb_schedule_beta(const struct schedule_config *config, long step) {
    long elapsed = elapsed_at(config, step);
    if (elapsed < 0)
        return config->from;
    double progress = schedules[config->kind].progress(config, elapsed);
    /* from + (beta - from) may miss beta by a rounding. */
    return progress >= 1 ? config->beta : config->from + (config->beta - config->from) * progress;
}

int klimb_schedule_is_settled(const struct schedule_config *config, long step) {
    long elapsed = elapsed_at(config, step);
    return config->from == config->beta ||
           (elapsed >= 0 && schedules[config->kind].settled(config, elapsed));
}
