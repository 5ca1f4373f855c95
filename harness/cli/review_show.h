/* review_show.h -- one scenario of `klimb review` on a terminal.
 */
#ifndef KLIMB_REVIEW_SHOW_H
#define KLIMB_REVIEW_SHOW_H

#include "cli/review_facts.h"
#include "cli/review_list.h"

/* review_show -- verdict, what each tier found, curves of golden and run, settings that changed, picture, and what accepting would
 * train.
 *   place, count  it is number `place` of `count`, from 1 */
void review_show(FILE *out, const struct review_item *item, const struct review_facts *facts,
                 long place, long count);

#endif
