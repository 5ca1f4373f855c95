/* verdict_format.h -- writes verdicts as a table for people, or in a format for programs.
 */
#ifndef KLIMB_VERDICT_FORMAT_H
#define KLIMB_VERDICT_FORMAT_H

#include <stdio.h>

#include "base/text.h"
#include "judge/verdict.h"

/* Writes the verdicts on `count` scenarios to a stream.
 *   table  one row per scenario, then what failed, each with the command that runs it alone, then the counts; fitted to
 *          the width of a terminal
 *   tap    TAP version 13: PASS and SKIP are ok, all other verdicts not ok, with a YAML block
 *   junit  JUnit XML, see verdict_junit.h
 *   csv    one row per scenario: what each tier tested and found. bits_equal of bits_tested seeds are equal to the
 *          golden; ensemble_departed is 0 or 1; ensemble_statistic, ensemble_p, ensemble_column and ensemble_step say
 *          how far and where, and may be empty; theory_failed of claims_failed are claims of theory and broken
 *          identities; reason is as in the table. Then come level, ensemble_method, ensemble_runs, ensemble_golden,
 *          ensemble_critical, and the p of the group and of its worst run by itself; ensemble_p is twice the smaller
 *   json   one object with all that each tier found: see FORMAT.md
 *   github    annotations of GitHub Actions, see verdict_github.h
 *   markdown  for the summary of a CI job: see verdict_markdown.h */
typedef void verdict_formatter(FILE *out, const struct judgement *judgements, long count,
                               const struct verdict_summary *summary);

extern const char *const verdict_format_names[]; /* NULL-terminated */

/* verdict_format_find -- the formatter of this name; STATUS_INVALID lists all names. */
enum status verdict_format_find(verdict_formatter **out, const char *name,
                                struct error *error) MUST_CHECK;

/* verdict_print_failed_claims -- a line for each claim that does not hold for a seed. */
void verdict_print_failed_claims(FILE *out, const char *indent, const struct judgement *judgement);

/* verdict_format_save -- write to the file `path`, whole or not at all, or to standard output for
 * NULL. STATUS_IO, STATUS_MEMORY. */
enum status verdict_format_save(const char *path, verdict_formatter *write,
                                const struct judgement *judgements, long count,
                                const struct verdict_summary *summary,
                                struct error *error) MUST_CHECK;

#endif
