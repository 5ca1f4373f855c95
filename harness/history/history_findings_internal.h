/* history_findings_internal.h -- the parts of history_findings.h. Internal to history.
 */
#ifndef KLIMB_HISTORY_FINDINGS_INTERNAL_H
#define KLIMB_HISTORY_FINDINGS_INTERNAL_H

#include "history/history_findings.h"

/* findings_add -- a copy after the others. STATUS_MEMORY. */
enum status findings_add(struct history_findings *findings, const struct history_finding *finding,
                         struct error *error) MUST_CHECK;

/* findings_add_seconds -- the steps in seconds of these scenarios, and of all of them together. STATUS_MEMORY. */
enum status findings_add_seconds(struct history_findings *findings, const struct history *history,
                                 const char *const *names, long count,
                                 struct error *error) MUST_CHECK;

#endif
