#include "cli/review/review_conflict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/options/options_use.h"
#include "cli/review/review_accept.h"
#include "pending/pending.h"
#include "pending/settings_diff.h"

enum { LABEL = 11 };

/* ---- which ----------------------------------------------------------------------------------- */

/* Whether options->names has a scenario or its family; no names are all. */
static int is_asked(const char *name, const struct options *options) {
    for (long i = 0; i < options->name_count; i++)
        if (pending_is_asked(name, options->names[i]))
            return 1;
    return options->name_count == 0;
}

enum status review_conflicts_find(struct conflict_list *conflicts, const struct options *options,
                                  struct error *error) {
    long kept = 0;
    enum status status = conflict_list_read(conflicts, options->expected, error);
    for (long i = 0; i < conflicts->count; i++)
        if (is_asked(conflicts->names[i], options)) {
            memmove(conflicts->names[kept], conflicts->names[i], sizeof *conflicts->names);
            kept++;
        }
    conflicts->count = kept;
    return status;
}

void review_conflicts_note_tables(const struct conflict_list *conflicts,
                                  const struct options *options) {
    struct text notes = {0};
    const char *table = text_string(&conflicts->tables);
    for (const char *end; (end = strchr(table, '\n')) != NULL; table = end + 1)
        text_add(&notes,
                 "%s/%.*s has a merge conflict, which review cannot resolve: take a side with git "
                 "checkout --ours or --theirs, or measure again with klimb calibrate\n",
                 options->expected, (int)(end - table), table);
    options_print_notes(&notes);
    text_free(&notes);
}

enum status review_conflict_open(struct conflict *conflict, const char *name,
                                 const struct options *options, struct error *error) {
    const struct check_options check_options = options_for_check(options);
    enum status status = conflict_open(conflict, name, &check_options, error);
    if (status != STATUS_OK)
        return status;
    status = conflict_train(conflict, &check_options, error);
    if (status != STATUS_OK)
        conflict_close(conflict);
    return status;
}

/* ---- showing --------------------------------------------------------------------------------- */

static void print_side(FILE *out, const struct conflict *conflict, enum conflict_side side) {
    const struct golden *golden = &conflict->side[side].golden;
    const struct error *trouble = &conflict->side[side].trouble;
    if (trouble->status != STATUS_OK)
        text_print_line(out, "  %-*s%s: klimb cannot read it: %s", LABEL, conflict_side_names[side],
                        conflict->side[side].from, trouble->message);
    else
        text_print_line(out, "  %-*s%s: blessed on %s, commit %s: %s", LABEL,
                        conflict_side_names[side], conflict->side[side].from, golden->date,
                        golden->commit, golden->reason);
}

static void print_settings(FILE *out, const struct conflict *conflict) {
    const char *ours = conflict->side[CONFLICT_OURS].golden.canonical;
    const char *theirs = conflict->side[CONFLICT_THEIRS].golden.canonical, *label = "settings";
    struct text text = {0};
    if (ours == NULL || theirs == NULL || settings_diff(&text, ours, theirs, NULL) != STATUS_OK) {
        text_free(&text);
        return;
    }
    const char *line = text_string(&text);
    for (const char *end; (end = strchr(line, '\n')) != NULL; line = end + 1, label = "")
        text_print_line(out, "  %-*s%.*s", LABEL, label, (int)(end - line), line);
    text_free(&text);
}

static void print_finding(FILE *out, const struct conflict *conflict) {
    enum conflict_side side = conflict_reproduced(conflict);
    if (conflict->trouble.status != STATUS_OK)
        text_print_line(out, "  %-*scannot be trained: %s", LABEL, "seed 0",
                        conflict->trouble.message);
    else if (side < CONFLICT_SIDES)
        text_print_line(out, "  %-*sthis klimb trains the bits of %s; accepting takes %s golden",
                        LABEL, "seed 0", conflict_side_names[side],
                        side == CONFLICT_OURS ? "our" : "their");
    else
        text_print_line(out,
                        "  %-*sthis klimb trains the bits of neither side; accepting trains all "
                        "golden seeds and blesses them",
                        LABEL, "seed 0");
}

void review_conflict_show(FILE *out, const struct conflict *conflict) {
    text_print_line(out, "merge conflict  %s", conflict->name);
    for (enum conflict_side side = 0; side < CONFLICT_SIDES; side++)
        print_side(out, conflict, side);
    print_settings(out, conflict);
    print_finding(out, conflict);
}

/* ---- as JSON --------------------------------------------------------------------------------- */

static int fill_side(cJSON *object, const struct conflict *conflict, enum conflict_side side) {
    const struct golden *golden = &conflict->side[side].golden;
    int done = object != NULL && json_add_string(object, "from", conflict->side[side].from);
    if (done && conflict->side[side].trouble.status != STATUS_OK)
        return json_add_string(object, "trouble", conflict->side[side].trouble.message);
    return done && json_add_string(object, "digest", golden->digest) &&
           json_add_string(object, "date", golden->date) &&
           json_add_string(object, "commit", golden->commit) &&
           json_add_string(object, "reason", golden->reason);
}

int review_conflict_fill(cJSON *object, const struct conflict *conflict) {
    enum conflict_side side = conflict_reproduced(conflict);
    int done = object != NULL && json_add_string(object, "scenario", conflict->name);
    for (enum conflict_side i = 0; done && i < CONFLICT_SIDES; i++)
        done = fill_side(cJSON_AddObjectToObject(object, conflict_side_names[i]), conflict, i);
    if (done && conflict->trouble.status != STATUS_OK)
        return json_add_string(object, "trouble", conflict->trouble.message);
    return done && json_add_string(object, "reproduced",
                                   side < CONFLICT_SIDES ? conflict_side_names[side] : "neither");
}

/* ---- accepting ------------------------------------------------------------------------------- */

static int take(const struct conflict *conflict, enum conflict_side side,
                const struct options *options) {
    struct error error = {0};
    if (conflict_take(conflict, side, options->expected, &error) != STATUS_OK)
        return options_fail(&error);
    text_print_line(stdout, "  took %s golden, of %s", side == CONFLICT_OURS ? "our" : "their",
                    conflict->side[side].from);
    return EXIT_PASS;
}

static int bless_anew(const struct conflict *conflict, const char *reason,
                      const struct options *options) {
    struct error error = {0};
    struct check check;
    const char *name = conflict->name;
    struct check_options check_options = options_for_check(options);
    check_options.names = &name;
    check_options.name_count = 1;
    check_options.seeds = CHECK_SEEDS_GOLDEN;
    if (check_run(&check, &check_options, &error) != STATUS_OK)
        return options_fail(&error);
    int code = review_bless(&check, reason, options);
    check_free(&check);
    return code;
}

int review_conflict_accept(const struct conflict *conflict, const char *reason,
                           const struct options *options) {
    struct text path = {0}, command = {0};
    enum conflict_side side = conflict_reproduced(conflict);
    int code = review_refuse_ci();
    if (code == EXIT_PASS && conflict->trouble.status != STATUS_OK)
        code = options_fail(&conflict->trouble);
    if (code != EXIT_PASS)
        return code;
    code = side < CONFLICT_SIDES ? take(conflict, side, options)
                                 : bless_anew(conflict, reason, options);
    text_add(&path, "%s/%s", options->expected, conflict->name);
    text_add_escaped(&command, text_string(&path), TEXT_SHELL);
    if (code == EXIT_PASS)
        text_print_line(stdout, "  resolved; next: git add %s", text_string(&command));
    text_free(&command);
    text_free(&path);
    return code;
}
