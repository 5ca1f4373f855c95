/* tensor_digests.h -- one digest for each tensor of the first steps of a run: digests.csv.
 *
 *     struct tensor_digests digests = {0};
 *     if (tensor_digests_new(&digests, list, count, &error)) ...      // train/tensors.h
 *     tensor_digests_note(&digests, step, list, 0);                   // after the batch of a step
 *     tensor_digests_note(&digests, step, list, 1);                   // after its update
 *     tensor_digests_free(&digests);
 *
 * A row for each tensor, in the order in which a step computes them; a column for each step. If two runs differ, the
 * first different row in the first different column is the tensor to look at. Steps are 0, 1, 2, ..., at most
 * DIGEST_STEPS of them, as long as each has a row in the record.
 */
#ifndef KLIMB_TENSOR_DIGESTS_H
#define KLIMB_TENSOR_DIGESTS_H

#include "base/text.h"
#include "train/tensors.h"

enum { DIGEST_STEPS = 8 };

struct tensor_digest_row {
    char name[TENSOR_NAME_MAX];    /* "moment v of encoder.0.weight" */
    uint64_t digest[DIGEST_STEPS]; /* of step 0, 1, ... */
    /* 0: the step lacks the tensor: a moment, a clipped gradient */
    unsigned char has[DIGEST_STEPS];
};

struct tensor_digests {
    long tensors; /* 0: no digests and no file */
    long steps;
    struct tensor_digest_row *row; /* [tensors] owned */
};

/* tensor_digests_new -- set the names of a list; no steps yet. STATUS_MEMORY. */
enum status tensor_digests_new(struct tensor_digests *digests, const struct tensor *list,
                               long count, struct error *error) MUST_CHECK;
void tensor_digests_free(struct tensor_digests *digests);

/* tensor_digests_wants -- whether a step that has a row in the record has digests too. */
static inline int tensor_digests_wants(const struct tensor_digests *digests, long step) {
    return step == digests->steps && step < DIGEST_STEPS;
}

/* tensor_digests_note -- add the digests of a step in two calls: first of the tensors that its batch computes, which
 * adds the step, then (of_update 1) of those that its update computes. Step 0 has no moments.
 *   list  in [tensors]  the step's */
void tensor_digests_note(struct tensor_digests *digests, long step, const struct tensor *list,
                         int of_update);

/* tensor_digests_format -- add the text of digests.csv; nothing without digests. */
void tensor_digests_format(struct text *text, const struct tensor_digests *digests);

/* tensor_digests_parse -- read digests.csv from text; errors call the file `name`. STATUS_FORMAT with line, column,
 * found and allowed; STATUS_MEMORY. On error there are no digests. */
enum status tensor_digests_parse(struct tensor_digests *digests, const char *name, const char *text,
                                 size_t size, struct error *error) MUST_CHECK;

/* tensor_digests_sha256 -- SHA-256 of that text, 64 hexadecimal digits; "" without digests. Returns 0 when memory
 * ran out. */
int tensor_digests_sha256(char out[65], const struct tensor_digests *digests);

#endif
