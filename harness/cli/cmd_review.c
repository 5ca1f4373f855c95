#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/options/options.h"
#include "cli/review/review_accept.h"
#include "cli/review/review_conflict.h"
#include "cli/review/review_facts.h"
#include "cli/review/review_json.h"
#include "cli/review/review_list.h"
#include "cli/review/review_show.h"
#include "pending/bless.h"

enum { ANSWER_MAX = 1024 };

/* All that review asks about. */
struct review {
    const struct options *options;
    struct conflict_list conflicts;
    struct review_list list;
};

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

static int accept_conflict(const char *name, const struct options *options) {
    struct error error = {0};
    struct conflict conflict;
    if (review_conflict_open(&conflict, name, options, &error) != STATUS_OK)
        return options_fail(&error);
    review_conflict_show(stdout, &conflict);
    int code = review_conflict_accept(&conflict, options->reason, options);
    conflict_close(&conflict);
    return code;
}

/* klimb refuses an edited folder; a folder that it cannot read may be fine. */
static int refuse_unreadable(const struct error *trouble) {
    int code = options_fail(trouble);
    return trouble->status == STATUS_FORMAT ? EXIT_FAIL : code;
}

/* Go on after a refusal. Returns the worst exit code. */
static int decide_all(const struct review *review) {
    const struct review_list *list = &review->list;
    const struct options *options = review->options;
    int worst = EXIT_PASS;
    for (long i = 0; options->accept && i < review->conflicts.count; i++) {
        int code = accept_conflict(review->conflicts.names[i], options);
        worst = code > worst ? code : worst;
    }
    for (long i = 0; i < list->count; i++) {
        const struct review_item *item = &list->items[i];
        int code;
        text_print_line(stdout, "%s: %s", item->pending.name,
                        options->accept ? "accept" : "reject");
        fflush(stdout);
        if (options->reject)
            code = review_reject(&item->pending, options);
        else if (item->trouble.status == STATUS_OK)
            code = review_accept(&item->pending, options->reason, options);
        else
            code = refuse_unreadable(&item->trouble);
        worst = code > worst ? code : worst;
    }
    return worst;
}

/* ---- without a terminal --------------------------------------------------------------------- */

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
 *   can_accept  out  whether review may accept it */
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

static int print_conflict(const char *name, const struct options *options) {
    struct error error = {0};
    struct conflict conflict;
    if (review_conflict_open(&conflict, name, options, &error) != STATUS_OK)
        return options_fail(&error);
    review_conflict_show(stdout, &conflict);
    if (conflict.trouble.status == STATUS_OK)
        print_command(options, "--accept --reason \"...\"", name);
    putchar('\n');
    conflict_close(&conflict);
    return EXIT_PASS;
}

static void print_counts(const struct review *review) {
    const long conflicts = review->conflicts.count, moved = review->list.count;
    if (conflicts > 0)
        text_print_line(stdout, "%ld merge conflict%s", conflicts, conflicts == 1 ? "" : "s");
    text_print_line(stdout, "%ld moved scenario%s", moved, moved == 1 ? "" : "s");
}

static int is_something_pending(const struct review *review) {
    return review->conflicts.count > 0 || review->list.count > 0;
}

static int print_list(const struct review *review) {
    const struct review_list *list = &review->list;
    const struct options *options = review->options;
    struct error error = {0};
    int code = EXIT_PASS;
    for (long i = 0; code == EXIT_PASS && i < review->conflicts.count; i++)
        code = print_conflict(review->conflicts.names[i], options);
    if (code != EXIT_PASS)
        return code;
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
    print_counts(review);
    return is_something_pending(review) ? EXIT_FAIL : EXIT_PASS;
}

/* ---- on a terminal --------------------------------------------------------------------------- */

/* Read a line without its end. Returns 0 at the end of the input. */
static int read_line(char line[ANSWER_MAX]) {
    fflush(stdout);
    if (fgets(line, ANSWER_MAX, stdin) == NULL)
        return 0;
    line[strcspn(line, "\r\n")] = '\0';
    return 1;
}

/* "  answer a, r, s or q" */
static void print_letters(const char *letters) {
    printf("  answer");
    for (size_t i = 0, count = strlen(letters); i < count; i++)
        printf("%s%c", i == 0 ? " " : i + 1 < count ? ", " : " or ", letters[i]);
    putchar('\n');
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
        print_letters(letters);
    }
}

/* Ask for the reason, and offer the last one. Returns whether there is one. */
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
        printf("  not accepted: accepting needs a reason\n");
    return bless_is_reason(reason);
}

/* Returns whether it accepted or rejected the scenario. */
static int decide_one(const struct review_item *item, int answer, char reason[ANSWER_MAX],
                      const struct options *options) {
    if (answer == 'r')
        return review_reject(&item->pending, options) == EXIT_PASS;
    if (answer != 'a' || !ask_reason(reason))
        return 0;
    return review_accept(&item->pending, reason, options) == EXIT_PASS;
}

/* Show a conflict and ask. Returns the answer; 'e' after an error.
 *   decided  in out  one more if it was resolved */
static int walk_conflict(const char *name, long *decided, char reason[ANSWER_MAX],
                         const struct options *options) {
    struct error error = {0};
    struct conflict conflict;
    if (review_conflict_open(&conflict, name, options, &error) != STATUS_OK) {
        options_fail(&error);
        return 'e';
    }
    review_conflict_show(stdout, &conflict);
    int answer = ask_letter("accept, skip or quit? [a/s/q] ", "asq");
    int needs_reason = conflict_reproduced(&conflict) == CONFLICT_SIDES;
    if (answer == 'a' && (!needs_reason || ask_reason(reason)))
        *decided += review_conflict_accept(&conflict, reason, options) == EXIT_PASS;
    putchar('\n');
    conflict_close(&conflict);
    return answer;
}

/* The same of a moved scenario. */
static int walk_item(const struct review_list *list, long i, long *decided, char reason[ANSWER_MAX],
                     const struct options *options) {
    struct error error = {0};
    int can_accept;
    if (show_one(list, i, options, &can_accept, &error) != STATUS_OK) {
        options_fail(&error);
        return 'e';
    }
    int answer = can_accept ? ask_letter("accept, reject, skip or quit? [a/r/s/q] ", "arsq")
                            : ask_letter("reject, skip or quit? [r/s/q] ", "rsq");
    *decided += decide_one(&list->items[i], answer, reason, options);
    putchar('\n');
    return answer;
}

static int walk(const struct review *review) {
    const long conflicts = review->conflicts.count, count = conflicts + review->list.count;
    char reason[ANSWER_MAX] = "";
    long decided = 0;
    int answer = 's';
    for (long i = 0; i < count && answer != 'q' && answer != 'e'; i++)
        answer = i < conflicts
                     ? walk_conflict(review->conflicts.names[i], &decided, reason, review->options)
                     : walk_item(&review->list, i - conflicts, &decided, reason, review->options);
    text_print_line(stdout, "%ld of %ld decided", decided, count);
    if (answer == 'e')
        return EXIT_BROKEN;
    return decided == count ? EXIT_PASS : EXIT_FAIL;
}

/* ---- the command ----------------------------------------------------------------------------- */

static int print_json(const struct review *review) {
    struct error error = {0};
    if (review_print_json(stdout, &review->list, &review->conflicts, review->options, &error) !=
        STATUS_OK)
        return options_fail(&error);
    return is_something_pending(review) ? EXIT_FAIL : EXIT_PASS;
}

static int go_on(const struct review *review) {
    const struct options *options = review->options;
    if (options->accept || options->reject)
        return decide_all(review);
    if (options->format != NULL && strcmp(options->format, "json") == 0)
        return print_json(review);
    if (is_something_pending(review) && isatty(STDIN_FILENO) && options->format == NULL &&
        !review_is_ci())
        return walk(review);
    return print_list(review);
}

/* A conflict has two sides, and no run to drop. */
static enum status check_reject(const struct review *review, struct error *error) {
    if (!review->options->reject || review->options->name_count == 0 ||
        review->conflicts.count == 0)
        return STATUS_OK;
    klimb_error_set(error, STATUS_INVALID, "%s has a merge conflict, which cannot be rejected",
                    review->conflicts.names[0]);
    klimb_error_hint(error, "accept it, or take a side with git checkout --ours or --theirs");
    return STATUS_INVALID;
}

static int run_review(const struct options *options) {
    struct error error = {0};
    struct review review = {.options = options};
    enum status status = check_usage(options, &error);
    if (status == STATUS_OK)
        status = review_conflicts_find(&review.conflicts, options, &error);
    if (status == STATUS_OK)
        status = review_list_read(&review.list, options, &review.conflicts, &error);
    if (status == STATUS_OK)
        status = check_reject(&review, &error);
    if (status == STATUS_OK)
        review_conflicts_note_tables(&review.conflicts, options);
    int code = status == STATUS_OK ? go_on(&review) : options_fail(&error);
    review_list_free(&review.list);
    conflict_list_free(&review.conflicts);
    return code;
}

static const char *const formats[] = {"text", "json", NULL};

const struct command command_review = {
    .name = "review",
    .arguments = "[SCENARIO...]",
    .summary = "go through scenarios that moved: accept or reject each",
    .details = "Shows what failing checks saved in build/pending, the worst first: verdict, what\n"
               "each tier found, curves of golden and run, settings that have changed since the\n"
               "golden was blessed, and the command that draws a picture. On a terminal it asks\n"
               "you to accept, reject, skip or quit; elsewhere it prints the list.\n"
               "Accepting writes the golden from the pending runs, as `klimb bless` would. klimb\n"
               "first retrains one of them, which must give the same bits, and trains golden\n"
               "seeds that are missing (none after `klimb check --complete`). You give a reason\n"
               "once, and it is offered again. A scenario with a failing claim cannot be\n"
               "accepted. Rejecting deletes the pending runs.\n"
               "If git left a merge conflict in a golden, review trains seed 0 and says which\n"
               "side klimb reproduces. Accepting takes that side, or blesses anew if it is\n"
               "neither.\n"
               "If $CI is set, review never writes to expected/.\n"
               "Exit code: 0 nothing is pending any more; 1 something is, or was refused;\n"
               "2 usage; 3 it could not be done.\n"
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
