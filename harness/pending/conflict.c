#include "pending/conflict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "check/git.h"
#include "golden/compare.h"

const char *const conflict_side_names[] = {"ours", "theirs", NULL};

/* ---- which goldens --------------------------------------------------------------------------- */

/* The scenario of a path like "learning/healthy/bits.csv". Returns 0 for files that are not a golden's. */
static int name_of(char name[SCENARIO_NAME_MAX], const char *path) {
    const char *slash = strrchr(path, '/');
    if (slash == NULL || slash == path || slash - path >= SCENARIO_NAME_MAX)
        return 0;
    int is_golden = 0;
    for (enum golden_file file = 0; file < GOLDEN_FILES; file++)
        is_golden |= strcmp(slash + 1, golden_file_names[file]) == 0;
    snprintf(name, SCENARIO_NAME_MAX, "%.*s", (int)(slash - path), path);
    return is_golden;
}

/* Whether a file belongs to no scenario, as power.csv does. */
static int is_table(const char *path) {
    return strchr(path, '/') == NULL;
}

/* Lines are "<mode> <object> <stage>\t<path>", each with a NUL after it, sorted by path. */
static enum status take_names(struct conflict_list *list, const char *bytes, size_t size,
                              struct error *error) {
    long lines = 0;
    const char *last = "";
    for (size_t i = 0; i < size; i++)
        lines += bytes[i] == '\0';
    list->names = calloc((size_t)lines + 1, sizeof *list->names);
    if (list->names == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for conflicts");
    for (const char *line = bytes; line < bytes + size; line += strlen(line) + 1) {
        const char *tab = strchr(line, '\t');
        char(*next)[SCENARIO_NAME_MAX] = &list->names[list->count];
        if (tab != NULL && name_of(*next, tab + 1) &&
            (list->count == 0 || strcmp(list->names[list->count - 1], *next) != 0))
            list->count++;
        else if (tab != NULL && is_table(tab + 1) && strcmp(last, tab + 1) != 0)
            text_add(&list->tables, "%s\n", last = tab + 1);
    }
    return list->tables.failed ? klimb_error_set(error, STATUS_MEMORY, "no memory for conflicts")
                               : STATUS_OK;
}

enum status conflict_list_read(struct conflict_list *list, const char *expected,
                               struct error *error) {
    static const char *const unmerged[] = {"git", "ls-files", "-u", "-z", NULL};
    struct error ignored = {0};
    char *bytes = NULL;
    size_t size = 0;
    *list = (struct conflict_list){0};
    if (!file_is_folder(expected))
        return STATUS_OK;
    enum status status = git_run(&bytes, &size, expected, unmerged, &ignored);
    if (status == STATUS_OK && size > 0)
        status = take_names(list, bytes, size, error);
    else if (status == STATUS_FAILED)
        status = STATUS_OK;
    free(bytes);
    if (status != STATUS_OK)
        conflict_list_free(list);
    return status;
}

void conflict_list_free(struct conflict_list *list) {
    free(list->names);
    text_free(&list->tables);
    *list = (struct conflict_list){0};
}

/* ---- both sides ------------------------------------------------------------------------------ */

/* Where git has a side: first the index, then the commits that a merge, a rebase or a cherry-pick names. */
static const char *const places[CONFLICT_SIDES][5] = {
    {":2", "HEAD", NULL}, {":3", "MERGE_HEAD", "CHERRY_PICK_HEAD", "REBASE_HEAD", NULL}};

/* Extract one file. Returns STATUS_OK also if the side does not have it. */
static enum status extract_file(const char *folder, const char *expected, const char *name,
                                enum conflict_side side, const char *file, struct error *error) {
    char *bytes = NULL, object[FILE_PATH_MAX], path[FILE_PATH_MAX];
    size_t size = 0;
    struct error ignored = {0};
    for (const char *const *place = places[side]; *place != NULL && bytes == NULL; place++) {
        snprintf(object, sizeof object, "%s:./%s/%s", *place, name, file);
        const char *const show[] = {"git", "show", object, NULL};
        if (git_run(&bytes, &size, expected, show, &ignored) == STATUS_MEMORY)
            return klimb_error_set(error, STATUS_MEMORY, "no memory for %s", file);
    }
    if (bytes == NULL)
        return STATUS_OK;
    enum status status = file_join(path, folder, file, error);
    if (status == STATUS_OK)
        status = file_write(path, bytes, size, error);
    free(bytes);
    return status;
}

/* Name the commit of a side. */
static void name_commit(char from[64], const char *expected, enum conflict_side side) {
    snprintf(from, 64, "the index");
    for (const char *const *place = places[side] + 1; *place != NULL; place++) {
        const char *const ask[] = {"git",     "rev-parse", "--verify", "--quiet",
                                   "--short", *place,      NULL};
        struct error ignored = {0};
        char *bytes = NULL;
        size_t size;
        int is_there = git_run(&bytes, &size, expected, ask, &ignored) == STATUS_OK && size > 0;
        if (is_there)
            snprintf(from, 64, "%s %.*s", *place, (int)strcspn(bytes, "\n"), bytes);
        free(bytes);
        if (is_there)
            return;
    }
}

static enum status extract_side(struct conflict *conflict, const char *expected,
                                enum conflict_side side, struct error *error) {
    char root[FILE_PATH_MAX], folder[FILE_PATH_MAX];
    enum status status = file_join(root, conflict->private.path, conflict_side_names[side], error);
    if (status == STATUS_OK)
        status = file_join(folder, root, conflict->name, error);
    for (enum golden_file file = 0; status == STATUS_OK && file < GOLDEN_FILES; file++)
        status = extract_file(folder, expected, conflict->name, side, golden_file_names[file],
                              error);
    if (status != STATUS_OK)
        return status;
    name_commit(conflict->side[side].from, expected, side);
    status = golden_read(&conflict->side[side].golden, root, conflict->name,
                         &conflict->side[side].trouble);
    return status == STATUS_MEMORY ? klimb_error_set(error, status, "no memory for a golden")
                                   : STATUS_OK;
}

enum status conflict_open(struct conflict *conflict, const char *name,
                          const struct check_options *options, struct error *error) {
    *conflict = (struct conflict){0};
    snprintf(conflict->name, sizeof conflict->name, "%s", name);
    enum status status = private_folder_make(&conflict->private, options->out, error);
    for (enum conflict_side side = 0; status == STATUS_OK && side < CONFLICT_SIDES; side++)
        status = extract_side(conflict, options->expected, side, error);
    if (status != STATUS_OK)
        conflict_close(conflict);
    return status;
}

void conflict_close(struct conflict *conflict) {
    for (enum conflict_side side = 0; side < CONFLICT_SIDES; side++)
        golden_free(&conflict->side[side].golden);
    private_folder_remove(&conflict->private);
    *conflict = (struct conflict){0};
}

/* ---- training seed 0 ------------------------------------------------------------------------- */

static void compare(struct conflict *conflict, const struct scenario *scenario,
                    const struct record *record) {
    for (enum conflict_side side = 0; side < CONFLICT_SIDES; side++) {
        const struct golden *golden = &conflict->side[side].golden;
        struct departure departure = {.found = 1};
        if (golden->bits_count > 0 && strcmp(golden->digest, scenario->digest) == 0)
            compare_bits(&departure, record, &golden->bits[0]);
        conflict->side[side].is_reproduced = !departure.found;
    }
}

/* Compare the run of a check that has made it. */
static void compare_run(struct conflict *conflict, const struct check *check) {
    const struct job *job = check->items[0].jobs;
    struct record record;
    if (check->items[0].runs < 1 || check->items[0].lack != NULL)
        klimb_error_set(&conflict->trouble, STATUS_FAILED, "%s lacks its data", conflict->name);
    else if (!job->done)
        conflict->trouble = job->error;
    else if (record_read(&record, job->folder, &conflict->trouble) == STATUS_OK) {
        compare(conflict, &check->items[0].scenario, &record);
        record_free(&record);
    }
}

enum status conflict_train(struct conflict *conflict, const struct check_options *options,
                           struct error *error) {
    struct check check;
    const char *name = conflict->name;
    struct check_options own = check_one_seed(options, 0);
    own.names = &name;
    own.name_count = 1;
    if (check_plan(&check, &own, &conflict->trouble) != STATUS_OK)
        return STATUS_OK;
    enum status status = check_make_runs(&check, &own, error);
    if (status == STATUS_OK)
        compare_run(conflict, &check);
    check_free(&check);
    return status;
}

/* ---- taking one ------------------------------------------------------------------------------ */

enum conflict_side conflict_reproduced(const struct conflict *conflict) {
    enum conflict_side side = CONFLICT_OURS;
    while (side < CONFLICT_SIDES && !conflict->side[side].is_reproduced)
        side++;
    return side;
}

enum status conflict_take(const struct conflict *conflict, enum conflict_side side,
                          const char *expected, struct error *error) {
    char root[FILE_PATH_MAX];
    enum status status = file_join(root, conflict->private.path, conflict_side_names[side], error);
    return status == STATUS_OK ? golden_copy(expected, root, conflict->name, error) : status;
}
