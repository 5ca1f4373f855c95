/* verdict_csv.h -- verdicts as CSV, a line a scenario, for other programs.
 */
#ifndef KLIMB_VERDICT_CSV_H
#define KLIMB_VERDICT_CSV_H

#include <stdio.h>

#include "judge/verdict.h"

/* verdict_write_csv -- a header, and a line a scenario: what each tier found. Columns are only ever added after the
 * others; read them by name. What was not asked is empty. */
void verdict_write_csv(FILE *out, const struct judgement *judgements, long count,
                       const struct verdict_summary *summary);

#endif
