/* review_facts.h -- what `klimb review` shows besides the pending folder: the golden, changed settings, and missing runs.
 */
#ifndef KLIMB_REVIEW_FACTS_H
#define KLIMB_REVIEW_FACTS_H

#include "cli/options/options.h"
#include "pending/pending.h"

struct review_facts {
    struct golden golden;
    int has_golden;
    struct error golden_trouble; /* STATUS_OK if there is no golden */
    struct record run;           /* the first pending run; without rows if no run is pending */
    long missing;                /* runs to train before accepting; -1: it cannot be accepted */
    long golden_seeds;
    struct error trouble; /* why not */
    struct text settings; /* settings_diff from the golden's scenario to the pending one */
    int has_settings;     /* the golden keeps its scenario */
    struct text picture;  /* the command that draws the departure */
};

/* review_facts_find -- find all of it. A missing golden or scenario is not an error but a fact. STATUS_MEMORY. */
enum status review_facts_find(struct review_facts *facts, const struct pending *pending,
                              const struct options *options, struct error *error) MUST_CHECK;
void review_facts_free(struct review_facts *facts);

/* review_add_folders -- add --experiments, --expected and --pending as they were given, quoted for a shell. */
void review_add_folders(struct text *text, const struct options *options);

#endif
