/* bless.h -- write goldens, for `klimb bless` and `klimb review`.
 *
 *     if (bless_print_unsound(stderr, &check) != BLESS_SOUND) ...    a check of all golden seeds
 *     bless_begin(&blessing, "denser rows", "klimb bless ...", simd, &error)
 *     bless_write(&check.items[i], NULL, "expected", &blessing, &error)
 */
#ifndef KLIMB_BLESS_H
#define KLIMB_BLESS_H

#include "check/twins.h"
#include "golden/commit.h"

/* Why a check cannot be blessed. The last reason in this list wins. */
enum bless_soundness {
    BLESS_SOUND,
    BLESS_CLAIMS_FAIL, /* a claim does not hold */
    BLESS_BROKEN       /* a run broke, or a verdict could not be reached */
};

/* bless_print_unsound -- print each scenario that cannot be blessed, with the claims that fail. A damaged old golden is fine, since
 * blessing replaces it. */
enum bless_soundness bless_print_unsound(FILE *out, const struct check *check);

/* Where the numbers of a golden come from. */
struct blessing {
    struct backend backend;
    struct commit commit; /* the caller may print its trouble */
    char date[32];
    struct golden_provenance provenance; /* points into this */
};

/* bless_begin -- note date, commit and machine.
 *   reason, command  kept by pointer
 *   simd             KLIMB_SIMD, NULL for the best
 * STATUS_INVALID: unknown SIMD level. */
enum status bless_begin(struct blessing *blessing, const char *reason, const char *command,
                        const char *simd, struct error *error) MUST_CHECK;

/* bless_is_reason -- whether a reason has words; NULL has not. */
int bless_is_reason(const char *reason);

/* bless_records -- an array of the records of all golden seeds. The caller frees the array; the evidence owns the records.
 * STATUS_FAILED: a record is missing; STATUS_MEMORY. */
enum status bless_records(struct record **records, const struct evidence *evidence,
                          struct error *error) MUST_CHECK;

/* bless_write -- write the golden of an item after all its golden seeds have run.
 *   twins  NULL: klimb trained it
 * Errors of bless_records and golden_write. */
enum status bless_write(const struct check_item *item, const struct twins *twins,
                        const char *expected, const struct blessing *blessing,
                        struct error *error) MUST_CHECK;

#endif
