#include "cli/review_accept.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/bless_moves.h"
#include "cli/options_use.h"
#include "cli/review_list.h"
#include "pending/accept.h"
#include "pending/bless.h"

int review_is_ci(void) {
    static const char *const no[] = {"", "0", "false", NULL};
    const char *value = getenv("CI");
    return value != NULL && text_index(value, no) < 0;
}

/* ---- before anything is trained -------------------------------------------------------------- */

static int refuse_early(const struct pending *pending) {
    long failed = review_failed_claims(pending);
    if (review_is_ci()) {
        fprintf(stderr, "klimb: nothing was written: $CI says that this is a CI job\n"
                        "  upload build/pending, and `klimb bless --from` it where goldens are "
                        "committed\n");
        return EXIT_USAGE;
    }
    if (failed == 0)
        return EXIT_PASS;
    text_print_line(stderr, "klimb: %s cannot be accepted: %ld claims do not hold", pending->name,
                    failed);
    fprintf(stderr, "  claims are in experiments/: no golden loosens them\n");
    return EXIT_FAIL;
}

/* ---- from the runs to the golden ------------------------------------------------------------- */

static enum status train(struct acceptance *acceptance, struct error *error) {
    text_print_line(stdout, "  %ld runs are here, %ld are trained", acceptance->taken,
                    acceptance->missing);
    fflush(stdout);
    enum status status = accept_verify(stdout, acceptance, error);
    return status == STATUS_OK ? accept_judge(acceptance, error) : status;
}

static enum status write(const struct check_item *item, const char *reason,
                         const struct options *options, struct error *error) {
    struct blessing blessing;
    struct record *records;
    enum status status = bless_records(&records, &item->evidence, error);
    if (status != STATUS_OK)
        return status;
    status = bless_print_moves(&item->evidence, NULL, records, item->scenario.golden_seeds, error);
    free(records);
    if (status == STATUS_OK)
        status = bless_begin(&blessing, reason, "klimb review --accept", options->simd, error);
    return status == STATUS_OK ? bless_write(item, NULL, options->expected, &blessing, error)
                               : status;
}

/* What was trained is judged by all golden seeds, not by those of the check alone. */
static int judge_and_write(const struct acceptance *acceptance, const char *reason,
                           const struct options *options) {
    static const int codes[] = {
        [BLESS_SOUND] = EXIT_PASS, [BLESS_CLAIMS_FAIL] = EXIT_FAIL, [BLESS_BROKEN] = EXIT_BROKEN};
    struct error error = {0};
    int code = codes[bless_print_unsound(stderr, &acceptance->check)];
    if (code == EXIT_PASS &&
        write(&acceptance->check.items[0], reason, options, &error) != STATUS_OK)
        code = options_fail(&error);
    return code;
}

int review_accept(const struct pending *pending, const char *reason,
                  const struct options *options) {
    struct error error = {0};
    struct acceptance acceptance;
    const struct check_options check_options = options_for_check(options);
    int code = refuse_early(pending);
    if (code != EXIT_PASS)
        return code;
    enum status status = accept_begin(&acceptance, &check_options, pending, 1, &error);
    if (status == STATUS_OK)
        status = train(&acceptance, &error);
    code = status == STATUS_OK ? judge_and_write(&acceptance, reason, options)
                               : options_fail(&error);
    if (acceptance.is_refused)
        code = EXIT_FAIL;
    accept_end(&acceptance);
    if (code != EXIT_PASS)
        return code;
    text_print_line(stdout, "  %s: golden written to %s", pending->name, options->expected);
    return review_reject(pending->name, options);
}

int review_reject(const char *name, const struct options *options) {
    struct error error = {0};
    enum status status = pending_remove(options_pending(options), name, &error);
    return status == STATUS_OK ? EXIT_PASS : options_fail(&error);
}
