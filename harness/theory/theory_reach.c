#include "theory/theory_reach.h"

#include "theory/theory_case.h"
#include "theory/theory_linear.h"

/* Limit of trace S/s^2, up to which rounding changes recon by less than about 1e-5 nats. */
static const double RESOLVED_MOST = 1e10;

struct obstacle {
    int is_there;
    enum theory_reach reach; /* how far theory reaches all the same */
    const char *why;
};

static const char *find_obstacle(enum theory_reach *reach, const struct obstacle *obstacles,
                                 size_t count) {
    *reach = THEORY_OPTIMUM;
    for (size_t i = 0; i < count; i++) {
        if (obstacles[i].is_there) {
            *reach = obstacles[i].reach;
            return obstacles[i].why;
        }
    }
    return NULL;
}
#define FIND_OBSTACLE(reach, obstacles)                                                            \
    find_obstacle(reach, obstacles, sizeof(obstacles) / sizeof *(obstacles))

/* The reach for a linear model whose prior has a second level. */
static const char *find_reach_of_two_levels(enum theory_reach *reach, const struct config *config) {
    const struct model_config *model = &config->model;
    double second = model->hierarchy.beta;
    int is_learned = model->head.kind == HEAD_LOGVAR;
    const struct obstacle obstacles[] = {
        {theory_is_learned(config), THEORY_LINEAR_DECODER,
         "the optimum of two levels is known for a sigma_x that is fixed"},
        {!is_learned && model->head.kind != HEAD_FIXED, THEORY_LINEAR_DECODER,
         "the optimum of two levels is known for head kinds logvar and fixed"},
        {!(config->schedule.beta > 0 && second > 0), THEORY_LINEAR_DECODER,
         "the KL of a level has weight 0, so nothing limits it"},
        {is_learned && second < 1, THEORY_LINEAR_DECODER,
         "the loss has no minimum: sigma of z is learned, and with prior.weight below 1 z grows "
         "without end"},
        {is_learned && !(second > 1), THEORY_LINEAR_DECODER,
         "sigma of z is learned: with prior.weight = 1 the least loss does not determine the "
         "second level"},
        {1, THEORY_HIERARCHY, "axes, rates and a curve are known for one level of latents"},
    };
    return FIND_OBSTACLE(reach, obstacles);
}

static const char sees_nothing[] =
    "the encoder sees nothing and can encode nothing, so the optimum is recon_constant at the "
    "least KL that prior and head allow: 0, or kl_least where there is one";

static const char *find_reach_of_bounds(enum theory_reach *reach, const struct config *config,
                                        long d) {
    const struct model_config *model = &config->model;
    int is_nonlinear = model->decoder_layers > 0 || model->network != NETWORK_MLP ||
                       config->likelihood.kind == LIKELIHOOD_BERNOULLI ||
                       config->likelihood.kind == LIKELIHOOD_CATEGORICAL ||
                       model->encoder_input == ENCODER_INPUT_NOTHING;
    const struct obstacle obstacles[] = {
        {config->objective.kind != OBJECTIVE_ELBO, THEORY_BOUNDS,
         "the weight of the KL is not beta of a schedule: see objective.kind"},
        {config->data.condition > 0 && is_nonlinear, THEORY_BOUNDS,
         "what y explains is known only for a linear decoder with a Gaussian likelihood whose "
         "encoder sees x: there are no bounds either"},
        {model->decoder != DECODER_MLP, THEORY_BOUNDS,
         "the decoder sees x itself, and it is not known how well such a decoder can do"},
        {model->encoder_input == ENCODER_INPUT_NOTHING, THEORY_BOUNDS, sees_nothing},
        {config->likelihood.kind == LIKELIHOOD_BERNOULLI, THEORY_BOUNDS,
         "a Bernoulli likelihood has no optimum in closed form"},
        {config->likelihood.kind == LIKELIHOOD_CATEGORICAL, THEORY_BOUNDS,
         "a categorical likelihood has no optimum in closed form"},
        {theory_is_count(config), THEORY_BOUNDS,
         "a likelihood of counts has no optimum in closed form"},
        {config->likelihood.kind == LIKELIHOOD_GAUSSIAN_OPTIMAL, THEORY_BOUNDS,
         "with likelihood gaussian-optimal sigma_x differs from batch to batch"},
        {config->likelihood.kind == LIKELIHOOD_GAUSSIAN_DIAGONAL, THEORY_BOUNDS,
         "with likelihood gaussian-diagonal each dimension has a sigma_x of its own"},
        {model->decoder_layers > 0, THEORY_BOUNDS,
         "the decoder has hidden layers, and it is not known how well such a decoder can do"},
        {model->network != NETWORK_MLP, THEORY_BOUNDS,
         "encoder and decoder are convolutions, and it is not known how well these can do"},
        {d > THEORY_DIMENSIONS_MAX, THEORY_BOUNDS,
         "the data have more than 4096 dimensions, too many for their covariance"},
        {model->prior.kind == PRIOR_AR1, THEORY_BOUNDS,
         "prior.kind is ar1: the smallest KL is known, but not the optimum"},
        {model->prior.kind != PRIOR_STANDARD && !theory_has_two_levels(config), THEORY_BOUNDS,
         "prior.kind is not standard, and it is not known how small the KL can then be"},
    };
    return FIND_OBSTACLE(reach, obstacles);
}

/* The reach with a linear decoder: the optimum is known, unless something keeps training away from
 * it. */
static const char *find_reach_of_linear(enum theory_reach *reach, const struct config *config) {
    const struct model_config *model = &config->model;
    const struct obstacle obstacles[] = {
        {config->bound.kind != BOUND_ELBO, THEORY_LINEAR_DECODER,
         "objective.bound is iwae: the optimum in closed form is that of elbo"},
        {model->head.batch_norm > 0, THEORY_LINEAR_DECODER,
         "model.head.batch_norm fixes the variance of mu, which may differ from that of the "
         "optimum"},
        {model->encoder_layers > 0, THEORY_LINEAR_DECODER,
         "the encoder has hidden layers: a linear one can do as well, but training one is another "
         "matter"},
        {model->head.kind != HEAD_LOGVAR && !theory_has_two_levels(config), THEORY_LINEAR_DECODER,
         "the formulas are for head kind logvar; other heads may not reach the best variance"},
        {config->data.binarise != BINARISE_NONE, THEORY_LINEAR_DECODER,
         "the covariance of binarised examples is not that of the evaluation set"},
    };
    return FIND_OBSTACLE(reach, obstacles);
}

const char *theory_find_reach(enum theory_reach *reach, const struct config *config, long d) {
    const char *why = find_reach_of_bounds(reach, config, d);
    if (why == NULL)
        why = find_reach_of_linear(reach, config);
    return why == NULL && theory_has_two_levels(config) ? find_reach_of_two_levels(reach, config)
                                                        : why;
}

const char *theory_find_why_unresolved(double variance, const struct theory_moments *training) {
    double trace = 0;
    for (long i = 0; i < training->dimensions; i++)
        trace += training->covariance[i * training->dimensions + i];
    return variance > 0 && trace <= RESOLVED_MOST * variance
               ? NULL
               : "sigma_x^2 is so small beside the variance of the data, less than 1e-10 of it, "
                 "that double does not resolve recon";
}

const char *theory_find_why_no_optimum(const struct config *config,
                                       const struct theory_moments *training) {
    long d = training->dimensions, k = config->model.latent;
    double beta = config->schedule.beta;
    double best = theory_linear_best_variance(training->eigenvalues, d, k, beta);
    double variance = theory_variance(config, best);
    const char *unresolved = theory_find_why_unresolved(variance, training);
    int is_flat = theory_is_learned(config) && theory_linear_is_flat(d, k, beta) &&
                  best > theory_variance(config, 0);
    enum theory_reach reach;
    const struct obstacle obstacles[] = {
        {!(beta > 0), THEORY_LINEAR_DECODER,
         "beta ends at 0, where nothing limits the KL: its optimum is infinite"},
        {theory_is_learned(config) && !(variance > 0), THEORY_LINEAR_DECODER,
         "the loss has no minimum: sigma_x falls towards 0"},
        {is_flat, THEORY_LINEAR_DECODER,
         "at beta = 1 with k >= d every sigma_x up to the data's smallest deviation is as good: "
         "the loss is determined, recon and KL are not"},
        {unresolved != NULL, THEORY_LINEAR_DECODER, unresolved},
    };
    return FIND_OBSTACLE(&reach, obstacles);
}

const char *theory_find_why_no_curve(const struct config *config, long d) {
    enum theory_reach reach;
    const char *why = theory_find_reach(&reach, config, d);
    if (why != NULL)
        return why;
    const struct obstacle obstacles[] = {
        {config->data.condition > 0, reach,
         "with data.condition the run depends on x and y, the recursion only on x"},
        {config->noise != NOISE_EXPECTED, reach,
         "objective.noise is sampled: the run depends on its noise, theory gives the mean over it"},
        {config->optimiser.decay == RATE_PLATEAU, reach,
         "optimiser.decay is plateau: the rate depends on the losses of the run"},
        {config->batches.sampling != SAMPLING_FULL, reach,
         "train.sampling is not full: the run depends on its batches, theory uses the whole data "
         "set"},
        {config->model.head.scale != HEAD_SCALE_SHARED, reach,
         "model.head.scale is amortised: sigma^2 = e^s(x) differs from x to x, and its mean "
         "does not follow from the data's mean and covariance"},
    };
    return FIND_OBSTACLE(&reach, obstacles);
}
