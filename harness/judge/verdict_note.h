/* verdict_note.h -- the reason of a PASS that is not a proof. Internal to verdict.
 */
#ifndef KLIMB_VERDICT_NOTE_H
#define KLIMB_VERDICT_NOTE_H

#include "judge/verdict.h"

/* verdict_note -- say what was compared where the runs are not those of the golden to the last bit: of a variant, and of a
 * trainer that does not repeat its bits. Other verdicts are left alone.
 *   golden  NULL for none */
void verdict_note(struct judgement *judgement, const struct golden *golden);

#endif
