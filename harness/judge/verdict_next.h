/* verdict_next.h -- how to go on from a verdict.
 */
#ifndef KLIMB_VERDICT_NEXT_H
#define KLIMB_VERDICT_NEXT_H

#include "base/text.h"
#include "judge/verdict.h"

/* verdict_is_unblessed -- whether blessing is the next step. */
int verdict_is_unblessed(enum verdict verdict);

/* verdict_add_next -- the command line to go on with, ready for a shell: bless where that is the
 * next step, else check of just this scenario on the backend that was judged. */
void verdict_add_next(struct text *text, const struct judgement *judgement);

/* verdict_add_backend -- " --backend openblas" for another backend than `klimb check` takes by
 * itself. */
void verdict_add_backend(struct text *text, const struct judgement *judgement);

#endif
