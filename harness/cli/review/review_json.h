/* review_json.h -- all that `klimb review` shows, for programs.
 */
#ifndef KLIMB_REVIEW_JSON_H
#define KLIMB_REVIEW_JSON_H

#include "cli/review/review_list.h"

/* review_print_json -- print one object. harness/pending/FORMAT.md explains its keys. Errors of review_facts_find; STATUS_MEMORY. */
enum status review_print_json(FILE *out, const struct review_list *list,
                              const struct conflict_list *conflicts, const struct options *options,
                              struct error *error) MUST_CHECK;

#endif
