/* mutant.h -- the macros and helpers of mutants.
 *
 * A mutant is one file here: a bug that was seen in other programs, planted at link time. It lists functions of core
 * and defines their replacements,
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
 *     also: <further scenarios to run, if run.sh's own do not reach this code>
 *     alone: <why one scenario and tier suffice; otherwise two scenarios or two tiers must see it>
 *     invisible: <for arithmetic: the sizes for which it cannot be seen, "where ...">
 * `permutes` is a control: it replaces random numbers by others of the same kind, so only the bits may show it. Its
 * `seen` may be "-". `arithmetic` adds in another order, rounds elsewhere, or is wrong at the end of a vector or of a
 * counter's range: the bits must show it, in scenarios whose sizes do not hide it. It has no `seen`.
 */
#ifndef KLIMB_MUTANT_H
#define KLIMB_MUTANT_H

#include <stdlib.h>

#include "base/real.h"

/* MUTANT_WRAPS -- declares both like the function itself: wrong parameters, or a function that no longer exists, do not
 * compile. */
#define MUTANT_WRAPS(name) extern __typeof__(name) __real_##name, __wrap_##name

/* mutant_zeros -- memory [count], all zero, in place of what a bug leaves out; the caller frees it. */
static inline real *mutant_zeros(long count) {
    real *out = calloc((size_t)count, sizeof *out);
    if (out == NULL)
        abort();
    return out;
}

#endif
