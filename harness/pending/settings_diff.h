/* settings_diff.h -- which settings two canonical scenarios differ in.
 *
 *     settings_diff(&text, golden.canonical, now, &error)     "train.steps: 60 -> 160\n"
 */
#ifndef KLIMB_SETTINGS_DIFF_H
#define KLIMB_SETTINGS_DIFF_H

#include "base/text.h"

/* settings_diff -- add a line for each setting that has another value, in the order of `new`, then of those that only `old` has. Where
 * one of the two lacks it that side is "(none)": a key is left out while it has its default, if it is younger than the other
 * text. Nothing where they are alike. STATUS_FORMAT: one of the two is not YAML; STATUS_MEMORY. */
enum status settings_diff(struct text *text, const char *old, const char *new,
                          struct error *error) MUST_CHECK;

#endif
