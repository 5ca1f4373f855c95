#include "cli/review/review_accept.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "cli/options/options_use.h"
#include "cli/review/bless_moves.h"
#include "cli/review/review_facts.h"
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

/* What was shown is not there any more. Returns the exit code. */
static int refuse_replaced(const struct pending *pending, const char *done,
                           const struct options *options, struct error *error) {
    struct text command = {0};
    if (error->status != STATUS_FAILED)
        return options_fail(error);
    text_add(&command, "klimb review");
    review_add_folders(&command, options);
    text_add_operands(&command, (const char *const[]){pending->name}, 1);
    klimb_error_hint(error, "%s; `%.200s` shows what is pending now", done, text_string(&command));
    text_free(&command);
    options_fail(error);
    return EXIT_FAIL;
}

/* Delete it if it is still what was shown.
 *   done  what has happened before, for a message */
static int remove_shown(const struct pending *pending, const char *done,
                        const struct options *options) {
    struct error error = {0};
    const struct pending *shown = pending->seal[0] != '\0' ? pending : NULL;
    return pending_remove(options_pending(options), pending->name, shown, &error) == STATUS_OK
               ? EXIT_PASS
               : refuse_replaced(pending, done, options, &error);
}

/* Bless what was trained, if all of it was of the folder that was shown. */
static int bless_trained(enum status status, const struct acceptance *acceptance,
                         const char *reason, const struct options *options, struct error *error) {
    struct error newer = {0};
    const struct pending *pending = acceptance->pendings;
    if (pending_check_same(pending, &newer) != STATUS_OK)
        return refuse_replaced(pending, "nothing was written", options, &newer);
    if (status == STATUS_OK)
        return review_bless(&acceptance->check, reason, options);
    int code = options_fail(error);
    return acceptance->is_refused ? EXIT_FAIL : code;
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
    code = bless_trained(status, &acceptance, reason, options, &error);
    accept_end(&acceptance);
    return code == EXIT_PASS ? remove_shown(pending, "the golden was written", options) : code;
}

int review_reject(const struct pending *pending, const struct options *options) {
    return remove_shown(pending, "nothing was deleted", options);
}
