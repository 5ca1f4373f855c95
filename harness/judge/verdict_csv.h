/* verdict_csv.h -- verdicts as CSV for other programs, one line for each scenario.
 */
#ifndef KLIMB_VERDICT_CSV_H
#define KLIMB_VERDICT_CSV_H

#include <stdio.h>

#include "judge/verdict.h"

/* verdict_write_csv -- write a header and, for each scenario, a line with what each tier found. New columns are only
 * added at the end; read columns by name. Fields of tests that were not made are empty. */
void verdict_write_csv(FILE *out, const struct judgement *judgements, long count,
                       const struct verdict_summary *summary);

#endif
