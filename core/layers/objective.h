/* objective.h -- the objective: the weight of the KL of a batch in the gradient, and of each element of the KL.
 *
 * An objective computes the weight from the terms of the batch. The weight is the record's column beta: for the ELBO
 * it is the schedule's beta, for a controller its present value, for a capacity plus or minus beta. The state that
 * is kept from step to step is here, in double.
 *
 *     klimb_objective_start(&objective, &config, &schedule);
 *     double beta = klimb_objective_weigh(&objective, &terms, factor); // once a step, after the forward pass
 */
#ifndef KLIMB_OBJECTIVE_H
#define KLIMB_OBJECTIVE_H

#include "base/real.h"
#include "layers/schedule.h"

/* The objectives; each is a file objective_<name>.c, which defines klimb_objective_<identifier>.
 * X(NAME, identifier, name in a scenario, formula, what it uses: CONFIG_OBJECTIVE_... of train/config.h) */
#define OBJECTIVE_TABLE(X)                                                                         \
    X(ELBO, elbo, "elbo", "recon + beta KL, beta by the schedule: Higgins et al. 2017", ELBO)      \
    X(CAPACITY, capacity, "capacity",                                                              \
      "recon + beta |KL - C|, C by the schedule from `from` to target: Burgess et al. 2018",       \
      TARGET)                                                                                      \
    X(CONTROLVAE, controlvae, "controlvae",                                                        \
      "recon + b KL, b = lowest + P + I so that KL comes to target: Shao et al. 2020", CONTROL)    \
    X(GECO, geco, "geco",                                                                          \
      "lambda (recon - target) + KL, b = 1/lambda, at first beta: Rezende & Viola 2018", GECO)     \
    X(FREE_BITS, free_bits, "free-bits",                                                           \
      "recon + beta sum over groups of max(floor, KL): Kingma et al. 2016", FLOOR)                 \
    X(BALANCED, balanced, "balanced",                                                              \
      "recon + beta sum over groups of g KL, g ~ KL/size while beta rises: Vahdat & Kautz 2020",   \
      GROUP)

#define KIND_ENUM_OBJECTIVE(NAME, id, name, text, uses) OBJECTIVE_##NAME,
enum objective_kind { OBJECTIVE_TABLE(KIND_ENUM_OBJECTIVE) OBJECTIVE_KINDS };
extern const char *const klimb_objective_names[]; /* by kind, NULL-terminated */

/* X(NAME, name in a scenario, text) */
#define FLOOR_OF_TABLE(X)                                                                          \
    X(BATCH, "batch", "the mean over the batch: Kingma et al. 2016")                               \
    X(EXAMPLE, "example", "each example by itself")
#define KIND_ENUM_FLOOR_OF(NAME, name, text) FLOOR_OF_##NAME,
enum floor_of { FLOOR_OF_TABLE(KIND_ENUM_FLOOR_OF) FLOORS_OF };
extern const char *const klimb_floor_of_names[]; /* by kind, NULL-terminated */

struct objective_config {
    enum objective_kind kind;
    double target;          /* nats: C at the end, KL of controlvae, reconstruction of geco */
    double lowest, highest; /* controlvae, geco: bounds of the weight */
    double proportional;    /* controlvae: Kp */
    double integral;        /* controlvae: Ki */
    double rate;            /* geco: of ln lambda, per nat and step */
    double memory;          /* geco: alpha of the moving average of the constraint */
    double floor;           /* free-bits: nats of a group that are free */
    long group; /* free-bits, balanced: dimensions of a group, 0 for all; the last may have fewer */
    enum floor_of floor_of;
};

/* The terms of one batch, nats. */
struct objective_terms {
    long step;             /* number of updates so far */
    double recon, kl;      /* means over the batch, kl of all dimensions */
    const double *kl_mean; /* [k] mean over the batch of each dimension */
    const real *kl_each;   /* [n,k] */
    long n, k;
};

struct objective {
    struct objective_config config;
    struct schedule_config schedule;
    double weight;   /* of the last step */
    double integral; /* controlvae: I */
    double average;  /* geco: moving average of recon - target */
    double next;     /* geco: the weight of the next step */
    int is_begun;    /* whether klimb_objective_weigh has been called */
};

/* klimb_objective_start -- set up for the first step. Both configs must have passed klimb_config_check; they are
 * copied. */
void klimb_objective_start(struct objective *objective, const struct objective_config *config,
                           const struct schedule_config *schedule);

/* klimb_objective_has_factors -- whether the elements of the KL have different weights. */
int klimb_objective_has_factors(const struct objective_config *config);

/* klimb_objective_weigh -- the weight of the KL in the gradient of this batch. Advances the state, so it must be called
 * once for each step, in order.
 *   factor  out [n,k]  overwritten if klimb_objective_has_factors, else unchanged: the weight of KL_ij is the
 *                      returned one times factor_ij
 * If the KL of the batch is not finite, the weight is unspecified. */
double klimb_objective_weigh(struct objective *objective, const struct objective_terms *terms,
                             real *factor);

#endif
