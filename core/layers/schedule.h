/* schedule.h -- beta(t), the weight of the KL term, a pure function of the step.
 *
 * It goes from `from` (usually 0) to `beta`, with u = (step - start)/length clamped to [0,1].
 * Before `start` it is `from`, except for the constant schedule; a length of 0 is a jump at `start`.
 * From the end of the ramp on it is exactly `beta`, except for the sigmoid, which has no end: it jumps
 * away from `from` at `start` and approaches `beta` for ever.
 *
 *     struct schedule_config ramp = {.kind = SCHEDULE_LINEAR, .beta = 1, .length = 1500};
 *     klimb_schedule_beta(&ramp, 750);   // 0.5
 */
#ifndef KLIMB_SCHEDULE_H
#define KLIMB_SCHEDULE_H

/* The schedules. Each is a file schedule_<name>.c, which defines klimb_schedule_<name>.
 * X(NAME, name in a scenario, formula, what it uses: CONFIG_SCHEDULE_... of train/config.h) */
#define SCHEDULE_TABLE(X)                                                                          \
    X(CONSTANT, constant, "beta", CONSTANT)                                                        \
    X(LINEAR, linear, "from + (beta - from) u: Sonderby et al. 2016", RAMP)                        \
    X(DELAYED, delayed, "from until start, beta from then on", CHANGE)                             \
    X(SIGMOID, sigmoid,                                                                            \
      "from before start, then from + (beta - from) / (1 + e^-((step - start - "                   \
      "length/2)/width)): Bowman et al. 2016",                                                     \
      WIDTH)                                                                                       \
    X(COSINE, cosine, "from + (beta - from) (1 - cos pi u)/2", RAMP)                               \
    X(CYCLICAL, cyclical, "cycles times: linear over `ratio` of a cycle, then beta: Fu 2019",      \
      CYCLES)                                                                                      \
    X(TANH, tanh, "from + (beta - from) tanh(u length/width)/tanh(length/width)", WIDTH)           \
    X(POINTS, points, "from + (beta - from) share, linear between points_step", POINTS)

#define KIND_ENUM_SCHEDULE(NAME, name, text, uses) SCHEDULE_##NAME,
enum schedule_kind { SCHEDULE_TABLE(KIND_ENUM_SCHEDULE) SCHEDULE_KINDS };
extern const char *const klimb_schedule_names[]; /* by kind, NULL-terminated */

enum { SCHEDULE_POINTS_MAX = 32 };

struct schedule_config {
    enum schedule_kind kind;
    double beta;  /* the value at the end */
    double from;  /* the value at the beginning */
    long start;   /* step at which the ramp begins */
    long length;  /* steps of the ramp; for cyclical, of all cycles together */
    double width; /* steps, > 0; scale of the curve for sigmoid and tanh */
    long cycles;  /* M of Fu et al. 2019 */
    double ratio; /* R of Fu et al. 2019: part of a cycle in which beta rises */
    /* points: ascending steps after the start, and at each the share of the way from `from` to beta,
     * the last one 1; the first share also holds before the first of these steps */
    long point_step[SCHEDULE_POINTS_MAX];
    double point_share[SCHEDULE_POINTS_MAX];
    long point_steps, point_shares; /* the number of each, which must be the same */
};

/* klimb_schedule_beta -- beta at `step` >= 0 (0 is the first update). The config must have passed
 * klimb_config_check, which ensures that step * cycles fits a `long`. */
double klimb_schedule_beta(const struct schedule_config *config, long step);

/* klimb_schedule_is_settled -- whether beta has its final value at all steps >= step. A sigmoid never quite
 * has; it counts as settled when 1e-3 of its way is left. Used to mark the phases of a run. */
int klimb_schedule_is_settled(const struct schedule_config *config, long step);

#endif
