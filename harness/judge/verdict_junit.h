/* verdict_junit.h -- verdicts as JUnit XML: a test suite for each family, a test case for each scenario.
 */
#ifndef KLIMB_VERDICT_JUNIT_H
#define KLIMB_VERDICT_JUNIT_H

#include <stdio.h>

#include "judge/verdict.h"

/* verdict_write_junit -- FAIL, DRIFT, NEW, STALE and UNTESTED are failures, ERROR an error, SKIP skipped. Such a case
 * has what was measured as properties: ensemble_p and paired_p; step, column and ulp (units in the last place) of the
 * first departure of bits; tensor and tensor_step if digests name the tensor that differed first. */
void verdict_write_junit(FILE *out, const struct judgement *judgements, long count,
                         const struct verdict_summary *summary);

#endif
