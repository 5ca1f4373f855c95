/* first_tensor.h -- finds the tensor in which a run first left its golden.
 *
 *     struct first_tensor first;
 *     first_tensor_find(&first, &record.digests, &golden.bits[0].digests);
 *     first_tensor_say(text, sizeof text, &first);   // "first difference: step 1, moment v of encoder.0.weight"
 */
#ifndef KLIMB_FIRST_TENSOR_H
#define KLIMB_FIRST_TENSOR_H

#include "record/tensor_digests.h"

struct first_tensor {
    long steps;                 /* 0 .. steps-1 were compared; 0: no digests to compare */
    long step;                  /* of the first difference, -1 for none */
    char name[TENSOR_NAME_MAX]; /* "" for none */
};

/* first_tensor_find -- the first difference in the order of steps, then of the golden's table. A tensor that only one
 * of the two has differs in every step. Nothing is compared if one has no digests: a golden has those of seed 0, and
 * none if made by klimb 0.1. */
void first_tensor_find(struct first_tensor *first, const struct tensor_digests *got,
                       const struct tensor_digests *wanted);

/* first_tensor_say -- the difference in words; "" if nothing was compared. */
void first_tensor_say(char *out, size_t size, const struct first_tensor *first);

#endif
