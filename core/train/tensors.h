/* tensors.h -- the tensors of a training step, in the order in which they are computed.
 *
 *     struct tensor list[TENSORS_MAX];
 *     klimb_trainer_observe(&trainer, &row);             // prepares the batch of this step
 *     long count = klimb_tensors_list(list, &trainer);
 *     for (long i = 0; i < count; i++)                   // all but what the update makes
 *         if (!klimb_tensor_is_of_update(&list[i])) digest[i] = klimb_tensor_digest(&list[i]);
 *     if (klimb_trainer_step(&trainer)) ...              // then those that it makes
 *
 * Where two runs part, the first tensor in (step, order) that differs is the cause, or the first that
 * the cause has touched. Tensors of step t are those of the batch that the update number t + 1 is made from,
 * after the state that t updates have left. Parameters have the names that `klimb export` gives them.
 */
#ifndef KLIMB_TENSORS_H
#define KLIMB_TENSORS_H

#include "train/digest.h"
#include "train/trainer.h"

/* In the order of a step. X(NAME, words before the name, what it is) */
#define TENSOR_TABLE(X)                                                                            \
    X(MOMENT_M, "moment m of ", "the optimiser's first moment, or momentum, after t updates")      \
    X(MOMENT_V, "moment v of ", "Adam's second moment after t updates")                            \
    X(PARAMETER, "parameter ", "weights and biases after t updates; at step 0 the initial ones")   \
    X(SCHEDULE, "schedule ", "beta, the weight of the KL term in force")                           \
    X(BATCH, "batch ", "x, the examples of the step")                                              \
    X(NOISE, "noise ", "eps, where it is sampled")                                                 \
    X(OUTPUT, "output of ", "of a layer, after its activation; the encoder's last is the head")    \
    X(POSTERIOR, "posterior ", "mu, logvar, sigma, and z where it is sampled")                     \
    X(LOSS, "loss term ", "kl of each example and dimension, recon of each example")               \
    X(GRADIENT, "gradient of ", "of recon + beta kl, from the output back to the encoder")         \
    X(CLIPPED, "clipped gradient of ",                                                             \
      "as the optimiser receives it, with L2 decay; only if it differs")
#define TENSOR_ENUM(NAME, words, meaning) TENSOR_##NAME,
enum tensor_kind { TENSOR_TABLE(TENSOR_ENUM) TENSOR_KINDS };
extern const char *const klimb_tensor_words[];    /* by kind, NULL-terminated */
extern const char *const klimb_tensor_meanings[]; /* likewise */

enum {
    /* two nets, the shifts of batch norm or the prior, the likelihood's scale */
    TENSOR_PARAMETERS_MAX = 2 * NETWORK_PARTS_MAX * NETWORK_LAYERS_MAX + 2,
    /* moments, values, gradients, clipped; outputs; running averages, beta, x, eps, four of the posterior, two terms, dz */
    TENSORS_MAX = 5 * TENSOR_PARAMETERS_MAX + 2 * NETWORK_LAYERS_MAX + 11,
    TENSOR_NAME_MAX = 64
};

struct tensor {
    enum tensor_kind kind;
    char name[40];         /* "encoder.0.weight" */
    const real *values;    /* [count] in the trainer; NULL where they are doubles */
    const double *doubles; /* [count] in the trainer; NULL where there is only `number` */
    double number;
    long count;
};

/* klimb_tensors_list -- the tensors of a trainer at its present step; returns how many. They stay where they are for the
 * whole run, but for the numbers of schedules. Always the same tensors for one config. */
long klimb_tensors_list(struct tensor list[TENSORS_MAX], const struct trainer *trainer);

/* klimb_tensor_is_of_update -- whether it has its value only once the update of the step has been made. */
static inline int klimb_tensor_is_of_update(const struct tensor *tensor) {
    return tensor->kind == TENSOR_CLIPPED;
}

/* klimb_tensor_is_moment -- whether it is the optimiser's memory: zeros before the first update, which tell nothing but
 * how many they are. */
static inline int klimb_tensor_is_moment(const struct tensor *tensor) {
    return tensor->kind == TENSOR_MOMENT_M || tensor->kind == TENSOR_MOMENT_V;
}

/* klimb_tensor_say -- kind and name: "moment v of encoder.0.weight". */
void klimb_tensor_say(char out[TENSOR_NAME_MAX], const struct tensor *tensor);

/* klimb_tensor_digest -- digest.h of its numbers. */
uint64_t klimb_tensor_digest(const struct tensor *tensor);

#endif
