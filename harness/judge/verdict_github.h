/* verdict_github.h -- verdicts as annotations of GitHub Actions.
 *
 *     ::error file=experiments/learning/healthy.yaml,line=1,title=FAIL learning/healthy::kl is 3.5 at ...
 *
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
#ifndef KLIMB_VERDICT_GITHUB_H
#define KLIMB_VERDICT_GITHUB_H

#include <stdio.h>

#include "judge/verdict.h"

/* GitHub shows this many errors and this many warnings for a step, and drops the rest. */
enum { VERDICT_GITHUB_MOST = 10 };

/* verdict_write_github -- write one line for each scenario that is neither PASS nor SKIP, the worst first: an error, or
 * a warning if the verdict was forgiven (--allow-drift, --allow-shift). After VERDICT_GITHUB_MOST lines, the names of
 * the others follow as plain text; then the counts. A message has the reason and the next command. */
void verdict_write_github(FILE *out, const struct judgement *judgements, long count,
                          const struct verdict_summary *summary);

#endif
