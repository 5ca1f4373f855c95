/* review_facts.h -- what `klimb review` knows of one scenario beside its pending: the golden, the scenario now, which settings
 * changed, and how many runs are missing.
 */
#ifndef KLIMB_REVIEW_FACTS_H
#define KLIMB_REVIEW_FACTS_H

#include "cli/options.h"
#include "pending/pending.h"

struct review_facts {
    struct golden golden;
    int has_golden;
    struct error golden_trouble; /* STATUS_OK without a golden: there is none */
    struct record run; /* the first that is pending and that the golden has too; no rows without */
    long missing; /* runs to train before it can be accepted; -1: the scenario cannot be used */
    long golden_seeds;
    struct error trouble; /* why not */
    struct text settings; /* settings_diff of the golden's scenario and the pending one */
    int has_settings;     /* the golden keeps its scenario */
    struct text picture;  /* the command that draws the departure */
};

/* review_facts_find -- all of it; what is not there is trouble in the facts, and no error. STATUS_MEMORY. */
enum status review_facts_find(struct review_facts *facts, const struct pending *pending,
                              const struct options *options, struct error *error) MUST_CHECK;
void review_facts_free(struct review_facts *facts);

/* review_add_folders -- --experiments and --expected as they were given, as a shell takes them. */
void review_add_folders(struct text *text, const struct options *options);

#endif
