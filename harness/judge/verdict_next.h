/* verdict_next.h -- the commands to go on with after a verdict.
 */
#ifndef KLIMB_VERDICT_NEXT_H
#define KLIMB_VERDICT_NEXT_H

#include "base/text.h"
#include "judge/verdict.h"

/* verdict_is_unblessed -- whether blessing is the next step. */
int verdict_is_unblessed(enum verdict verdict);

/* verdict_add_next -- add the command line to go on with, quoted for a shell: `bless` if that is the next step, else
 * `check` of this scenario alone with the same options. */
void verdict_add_next(struct text *text, const struct judgement *judgement);

/* verdict_add_asked -- add the options that choose what is run and how it is judged, as given: seeds, backend,
 * overrides, level, runs, --against, folders. Each begins with a space and is quoted for a shell. */
void verdict_add_asked(struct text *text, const struct judgement *judgement);

/* verdict_add_records_picture -- add the `klimb plot` of the log that departs, or of the first log if they depart as a
 * group, with the scenario's golden. At least one log was judged. */
void verdict_add_records_picture(struct text *text, const struct judgement *judgement);

/* verdict_add_values -- add the `klimb show` of the scenario with the overrides as given. */
void verdict_add_values(struct text *text, const struct judgement *judgement);

#endif
