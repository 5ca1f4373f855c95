/* tensors.h -- the tensors of a training step, in the order in which they are computed.
 *
 *     struct tensor list[TENSORS_MAX];
 *     klimb_trainer_observe(&trainer, &row);             // prepares the batch of this step
 *     long count = klimb_tensors_list(list, &trainer);
 *     for (long i = 0; i < count; i++)                   // all but those of the update
 *         if (!klimb_tensor_is_of_update(&list[i])) digest[i] = klimb_tensor_digest(&list[i]);
 *     if (klimb_trainer_step(&trainer)) ...              // then those of the update
 *
 * If two runs differ, the first tensor in (step, order) that differs is the cause, or the first that the cause
 * has changed. The tensors of step t are the state after t updates, and then those of the batch from which
 * update t + 1 is made. Parameters have the names of `klimb export`.
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
    /* two networks, the shifts of batch norm or the prior, the likelihood's scale */
    TENSOR_PARAMETERS_MAX = 2 * NETWORK_PARTS_MAX * NETWORK_LAYERS_MAX + 2,
    /* moments, values, gradients, clipped; outputs; running averages, beta, x, eps, four of the posterior, two terms, dz */
    TENSORS_MAX = 5 * TENSOR_PARAMETERS_MAX + 2 * NETWORK_LAYERS_MAX + 11,
    TENSOR_NAME_MAX = 64
};

struct tensor {
    enum tensor_kind kind;
    char name[40];         /* "encoder.0.weight" */
    const real *values;    /* [count] in the trainer; NULL if they are doubles */
    const double *doubles; /* [count] in the trainer; NULL if the tensor is `number` */
    double number;
    long count;
};

/* klimb_tensors_list -- the tensors of a trainer at its present step; returns their number. The pointers stay valid for the
 * whole run; the `number` of a schedule is that of the present step. One config always has the same tensors. */
long klimb_tensors_list(struct tensor list[TENSORS_MAX], const struct trainer *trainer);

/* klimb_tensor_is_of_update -- whether the tensor gets its value only by the update of the step. */
static inline int klimb_tensor_is_of_update(const struct tensor *tensor) {
    return tensor->kind == TENSOR_CLIPPED;
}

/* klimb_tensor_is_moment -- whether the tensor is a moment of the optimiser, all zeros before the first update. */
static inline int klimb_tensor_is_moment(const struct tensor *tensor) {
    return tensor->kind == TENSOR_MOMENT_M || tensor->kind == TENSOR_MOMENT_V;
}

/* klimb_tensor_say -- kind and name in words: "moment v of encoder.0.weight". */
void klimb_tensor_say(char out[TENSOR_NAME_MAX], const struct tensor *tensor);

/* klimb_tensor_digest -- the digest (digest.h) of the tensor's numbers. */
uint64_t klimb_tensor_digest(const struct tensor *tensor);

#endif
