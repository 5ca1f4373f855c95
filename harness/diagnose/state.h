/* state.h -- the states of a training run, in the order in which they are considered.
 */
#ifndef KLIMB_STATE_H
#define KLIMB_STATE_H

/* In the order of consideration: a run that broke is not tested for having settled. X(identifier, name, exit code,
 * meaning, advice, scenario that shows it or its cure, or NULL) */
#define STATE_TABLE(X)                                                                             \
    X(LOGGING_BUG, "logging-bug", 1, "the numbers cannot be what their names say",                 \
      "a KL is never negative: look at the sign and at the formula, 0.5 (mu^2 + sigma^2 - 1 - ln " \
      "sigma^2)",                                                                                  \
      NULL)                                                                                        \
    X(EXPLOSION, "explosion", 1, "a term left the range of numbers, or of sense",                  \
      "predict ln sigma^2 and bound it, bound a learned decoder variance from below, or lower "    \
      "the learning rate",                                                                         \
      "explosion/clamped")                                                                         \
    X(INSUFFICIENT, "insufficient", 5, "the log does not say enough",                              \
      "log recon and kl in columns of their own, and beta if it changes", NULL)                    \
    X(NOT_LEARNING, "not-learning", 1, "neither term moves beyond its noise",                      \
      "look at the learning rate, at frozen parameters and at the sign of the loss",               \
      "learning/healthy")                                                                          \
    X(COLLAPSE, "collapse", 1, "the latent carries nothing: its KL is near 0, or not about x",     \
      "warm beta up from 0, lower it, or leave KL free up to some bits; where beta sigma_x^2 is "  \
      "above every eigenvalue of the data, collapse is the optimum",                               \
      "annealing/linear")                                                                          \
    X(RUNAWAY, "runaway", 1,                                                                       \
      "the KL rises without settling, or beyond what recon gains: its weight is too small",        \
      "raise beta, or give latents a second model to be drawn from, as latent diffusion does",     \
      "weak-prior/tiny-beta")                                                                      \
    X(ANNEALING, "annealing", 0, "the weight of the KL changes, and the terms follow it",          \
      "judge at the final beta, or by recon + kl", "annealing/linear")                             \
    X(LEARNING, "learning", 0, "recon falls, and the KL moves with it",                            \
      "train on: neither term has settled", "learning/healthy")                                    \
    X(HEALTHY, "healthy", 0, "recon fell, the KL settled above 0", "nothing to do",                \
      "learning/healthy")

#define STATE_ENUM(identifier, name, code, meaning, advice, scenario) STATE_##identifier,
enum state { STATE_TABLE(STATE_ENUM) STATES };

struct state_info {
    const char *name;
    int exit_code;
    const char *meaning, *advice, *scenario;
};
extern const struct state_info state_info[STATES];

/* state_find -- the state with a name, -1 for none. */
int state_find(const char *name);

/* state_add_list -- add all names as in a sentence: "logging-bug, ... or healthy". */
struct text;
void state_add_list(struct text *text);

#endif
