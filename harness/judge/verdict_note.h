/* verdict_note.h -- the reason of a PASS that does not rest on equal bits. Internal to verdict.
 */
#ifndef KLIMB_VERDICT_NOTE_H
#define KLIMB_VERDICT_NOTE_H

#include "judge/verdict.h"

/* verdict_note -- set the reason of a PASS that does not rest on equal bits, for a variant or a trainer that does not
 * repeat its bits, to what was compared. Other verdicts are unchanged.
 *   golden  may be NULL */
void verdict_note(struct judgement *judgement, const struct golden *golden);

#endif
