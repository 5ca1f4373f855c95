/* settings_diff.h -- compare the settings of two canonical scenarios.
 *
 *     settings_diff(&text, golden.canonical, now, &error)     "train.steps: 60 -> 160\n"
 */
#ifndef KLIMB_SETTINGS_DIFF_H
#define KLIMB_SETTINGS_DIFF_H

#include "base/text.h"

/* settings_diff -- add a line for each setting that differs: those of `new` in its order, then those that only `old` has. "(none)" stands for
 * a missing setting: canonical text omits a young key that has its default. Adds nothing if both are equal. STATUS_FORMAT: one
 * text is not YAML; STATUS_MEMORY. */
enum status settings_diff(struct text *text, const char *old, const char *new,
                          struct error *error) MUST_CHECK;

#endif
