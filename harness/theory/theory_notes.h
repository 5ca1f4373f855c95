/* theory_notes.h -- explains the numbers of a prediction and their limits, in sentences.
 */
#ifndef KLIMB_THEORY_NOTES_H
#define KLIMB_THEORY_NOTES_H

#include "base/text.h"
#include "theory/theory.h"

/* theory_notes -- add a line for each note: how far theory reaches and why no further, the final
 * beta, whether collapse is inevitable, what rates mean, whether there is a curve. */
void theory_notes(struct text *text, const struct theory *theory, const struct config *config);

#endif
