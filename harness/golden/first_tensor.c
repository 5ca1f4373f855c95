#include "golden/first_tensor.h"

#include <stdio.h>
#include <string.h>

/* The row of a name, which has the same index in all tables of one model: `guess`. */
static const struct tensor_digest_row *row_of(const struct tensor_digests *digests, long guess,
                                              const char *name) {
    if (guess < digests->tensors && strcmp(digests->row[guess].name, name) == 0)
        return &digests->row[guess];
    for (long i = 0; i < digests->tensors; i++)
        if (strcmp(digests->row[i].name, name) == 0)
            return &digests->row[i];
    return NULL;
}

static int is_equal(const struct tensor_digest_row *a, const struct tensor_digest_row *b,
                    long step) {
    return b != NULL && a->has[step] == b->has[step] &&
           (!a->has[step] || a->digest[step] == b->digest[step]);
}

/* The first row of one table that the other lacks, or has with another digest. */
static const struct tensor_digest_row *find_row(const struct tensor_digests *in,
                                                const struct tensor_digests *other, long step) {
    for (long i = 0; i < in->tensors; i++)
        if (!is_equal(&in->row[i], row_of(other, i, in->row[i].name), step))
            return &in->row[i];
    return NULL;
}

void first_tensor_find(struct first_tensor *first, const struct tensor_digests *got,
                       const struct tensor_digests *wanted) {
    *first = (struct first_tensor){.step = -1};
    if (got->tensors == 0 || wanted->tensors == 0)
        return;
    first->steps = got->steps < wanted->steps ? got->steps : wanted->steps;
    for (long step = 0; step < first->steps; step++) {
        const struct tensor_digest_row *row = find_row(wanted, got, step);
        if (row == NULL)
            row = find_row(got, wanted, step);
        if (row == NULL)
            continue;
        first->step = step;
        memcpy(first->name, row->name, sizeof first->name);
        return;
    }
}

void first_tensor_say(char *out, size_t size, const struct first_tensor *first) {
    out[0] = '\0';
    if (first->step >= 0)
        snprintf(out, size, "first difference: step %ld, %s", first->step, first->name);
    else if (first->steps > 1)
        snprintf(out, size, "no tensor of steps 0 to %ld differs", first->steps - 1);
    else if (first->steps > 0)
        snprintf(out, size, "no tensor of step 0 differs");
}
