/* theory_notes.h -- what the numbers of a prediction mean and where they end, in sentences.
 */
#ifndef KLIMB_THEORY_NOTES_H
#define KLIMB_THEORY_NOTES_H

#include "base/text.h"
#include "theory/theory.h"

/* theory_notes -- add one line a note: how far theory reaches and why no further, what beta ends
 * at, whether collapse is inevitable, what rates are for, whether there is a curve. */
void theory_notes(struct text *text, const struct theory *theory, const struct config *config);

#endif
