/* mutant.h -- what a mutant is written with.
 *
 * A mutant is one file here: a bug that was met in the wild, planted in the program at link time.
 * It lists functions of core and defines what is called in their place,
 *
 *     MUTANT_WRAPS(klimb_batcher_fill);
 *
 *     void __wrap_klimb_batcher_fill(struct batcher *batcher, uint32_t *index, long step) {
 *         (void)step;
 *         __real_klimb_batcher_fill(batcher, index, 0);
 *     }
 *
 * where __real_ is core's own. The Makefile reads the lines MUTANT_WRAPS and links with
 * -Wl,--wrap= for each. The linker redirects calls between object files only: calls inside the file
 * that defines a function go to core's own, so a mutant wraps what other files call.
 *
 * The comment at the head is read by run.sh, a line each:
 *     <file's name> -- <the bug, in one line>
 *     seen: <threads where such a bug was reported: repository#number>
 *     changes: distribution | permutes | arithmetic
 *     tensor: <the tensor in which a run leaves its golden first, as a departure names it
 *             (harness/golden/first_tensor.h), or the beginning of its name; several with " | " between them;
 *             "later": training differs, but not in the first steps; "none": training does not differ>
 *     also: <scenarios that are run besides run.sh's own, where those do not come to this code>
 *     alone: <why one witness has to do; else two scenarios or two tiers have to see it>
 *     invisible: <of arithmetic: the sizes in which nobody can see it, "where ...">
 * What permutes is a control: it exchanges random numbers for others of the same kind, so nothing
 * but the bits may tell. Its `seen` may be "-". What changes arithmetic adds in another order, rounds
 * elsewhere, or is wrong at the end of a vector or of a counter's range: the bits have to tell, of
 * scenarios whose sizes do not hide it. It has no `seen`.
 */
#ifndef KLIMB_MUTANT_H
#define KLIMB_MUTANT_H

#include <stdlib.h>

#include "base/real.h"

/* MUTANT_WRAPS -- declares both like the function itself: other parameters, or a function that is
 * no more, do not compile. */
#define MUTANT_WRAPS(name) extern __typeof__(name) __real_##name, __wrap_##name

/* mutant_zeros -- memory [count], all zero, for what a bug leaves out; the caller frees. */
static inline real *mutant_zeros(long count) {
    real *out = calloc((size_t)count, sizeof *out);
    if (out == NULL)
        abort();
    return out;
}

#endif
