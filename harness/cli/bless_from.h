/* bless_from.h -- `klimb bless --from`: the runs that a check has left, here or on another machine.
 */
#ifndef KLIMB_BLESS_FROM_H
#define KLIMB_BLESS_FROM_H

#include "cli/options.h"
#include "pending/accept.h"

struct bless_from {
    struct pending *pendings; /* [count] owned */
    long count;
    struct acceptance acceptance; /* judged: acceptance.check */
};

/* bless_from_begin -- read what is pending in options->from, as far as it is asked for by name, train one seed of each scenario
 * again and those that are missing, and judge. Says to standard output what is taken and trained. Returns an exit code: EXIT_PASS;
 * EXIT_FAIL when it is refused; those of options_fail. Then there is nothing to end. */
int bless_from_begin(struct bless_from *from, const struct options *options, struct error *error);
void bless_from_end(struct bless_from *from);

#endif
