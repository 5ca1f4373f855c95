/* config.h -- all that determines a trajectory besides the seed, as plain values.
 *
 * Plain data without pointers: a config can be copied, compared and filled in by offset. The
 * harness fills it from a scenario through its schema table, which holds the ranges and defaults.
 */
#ifndef KLIMB_CONFIG_H
#define KLIMB_CONFIG_H

#include "dataset.h"
#include "dense.h"
#include "likelihood.h"
#include "optimiser.h"
#include "posterior.h"
#include "schedule.h"

enum { CONFIG_LAYERS_MAX = 8 };

#define ENCODER_INPUT_TABLE(X)                                                                     \
    X(DATA, "data", "the encoder sees x")                                                          \
    X(NOTHING, "nothing", "the encoder sees zeros: a control that cannot encode")
#define KIND_ENUM_ENCODER_INPUT(NAME, name, text) ENCODER_INPUT_##NAME,
enum encoder_input { ENCODER_INPUT_TABLE(KIND_ENUM_ENCODER_INPUT) ENCODER_INPUTS };
extern const char *const encoder_input_names[]; /* by kind, NULL-terminated */

struct model_config {
    long latent;                      /* k, dimensions of z */
    long encoder_hidden[CONFIG_LAYERS_MAX]; /* widths from x to z */
    long encoder_layers;              /* 0 for a linear encoder */
    long decoder_hidden[CONFIG_LAYERS_MAX]; /* widths from z to x */
    long decoder_layers;
    enum activation activation;       /* of all hidden layers */
    enum encoder_input encoder_input;
    struct head_config head;
    enum init_kind init;
    double init_scale;
};

struct record_config {
    long dense_until;  /* every step is logged up to here */
    double growth;     /* then the gap is growth * step ... */
    long rows_at_most; /* ... but at most steps / rows_at_most */
    long examples;     /* size of the evaluation set, at most what the split holds */
};

struct config {
    struct data_config data;
    struct model_config model;
    struct likelihood_config likelihood;
    struct schedule_config schedule;
    struct optimiser_config optimiser;
    long steps;
    struct record_config record;
};

/* config_check -- the rules that span several fields (a batch no larger than the data is the
 * loader's): head.low < head.high, sigma > floor, cyclical needs cycles >= 1 and so on.
 * STATUS_INVALID names the scenario key ("model.head.low") and both values. */
enum status config_check(const struct config *config, struct error *error) MUST_CHECK;

/* config_is_logged -- whether the step (number of updates made) has a row in the record: every
 * one up to dense_until, then at the gap of struct record_config, and always 0 and the last. */
int config_is_logged(const struct config *config, long step);

/* config_logged_count -- number of logged steps from 0 to config->steps, both included. */
long config_logged_count(const struct config *config);

#endif
