/* bless_from.h -- `klimb bless --from`: bless the runs of a check, made here or on another machine.
 */
#ifndef KLIMB_BLESS_FROM_H
#define KLIMB_BLESS_FROM_H

#include "cli/options/options.h"
#include "pending/accept.h"

struct bless_from {
    struct pending *pendings; /* [count] owned */
    long count;
    struct acceptance acceptance; /* judged: acceptance.check */
};

/* bless_from_begin -- read the pending scenarios of options->from, retrain one seed of each, train the missing runs, and judge. Prints
 * what it takes and trains. Returns an exit code: EXIT_PASS; EXIT_FAIL for a folder that was edited or that klimb cannot reproduce;
 * those of options_fail. After an error there is nothing to end. */
int bless_from_begin(struct bless_from *from, const struct options *options, struct error *error);
void bless_from_end(struct bless_from *from);

#endif
