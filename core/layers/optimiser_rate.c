#include "layers/optimiser_internal.h"

#include <stddef.h>

#define KIND_NAME(NAME, name, text) name,
const char *const klimb_rate_names[] = {RATE_TABLE(KIND_NAME) NULL};
#undef KIND_NAME

double klimb_optimiser_power(double base, long exponent) {
    double power = 1;
    for (; exponent > 0; exponent /= 2, base *= base)
        if (exponent % 2 == 1)
            power *= base;
    return power;
}

/* ---- Decay: the share of learning_rate that is left at `step` ---- */

static double share_constant(const struct optimiser *optimiser, long step) {
    (void)optimiser;
    (void)step;
    return 1;
}

static double progress_at(const struct optimiser *optimiser, long step) {
    return (double)step / (double)optimiser->steps;
}

static double share_cosine(const struct optimiser *optimiser, long step) {
    return (1 + klimb_vecmath_scalar_cospi(progress_at(optimiser, step))) / 2;
}

static double share_linear(const struct optimiser *optimiser, long step) {
    return 1 - progress_at(optimiser, step);
}

static double share_exponential(const struct optimiser *optimiser, long step) {
    const struct optimiser_config *config = &optimiser->config;
    double turns = (double)step / (double)config->decay_every;
    return klimb_vecmath_scalar_exp(turns * klimb_vecmath_scalar_log(config->decay_factor));
}

static double share_step(const struct optimiser *optimiser, long step) {
    const struct optimiser_config *config = &optimiser->config;
    return klimb_optimiser_power(config->decay_factor, step / config->decay_every);
}

static double share_milestones(const struct optimiser *optimiser, long step) {
    const struct optimiser_config *config = &optimiser->config;
    long behind = 0;
    while (behind < config->milestones && config->milestone[behind] <= step)
        behind++;
    return klimb_optimiser_power(config->decay_factor, behind);
}

static double share_plateau(const struct optimiser *optimiser, long step) {
    (void)step;
    return klimb_optimiser_power(optimiser->config.decay_factor, optimiser->plateau.cuts);
}

double klimb_optimiser_rate(const struct optimiser *optimiser, long step) {
    static double (*const shares[RATE_KINDS])(const struct optimiser *, long) = {
        [RATE_CONSTANT] = share_constant, [RATE_COSINE] = share_cosine,
        [RATE_LINEAR] = share_linear,     [RATE_EXPONENTIAL] = share_exponential,
        [RATE_STEP] = share_step,         [RATE_MILESTONES] = share_milestones,
        [RATE_PLATEAU] = share_plateau,
    };
    const struct optimiser_config *config = &optimiser->config;
    double rate = config->learning_rate * shares[config->decay](optimiser, step);
    return step + 1 < config->warmup ? rate * ((double)(step + 1) / (double)config->warmup) : rate;
}

/* ---- Plateau ---- */

/* The comparison of PyTorch's ReduceLROnPlateau with mode "min" and threshold_mode "rel". For a lowest loss below
 * 0, as a Gaussian likelihood can have, (1 - threshold) times it is above it, so a slightly higher loss counts as
 * a fall. */
static void end_period(struct optimiser *optimiser) {
    const struct optimiser_config *config = &optimiser->config;
    struct optimiser_plateau *plateau = &optimiser->plateau;
    double mean = plateau->sum / (double)plateau->count;
    if (plateau->periods == 0 || mean < plateau->best * (1 - config->threshold)) {
        plateau->best = mean;
        plateau->bad = 0;
    } else if (++plateau->bad > config->patience) {
        plateau->cuts++;
        plateau->bad = 0;
    }
    plateau->periods++;
    plateau->sum = 0;
    plateau->count = 0;
}

void klimb_optimiser_watch(struct optimiser *optimiser, double loss, long step) {
    if (optimiser->config.decay != RATE_PLATEAU)
        return;
    if (step > 0 && step % optimiser->config.decay_every == 0)
        end_period(optimiser);
    optimiser->plateau.sum += loss;
    optimiser->plateau.count++;
}
