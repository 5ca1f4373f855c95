/* bless.h -- the one way to a new golden, for `klimb bless` and `klimb review`.
 *
 *     if (bless_print_unsound(stderr, &check) != BLESS_SOUND) ...    a check of all golden seeds
 *     bless_begin(&blessing, "denser rows", "klimb bless ...", simd, &error)
 *     bless_write(&check.items[i], NULL, "expected", &blessing, &error)
 */
#ifndef KLIMB_BLESS_H
#define KLIMB_BLESS_H

#include "check/twins.h"
#include "golden/commit.h"

/* What stands in the way of blessing; of several the last one here is said. */
enum bless_soundness {
    BLESS_SOUND,
    BLESS_CLAIMS_FAIL, /* a scenario whose own claims fail must not become the truth */
    BLESS_BROKEN       /* one could not be run or judged, which says nothing of its claims */
};

/* bless_print_unsound -- name each scenario of a check that cannot be blessed, with the claims that fail. An old golden that cannot
 * be read is no hindrance: blessing replaces it. */
enum bless_soundness bless_print_unsound(FILE *out, const struct check *check);

/* What goes into golden.json besides the numbers. */
struct blessing {
    struct backend backend;
    struct commit commit; /* with its trouble, for whoever wants to say it */
    char date[32];
    struct golden_provenance provenance; /* points into this */
};

/* bless_begin -- date, commit and machine of now.
 *   reason, command  kept by pointer
 *   simd             KLIMB_SIMD, NULL for the best
 * STATUS_INVALID: there is no such level. */
enum status bless_begin(struct blessing *blessing, const char *reason, const char *command,
                        const char *simd, struct error *error) MUST_CHECK;

/* bless_is_reason -- whether a reason says anything; NULL does not. */
int bless_is_reason(const char *reason);

/* bless_records -- the records of a scenario's golden seeds side by side, to be freed; they stay the evidence's.
 * STATUS_FAILED: there are not all of them; STATUS_MEMORY. */
enum status bless_records(struct record **records, const struct evidence *evidence,
                          struct error *error) MUST_CHECK;

/* bless_write -- write the golden of an item whose golden seeds have been run.
 *   twins  NULL: of klimb's own trainer
 * Errors of bless_records and golden_write. */
enum status bless_write(const struct check_item *item, const struct twins *twins,
                        const char *expected, const struct blessing *blessing,
                        struct error *error) MUST_CHECK;

#endif
