/* verdict_next.h -- how to go on from a verdict.
 */
#ifndef KLIMB_VERDICT_NEXT_H
#define KLIMB_VERDICT_NEXT_H

#include "base/text.h"
#include "judge/verdict.h"

/* verdict_is_unblessed -- whether blessing is the next step. */
int verdict_is_unblessed(enum verdict verdict);

/* verdict_add_next -- the command line to go on with, ready for a shell: bless where that is the
 * next step, else check of just this scenario with all that was asked for. */
void verdict_add_next(struct text *text, const struct judgement *judgement);

/* verdict_add_asked -- the options that choose what is run and how it is judged, as they were given: seeds,
 * backend, overrides, level, runs, --against, folders; each a blank and what a shell takes. */
void verdict_add_asked(struct text *text, const struct judgement *judgement);

/* verdict_add_records_picture -- `klimb plot` of the log that departs, the first where they depart as a group, with the golden
 * of the scenario. At least one log was judged. */
void verdict_add_records_picture(struct text *text, const struct judgement *judgement);

/* verdict_add_values -- `klimb show` of the scenario with the overrides that were given. */
void verdict_add_values(struct text *text, const struct judgement *judgement);

#endif
