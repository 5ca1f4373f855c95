/* review_json.h -- all that `klimb review` shows, for programs.
 */
#ifndef KLIMB_REVIEW_JSON_H
#define KLIMB_REVIEW_JSON_H

#include "cli/review_list.h"

/* review_print_json -- one object to `out`: the keys are in harness/pending/FORMAT.md. Errors of review_facts_find; STATUS_MEMORY. */
enum status review_print_json(FILE *out, const struct review_list *list,
                              const struct options *options, struct error *error) MUST_CHECK;

#endif
