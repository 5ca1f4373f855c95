/* config.h -- all that determines a trajectory besides the seed, as plain values.
 *
 * Plain data without pointers: a config can be copied, compared and filled in by offset. The
 * harness fills it from a scenario through its schema table, which holds the ranges and defaults.
 */
#ifndef KLIMB_CONFIG_H
#define KLIMB_CONFIG_H

#include "data/dataset.h"
#include "layers/likelihood.h"
#include "layers/mlp.h"
#include "layers/optimiser.h"
#include "layers/posterior.h"
#include "layers/schedule.h"

enum { CONFIG_LAYERS_MAX = MLP_HIDDEN_MAX };

/* X(NAME, name in a scenario, text) */
#define ENCODER_INPUT_TABLE(X)                                                                     \
    X(DATA, "data", "the encoder sees x")                                                          \
    X(NOTHING, "nothing", "the encoder sees zeros: a control that cannot encode")
#define KIND_ENUM_ENCODER_INPUT(NAME, name, text) ENCODER_INPUT_##NAME,
enum encoder_input { ENCODER_INPUT_TABLE(KIND_ENUM_ENCODER_INPUT) ENCODER_INPUTS };
extern const char *const klimb_encoder_input_names[]; /* by kind, NULL-terminated */

/* X(NAME, name in a scenario, text) */
#define NOISE_TABLE(X)                                                                             \
    X(SAMPLED, "sampled", "a draw for each example and step")                                      \
    X(EXPECTED, "expected", "none: the expectation over it in closed form (linear decoder)")
#define KIND_ENUM_NOISE(NAME, name, text) NOISE_##NAME,
enum noise { NOISE_TABLE(KIND_ENUM_NOISE) NOISES };
extern const char *const klimb_noise_names[]; /* by kind, NULL-terminated */

struct model_config {
    long latent;                            /* k, dimensions of z */
    long encoder_hidden[CONFIG_LAYERS_MAX]; /* widths from x to z */
    long encoder_layers;                    /* 0 for a linear encoder */
    long decoder_hidden[CONFIG_LAYERS_MAX]; /* widths from z to x */
    long decoder_layers;
    enum activation activation; /* of all hidden layers */
    enum encoder_input encoder_input;
    struct head_config head;
    enum init_kind init;
    double init_scale;
};

/* Which steps have a row. After the dense part the gap behind step s is growth * s rounded down, at
 * most steps / rows_at_most rounded up, at least 1. */
struct record_config {
    long dense_until;  /* every step is logged up to here */
    double growth;     /* 0.1: the gap is a tenth of the step */
    long rows_at_most; /* of the part with the widest gap, not of the whole record */
    long examples;     /* size of the evaluation set, cut to what the data hold */
};

struct config {
    struct data_config data;
    struct model_config model;
    struct likelihood_config likelihood;
    struct schedule_config schedule;
    enum noise noise; /* of z in the reconstruction term, in training and in the record */
    struct optimiser_config optimiser;
    long steps;
    struct record_config record;
};

/* klimb_config_check -- the rules that span several fields (a batch no larger than the data is the
 * trainer's, for it knows the data): head.low < head.high, sigma > floor, cyclical needs cycles >=
 * 1 and so on. Rules of a kind hold only for that kind: a Bernoulli likelihood may have any sigma.
 * An exact covariance needs Gaussian data, more examples than dimensions and none held out; a
 * shared scale, whose weights have no gradient, Adam's epsilon above 0; expected noise a Gaussian
 * likelihood and a decoder without hidden layers.
 * STATUS_INVALID names the scenario key ("model.head.low"), what it is and what is allowed. */
enum status klimb_config_check(const struct config *config, struct error *error) MUST_CHECK;

/* klimb_config_next_logged -- the logged step after `step`, itself a logged step. From the last one,
 * config->steps, it is config->steps + 1, which no run reaches. Step 0 is always logged, so a walk
 * starts there:
 *     for (long step = 0; step <= config->steps; step = klimb_config_next_logged(config, step)) */
long klimb_config_next_logged(const struct config *config, long step);

/* klimb_config_is_logged -- whether the step (number of updates made) has a row in the record: every
 * one up to dense_until, then at the gap of struct record_config, and always 0 and the last. Takes
 * time in proportion to the logged steps before it. */
int klimb_config_is_logged(const struct config *config, long step);

/* klimb_config_logged_count -- number of logged steps from 0 to config->steps, both included. */
long klimb_config_logged_count(const struct config *config);

#endif
