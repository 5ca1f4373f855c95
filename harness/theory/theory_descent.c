#include "theory/theory_descent.h"

#include <math.h>
#include <stdlib.h>

#include "numerics/vecmath/vecmath.h"

/* ---- beta ---- */

/* Share of the way from `from` to `beta`, `elapsed` steps after the start. */

static double share_linear(const struct schedule_config *schedule, double elapsed) {
    return fmin(elapsed / (double)schedule->length, 1);
}

static double share_all(const struct schedule_config *schedule, double elapsed) {
    (void)schedule;
    (void)elapsed;
    return 1;
}

static double share_sigmoid(const struct schedule_config *schedule, double elapsed) {
    return 1 / (1 + klimb_vecmath_scalar_exp(((double)schedule->length / 2 - elapsed) /
                                             schedule->width));
}

static double share_cosine(const struct schedule_config *schedule, double elapsed) {
    return (1 - klimb_vecmath_scalar_cospi(share_linear(schedule, elapsed))) / 2;
}

/* Fu et al. 2019, eq. 6 and 7: tau is the position within a cycle of length/cycles steps. */
static double share_cyclical(const struct schedule_config *schedule, double elapsed) {
    double length = (double)schedule->length;
    if (elapsed >= length)
        return 1;
    double tau = fmod(elapsed * (double)schedule->cycles, length) / length;
    return fmin(tau / schedule->ratio, 1);
}

/* tanh x = sinh x / cosh x, by libm. */
static double share_tanh(const struct schedule_config *schedule, double elapsed) {
    double reach = fmin(elapsed, (double)schedule->length) / schedule->width;
    return tanh(reach) / tanh((double)schedule->length / schedule->width);
}

/* The sum over segments of the part of each that has been passed. */
static double share_points(const struct schedule_config *schedule, double elapsed) {
    const long *step = schedule->point_step;
    const double *share = schedule->point_share;
    double sum = share[0];
    for (long i = 1; i < schedule->point_steps; i++) {
        double passed = (elapsed - (double)step[i - 1]) / (double)(step[i] - step[i - 1]);
        sum += (share[i] - share[i - 1]) * fmin(fmax(passed, 0), 1);
    }
    return sum;
}

double theory_descent_beta(const struct schedule_config *schedule, long step) {
    static double (*const shares[SCHEDULE_KINDS])(const struct schedule_config *, double) = {
        [SCHEDULE_CONSTANT] = share_all,  [SCHEDULE_LINEAR] = share_linear,
        [SCHEDULE_DELAYED] = share_all,   [SCHEDULE_SIGMOID] = share_sigmoid,
        [SCHEDULE_COSINE] = share_cosine, [SCHEDULE_CYCLICAL] = share_cyclical,
        [SCHEDULE_TANH] = share_tanh,     [SCHEDULE_POINTS] = share_points,
    };
    long elapsed = step - schedule->start;
    if (schedule->kind == SCHEDULE_CONSTANT)
        return schedule->beta;
    if (elapsed < 0)
        return schedule->from;
    int is_ramp = schedule->length > 0 || schedule->kind == SCHEDULE_POINTS;
    double share = is_ramp ? shares[schedule->kind](schedule, (double)elapsed) : 1;
    return schedule->from * (1 - share) + schedule->beta * share;
}

/* ---- Optimiser ---- */

enum status theory_descent_new(struct theory_descent *descent, const struct config *config,
                               long parameters, struct error *error) {
    *descent = (struct theory_descent){
        .config = config->optimiser,
        .steps = config->steps,
        .parameters = parameters,
        .first = calloc((size_t)parameters, sizeof(double)),
        .second = calloc((size_t)parameters, sizeof(double)),
    };
    if (descent->first != NULL && descent->second != NULL)
        return STATUS_OK;
    theory_descent_free(descent);
    return klimb_error_set(error, STATUS_MEMORY, "no memory for an optimiser of %ld parameters",
                           parameters);
}

void theory_descent_free(struct theory_descent *descent) {
    free(descent->first);
    free(descent->second);
    *descent = (struct theory_descent){0};
}

/* The learning rate's factor at `step` for each decay: Loshchilov & Hutter 2017, eq. 5, without restarts
 * and down to 0; the others as in torch.optim.lr_scheduler. */
static double rate_at(const struct theory_descent *descent, long step) {
    const struct optimiser_config *config = &descent->config;
    double t = (double)step, progress = t / (double)descent->steps;
    double turns = t / (double)config->decay_every, rate = config->learning_rate;
    if (config->decay == RATE_COSINE)
        rate *= (1 + klimb_vecmath_scalar_cospi(progress)) / 2;
    if (config->decay == RATE_LINEAR)
        rate -= rate * progress;
    if (config->decay == RATE_EXPONENTIAL)
        rate *= klimb_vecmath_scalar_pow(config->decay_factor, turns);
    if (config->decay == RATE_STEP)
        rate *= klimb_vecmath_scalar_pow(config->decay_factor, floor(turns));
    for (long i = 0; config->decay == RATE_MILESTONES && i < config->milestones; i++)
        rate *= step < config->milestone[i] ? 1 : config->decay_factor;
    if (t + 1 < (double)config->warmup)
        rate *= (t + 1) / (double)config->warmup;
    return rate;
}

/* Pascanu, Mikolov & Bengio 2013, algorithm 1. */
static void clip(const struct theory_descent *descent, double *gradient) {
    double squares = 0, limit = descent->config.clip_norm, most = descent->config.clip_value;
    for (long i = 0; most > 0 && i < descent->parameters; i++)
        gradient[i] = fmin(fmax(gradient[i], -most), most);
    for (long i = 0; i < descent->parameters; i++)
        squares += gradient[i] * gradient[i];
    double norm = sqrt(squares);
    if (!(limit > 0 && norm > limit))
        return;
    for (long i = 0; i < descent->parameters; i++)
        gradient[i] *= limit / norm;
}

/* Loshchilov & Hutter 2019: added to the gradient for adam and sgd (their eq. 3), applied to the parameters for adamw.
 */
static void decay(const struct theory_descent *descent, double *p, double *gradient, long step) {
    double lambda = descent->config.weight_decay, rate = rate_at(descent, step);
    int is_decoupled = descent->config.kind == OPTIMISER_ADAMW;
    for (long i = 0; lambda > 0 && i < descent->parameters; i++) {
        if (is_decoupled)
            p[i] -= rate * lambda * p[i];
        else
            gradient[i] += lambda * p[i];
    }
}

/* Kingma & Ba 2015, algorithm 1, in the order of its lines. */
static void step_adam(struct theory_descent *descent, double *p, const double *gradient,
                      long step) {
    const struct optimiser_config *config = &descent->config;
    double rate = rate_at(descent, step), t = (double)step + 1;
    double correction1 = 1 - klimb_vecmath_scalar_pow(config->beta1, t),
           correction2 = 1 - klimb_vecmath_scalar_pow(config->beta2, t);
    for (long i = 0; i < descent->parameters; i++) {
        double g = gradient[i], *m = &descent->first[i], *v = &descent->second[i];
        *m = config->beta1 * *m + (1 - config->beta1) * g;
        *v = config->beta2 * *v + (1 - config->beta2) * g * g;
        double m_hat = *m / correction1, v_hat = *v / correction2;
        p[i] -= rate * m_hat / (sqrt(v_hat) + config->epsilon);
    }
}

static void step_sgd(struct theory_descent *descent, double *p, const double *gradient, long step) {
    double rate = rate_at(descent, step);
    for (long i = 0; i < descent->parameters; i++) {
        descent->first[i] = descent->config.momentum * descent->first[i] + gradient[i];
        p[i] -= rate * descent->first[i];
    }
}

void theory_descent_step(struct theory_descent *descent, double *p, double *gradient, long step) {
    clip(descent, gradient);
    decay(descent, p, gradient, step);
    if (descent->config.kind == OPTIMISER_SGD)
        step_sgd(descent, p, gradient, step);
    else
        step_adam(descent, p, gradient, step);
}

/* Solves for y = z - 1, y^2 + (1 - momentum - gain) y - gain = 0, so that slow growth keeps its digits. */
double theory_descent_growth(const struct optimiser_config *config, double rate) {
    double gain = config->learning_rate * rate, rest = 1 - config->momentum - gain;
    double root = sqrt(rest * rest + 4 * gain);
    return klimb_vecmath_scalar_log1p(rest > 0 ? 2 * gain / (root + rest) : (root - rest) / 2);
}
