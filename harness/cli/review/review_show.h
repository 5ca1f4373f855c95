/* review_show.h -- one scenario of `klimb review` on a terminal.
 */
#ifndef KLIMB_REVIEW_SHOW_H
#define KLIMB_REVIEW_SHOW_H

#include "cli/review/review_facts.h"
#include "cli/review/review_list.h"

/* review_show -- print verdict, tiers, curves of golden and run, changed settings, the command for a picture, and missing runs.
 *   place, count  its number in the list, from 1, and the length of the list */
void review_show(FILE *out, const struct review_item *item, const struct review_facts *facts,
                 long place, long count);

#endif
