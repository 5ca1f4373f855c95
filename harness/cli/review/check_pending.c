#include "cli/review/check_pending.h"

#include <stdio.h>

#include "base/text.h"
#include "cli/options/options_use.h"
#include "pending/pending.h"

/* The first option whose runs cannot become a golden, NULL if none was given. */
static const char *unfit_option(const struct options *options) {
    const struct {
        int is_given;
        const char *name;
    } unfit[] = {{options->logs != NULL, "--records"},
                 {options->override_count > 0, "--set"},
                 {options->seed_count > 0, "--seed or --seeds"},
                 {options->backend != BACKEND_EXACT, "--backend"},
                 {options->against_golden, "--against"}};
    for (size_t i = 0; i < sizeof unfit / sizeof *unfit; i++)
        if (unfit[i].is_given)
            return unfit[i].name;
    return NULL;
}

enum status check_pending_refuse(const struct options *options, struct error *error) {
    const char *wanted = options->complete          ? "--complete"
                         : options->pending != NULL ? "--pending"
                                                    : NULL;
    const char *other = options->no_pending ? "--no-pending" : unfit_option(options);
    if (wanted == NULL || other == NULL)
        return STATUS_OK;
    klimb_error_set(error, STATUS_INVALID, "%s and %s contradict each other", wanted, other);
    klimb_error_hint(error, "klimb saves only runs that `klimb bless` would make");
    return STATUS_INVALID;
}

enum status check_pending_complete(struct check *check, const struct options *options,
                                   struct error *error) {
    const struct check_options check_options = options_for_check(options);
    enum status status = options->complete ? check_complete(check, &check_options, error)
                                           : STATUS_OK;
    if (status != STATUS_OK)
        check_free(check);
    return status;
}

static void say_left(const struct pending_count *count, const struct options *options) {
    struct text command = {0};
    text_add(&command, "klimb review");
    if (options->pending != NULL) {
        text_add(&command, " --pending ");
        text_add_escaped(&command, options->pending, TEXT_SHELL);
    }
    text_print_line(stderr, "klimb: note: saved %ld moved scenario%s in %s; `%s` shows %s",
                    count->left, count->left == 1 ? "" : "s", options_pending(options),
                    text_string(&command), count->left == 1 ? "it" : "them");
    text_free(&command);
}

int check_pending_leave(const struct check *check, const struct options *options, int code) {
    struct error error = {0};
    struct text command = {0};
    struct pending_count count;
    if (options->no_pending || unfit_option(options) != NULL || check->count == 0)
        return code;
    text_add(&command, "klimb check");
    text_add_operands(&command, options->names, options->name_count);
    const struct pending_request request = {options_pending(options), text_string(&command)};
    enum status status = pending_leave(&count, check, &request, &error);
    text_free(&command);
    if (status != STATUS_OK) {
        klimb_error_hint(&error, "--pending DIR saves it elsewhere, --no-pending saves nothing");
        return options_fail(&error);
    }
    if (count.left > 0 && !options->quiet)
        say_left(&count, options);
    return code;
}
