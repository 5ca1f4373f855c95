/* diagnosis_text.h -- a diagnosis in words, for a terminal.
 */
#ifndef KLIMB_DIAGNOSIS_TEXT_H
#define KLIMB_DIAGNOSIS_TEXT_H

#include "diagnose/diagnosis.h"

/* A diagnosis and its subject. */
struct diagnosed {
    const char *name;            /* of the log, and of the run in it */
    const struct record *record; /* NULL: could not be read */
    const struct diagnosis *diagnosis;
};

/* diagnosis_add_text -- add the state, curves as sparklines, evidence, remarks and advice.
 *   width  columns of the terminal */
void diagnosis_add_text(struct text *text, const struct diagnosed *diagnosed, int width);

/* diagnosis_add_github -- add one line that GitHub Actions shows as an annotation. */
void diagnosis_add_github(struct text *text, const struct diagnosed *diagnosed);

/* diagnosis_add_rules -- add the rules of a state, with thresholds and reasons.
 *   width  columns of the terminal */
void diagnosis_add_rules(struct text *text, enum state state, int width);

#endif
