#include "cli/review/review_accept.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "cli/options/options_use.h"
#include "cli/review/bless_moves.h"
#include "cli/review/review_list.h"
#include "pending/accept.h"
#include "pending/bless.h"

int review_is_ci(void) {
    static const char *const no[] = {"", "0", "false", NULL};
    const char *value = getenv("CI");
    return value != NULL && text_index(value, no) < 0;
}

/* ---- before training ------------------------------------------------------------------------ */

int review_refuse_ci(void) {
    if (!review_is_ci())
        return EXIT_PASS;
    fprintf(stderr, "klimb: review writes nothing in a CI job ($CI is set)\n"
                    "  upload build/pending, and run `klimb bless --from` on the download\n");
    return EXIT_USAGE;
}

static int refuse_early(const struct pending *pending) {
    long failed = review_failed_claims(pending);
    int code = review_refuse_ci();
    if (code != EXIT_PASS || failed == 0)
        return code;
    text_print_line(stderr, "klimb: %s cannot be accepted: %ld claims fail", pending->name, failed);
    fprintf(stderr, "  accepting changes goldens, never claims: those are in experiments/\n");
    return EXIT_FAIL;
}

/* ---- from the runs to the golden ------------------------------------------------------------- */

static enum status train(struct acceptance *acceptance, struct error *error) {
    text_print_line(stdout, "  %ld runs are pending, training %ld more", acceptance->taken,
                    acceptance->missing);
    fflush(stdout);
    enum status status = accept_verify(stdout, acceptance, error);
    return status == STATUS_OK ? accept_judge(acceptance, error) : status;
}

static enum status write(const struct check_item *item, const char *reason,
                         const struct options *options, struct error *error) {
    struct blessing blessing;
    enum status status = bless_print_moves(&item->evidence, NULL, error);
    if (status == STATUS_OK)
        status = bless_begin(&blessing, reason, "klimb review --accept", options->simd, error);
    return status == STATUS_OK ? bless_write(item, NULL, options->expected, &blessing, error)
                               : status;
}

/* Claims must hold for all golden seeds, not only for those of the check. */
int review_bless(const struct check *check, const char *reason, const struct options *options) {
    static const int codes[] = {
        [BLESS_SOUND] = EXIT_PASS, [BLESS_CLAIMS_FAIL] = EXIT_FAIL, [BLESS_BROKEN] = EXIT_BROKEN};
    struct error error = {0};
    int code = codes[bless_print_unsound(stderr, check)];
    if (code == EXIT_PASS && write(&check->items[0], reason, options, &error) != STATUS_OK)
        code = options_fail(&error);
    if (code == EXIT_PASS)
        text_print_line(stdout, "  %s: golden written to %s", check->items[0].scenario.name,
                        options->expected);
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
    code = status == STATUS_OK ? review_bless(&acceptance.check, reason, options)
                               : options_fail(&error);
    if (acceptance.is_refused)
        code = EXIT_FAIL;
    accept_end(&acceptance);
    return code == EXIT_PASS ? review_reject(pending->name, options) : code;
}

int review_reject(const char *name, const struct options *options) {
    struct error error = {0};
    enum status status = pending_remove(options_pending(options), name, &error);
    return status == STATUS_OK ? EXIT_PASS : options_fail(&error);
}
