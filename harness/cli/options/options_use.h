/* options_use.h -- what several commands need from their options.
 */
#ifndef KLIMB_OPTIONS_USE_H
#define KLIMB_OPTIONS_USE_H

#include "base/text.h"
#include "check/check.h"

struct options;

/* options_records -- the folder of records: the one given, or build/runs. */
const char *options_records(const struct options *options);

/* options_pending -- the folder where a check leaves what moved: --pending, or build/pending. */
const char *options_pending(const struct options *options);

/* options_dry_run -- print what the engine would get for the runs of the named scenarios. Returns the exit code. */
int options_dry_run(const struct check_options *options);

/* options_for_check -- the options for check_run. */
struct check_options options_for_check(const struct options *options);

/* options_asked -- the options that commands printed by verdicts repeat. */
struct verdict_asked options_asked(const struct options *options);

/* options_exit_code -- the exit code of the verdicts, without those that the options forgive. */
int options_exit_code(const struct options *options, const struct verdict_summary *summary);

/* options_note_asked -- make all verdicts of a check repeat these options; `asked` must outlive them. */
void options_note_asked(struct check *check, const struct verdict_asked *asked);

/* options_need_names -- for a command that must not change all scenarios by accident. STATUS_INVALID without names and
 * --all, and with both. */
enum status options_need_names(const struct options *options, const char *verb,
                               struct error *error) MUST_CHECK;

/* options_add_orphans -- print goldens without a scenario, if all scenarios were asked for.
 * Returns `code`, or EXIT_FAIL instead of EXIT_PASS with --strict. */
int options_add_orphans(const struct options *options, int code, struct error *error);

/* options_print_notes -- "klimb: note: ..." to standard error for each line of the text. */
void options_print_notes(const struct text *notes);

/* options_fail -- print an error to standard error and return the exit code for its status:
 * EXIT_USAGE for user errors (INVALID, FORMAT), EXIT_BROKEN for system errors. */
int options_fail(const struct error *error);

#endif
