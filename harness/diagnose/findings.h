/* findings.h -- the sentences of a diagnosis. Internal to diagnose.
 */
#ifndef KLIMB_FINDINGS_H
#define KLIMB_FINDINGS_H

#include "diagnose/diagnosis.h"

/* finding_add -- append a sentence, if there is room.
 *   step  where to look; NaN: no particular step */
void finding_add(struct finding *list, long *count, long most, double step, const char *format, ...)
    PRINTF_LIKE(5, 6);

/* diagnose_evidence -- fill in diagnosis->evidence for diagnosis->state. */
void diagnose_evidence(struct diagnosis *diagnosis, const struct subject *subject);

/* diagnose_remarks -- fill in diagnosis->remark and diagnosis->missing. */
void diagnose_remarks(struct diagnosis *diagnosis, const struct subject *subject);

#endif
