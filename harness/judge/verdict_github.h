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

/* GitHub shows this many errors and this many warnings for a step, and drops what comes later. */
enum { VERDICT_GITHUB_MOST = 10 };

/* verdict_write_github -- one line a scenario that is neither PASS nor SKIP, the worst first: an error, or a
 * warning where the verdict was forgiven (--allow-drift, --allow-shift). At most VERDICT_GITHUB_MOST; the
 * names of the others follow as plain text, and the counts. The message has the reason and the command that goes on
 * from there. */
void verdict_write_github(FILE *out, const struct judgement *judgements, long count,
                          const struct verdict_summary *summary);

#endif
