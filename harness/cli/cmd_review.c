#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/options.h"
#include "cli/review_accept.h"
#include "cli/review_facts.h"
#include "cli/review_json.h"
#include "cli/review_list.h"
#include "cli/review_show.h"
#include "pending/bless.h"

enum { ANSWER_MAX = 1024 };

/* ---- without questions ----------------------------------------------------------------------- */

static enum status check_usage(const struct options *options, struct error *error) {
    int decides = options->accept || options->reject;
    if (options->accept && options->reject)
        return klimb_error_set(error, STATUS_INVALID,
                               "--accept and --reject contradict each other");
    if (decides && options->format != NULL)
        return klimb_error_set(error, STATUS_INVALID,
                               "--format shows what is pending: it goes with neither --accept nor "
                               "--reject");
    if (options->accept && !bless_is_reason(options->reason))
        return klimb_error_set(error, STATUS_INVALID,
                               "review --accept needs --reason TEXT: why these curves are right");
    if (options->reason != NULL && !options->accept)
        return klimb_error_set(error, STATUS_INVALID, "--reason goes with --accept");
    return decides ? options_need_names(options, options->accept ? "accept" : "reject", error)
                   : STATUS_OK;
}

/* Each by itself: one that is refused keeps no other. Returns the worst exit code. */
static int decide_all(const struct review_list *list, const struct options *options) {
    int worst = EXIT_PASS;
    for (long i = 0; i < list->count; i++) {
        const struct review_item *item = &list->items[i];
        int code;
        text_print_line(stdout, "%s: %s", item->pending.name,
                        options->accept ? "accept" : "reject");
        fflush(stdout);
        if (options->reject)
            code = review_reject(item->pending.name, options);
        else if (item->trouble.status == STATUS_OK)
            code = review_accept(&item->pending, options->reason, options);
        else {
            text_print_error(stderr, &item->trouble);
            code = EXIT_FAIL;
        }
        worst = code > worst ? code : worst;
    }
    return worst;
}

/* ---- a list where nobody can be asked -------------------------------------------------------- */

static void print_command(const struct options *options, const char *verb, const char *name) {
    struct text command = {0};
    text_add(&command, "klimb review %s", verb);
    review_add_folders(&command, options);
    text_add_operands(&command, &name, 1);
    text_print_line(stdout, "  %s", text_string(&command));
    text_free(&command);
}

static void print_trouble(const struct review_item *item, long place, long count) {
    text_print_line(stdout, "%ld/%ld  %s  %s", place, count, verdict_names[VERDICT_ERROR],
                    item->pending.name);
    text_print_error(stdout, &item->trouble);
}

/* Show one.
 *   can_accept  out  whether accepting it makes sense */
static enum status show_one(const struct review_list *list, long i, const struct options *options,
                            int *can_accept, struct error *error) {
    struct review_facts facts;
    *can_accept = 0;
    if (list->items[i].trouble.status != STATUS_OK) {
        print_trouble(&list->items[i], i + 1, list->count);
        return STATUS_OK;
    }
    enum status status = review_facts_find(&facts, &list->items[i].pending, options, error);
    if (status != STATUS_OK)
        return status;
    review_show(stdout, &list->items[i], &facts, i + 1, list->count);
    *can_accept = facts.missing >= 0 && review_failed_claims(&list->items[i].pending) == 0;
    review_facts_free(&facts);
    return STATUS_OK;
}

static int print_list(const struct review_list *list, const struct options *options) {
    struct error error = {0};
    for (long i = 0; i < list->count; i++) {
        const char *name = list->items[i].pending.name;
        int can_accept;
        if (show_one(list, i, options, &can_accept, &error) != STATUS_OK)
            return options_fail(&error);
        if (can_accept)
            print_command(options, "--accept --reason \"...\"", name);
        print_command(options, "--reject", name);
        putchar('\n');
    }
    text_print_line(stdout, "%ld moved scenario%s", list->count, list->count == 1 ? "" : "s");
    return list->count > 0 ? EXIT_FAIL : EXIT_PASS;
}

/* ---- on a terminal --------------------------------------------------------------------------- */

/* A line without its end. Returns 0 at the end of the input. */
static int read_line(char line[ANSWER_MAX]) {
    fflush(stdout);
    if (fgets(line, ANSWER_MAX, stdin) == NULL)
        return 0;
    line[strcspn(line, "\r\n")] = '\0';
    return 1;
}

/* Ask until the answer is one of the letters; 'q' at the end of the input. */
static int ask_letter(const char *question, const char *letters) {
    char line[ANSWER_MAX];
    for (;;) {
        printf("%s", question);
        if (!read_line(line))
            return 'q';
        if (line[0] != '\0' && strchr(letters, line[0]) != NULL)
            return line[0];
        printf("  one of %s\n", letters);
    }
}

/* The reason is asked for once, and offered again. Returns whether there is one. */
static int ask_reason(char reason[ANSWER_MAX]) {
    char line[ANSWER_MAX];
    if (reason[0] == '\0')
        printf("  why are these curves right? ");
    else
        printf("  why are these curves right? [%s] ", reason);
    if (!read_line(line))
        return 0;
    if (bless_is_reason(line))
        memcpy(reason, line, sizeof line);
    if (!bless_is_reason(reason))
        printf("  without a reason nothing is accepted\n");
    return bless_is_reason(reason);
}

/* Returns whether the scenario is decided. */
static int decide_one(const struct review_item *item, int answer, char reason[ANSWER_MAX],
                      const struct options *options) {
    if (answer == 'r')
        return review_reject(item->pending.name, options) == EXIT_PASS;
    if (answer != 'a' || !ask_reason(reason))
        return 0;
    return review_accept(&item->pending, reason, options) == EXIT_PASS;
}

static int walk(const struct review_list *list, const struct options *options) {
    char reason[ANSWER_MAX] = "";
    struct error error = {0};
    long decided = 0;
    for (long i = 0; i < list->count; i++) {
        int can_accept;
        if (show_one(list, i, options, &can_accept, &error) != STATUS_OK)
            return options_fail(&error);
        int answer = can_accept ? ask_letter("accept, reject, skip or quit? [a/r/s/q] ", "arsq")
                                : ask_letter("reject, skip or quit? [r/s/q] ", "rsq");
        if (answer == 'q')
            break;
        decided += decide_one(&list->items[i], answer, reason, options);
        putchar('\n');
    }
    text_print_line(stdout, "%ld of %ld decided", decided, list->count);
    return decided == list->count ? EXIT_PASS : EXIT_FAIL;
}

/* ---- the command ----------------------------------------------------------------------------- */

static int print_json(const struct review_list *list, const struct options *options) {
    struct error error = {0};
    if (review_print_json(stdout, list, options, &error) != STATUS_OK)
        return options_fail(&error);
    return list->count > 0 ? EXIT_FAIL : EXIT_PASS;
}

static int review(const struct review_list *list, const struct options *options) {
    if (options->accept || options->reject)
        return decide_all(list, options);
    if (options->format != NULL && strcmp(options->format, "json") == 0)
        return print_json(list, options);
    if (list->count > 0 && isatty(STDIN_FILENO) && options->format == NULL && !review_is_ci())
        return walk(list, options);
    return print_list(list, options);
}

static int run_review(const struct options *options) {
    struct error error = {0};
    struct review_list list;
    enum status status = check_usage(options, &error);
    if (status == STATUS_OK)
        status = review_list_read(&list, options, &error);
    if (status != STATUS_OK)
        return options_fail(&error);
    int code = review(&list, options);
    review_list_free(&list);
    return code;
}

static const char *const formats[] = {"text", "json", NULL};

const struct command command_review = {
    .name = "review",
    .arguments = "[SCENARIO...]",
    .summary = "go through scenarios that moved: accept or reject each",
    .details = "Shows what failing checks have left in build/pending, the worst first: verdict,\n"
               "what each tier found, curves of golden and run, settings that have changed since\n"
               "the golden was blessed, and the command that draws a picture. On a terminal it\n"
               "asks: accept, reject, skip or quit; elsewhere it prints the list.\n"
               "Accepting writes the golden, as `klimb bless` would, from the runs that are\n"
               "there. One of them is trained again first, and has to give the same bits; so are\n"
               "golden seeds that are missing (none after `klimb check --complete`). The reason\n"
               "is asked for once. A scenario with a claim that does not hold cannot be\n"
               "accepted: claims are in experiments/. Rejecting drops what was left.\n"
               "Where $CI is set nothing is ever written to expected/.\n"
               "Exit code: 0 nothing waits any more; 1 something does, or was refused; 2 usage;\n"
               "3 when it could not be done.\n"
               "\n"
               "  klimb review\n"
               "  klimb review --format json\n"
               "  klimb review --accept --reason \"a longer run\" learning/healthy\n"
               "  klimb review --reject annealing",
    .accepts = "@=rajTf!qego",
    .run = run_review,
    .formats = formats,
    .creates_expected = 1,
};
