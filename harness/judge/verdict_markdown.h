/* verdict_markdown.h -- verdicts as Markdown, for the summary of a CI job.
 */
#ifndef KLIMB_VERDICT_MARKDOWN_H
#define KLIMB_VERDICT_MARKDOWN_H

#include <stdio.h>

#include "judge/verdict.h"

/* verdict_write_markdown -- write the counts, each scenario that did not pass with its reason and
 * the command that runs it alone, and a table of all scenarios. No times, so that the same verdicts
 * give the same bytes. */
void verdict_write_markdown(FILE *out, const struct judgement *judgements, long count,
                            const struct verdict_summary *summary);

#endif
