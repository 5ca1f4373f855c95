#include "check/changed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/git.h"
#include "scenario/scenario_cache.h"
#include "scenario/scenario_external.h"
#include "scenario/scenario_load.h"
#include "scenario/selection.h"

/* What every look-up needs. */
struct search {
    const struct changed_question *question;
    const struct git_changes *changes;
    struct scenario_cache *cache;
    char expected[FILE_PATH_MAX]; /* relative to the work tree; "": outside it */
};

/* The real path of a file; of one that is not there, its name in the real path of its folder. Empty where there is no
 * such folder. Returns whether it is there. */
static int find_real(char whole[FILE_PATH_MAX], const char *path) {
    char parent[FILE_PATH_MAX];
    const char *slash = strrchr(path, '/'), *leaf = slash != NULL ? slash + 1 : path;
    char *found = realpath(path, NULL);
    int is_there = found != NULL;
    whole[0] = '\0';
    if (!is_there && strlen(path) < sizeof parent) {
        file_parent(parent, path);
        found = realpath(parent, NULL);
    }
    if (found != NULL && file_join(whole, found, is_there ? "" : leaf, NULL) != STATUS_OK)
        whole[0] = '\0';
    free(found);
    return is_there;
}

/* That of a file in the work tree, relative to it; NULL of one outside. */
static const char *inside(const struct search *search, const char *whole) {
    size_t length = strlen(search->changes->top);
    int is_inside = strncmp(whole, search->changes->top, length) == 0 && whole[length] == '/';
    return is_inside ? whole + length + 1 : NULL;
}

/* Whether a file may have changed: for a file that git does not track that is unknown, so it may. */
static int may_have_changed(const struct search *search, const char *path) {
    char whole[FILE_PATH_MAX];
    if (path[0] == '\0')
        return 0;
    int is_there = find_real(whole, path);
    const char *own = inside(search, whole);
    if (own == NULL || (is_there && !git_keeps(search->changes, own)))
        return 1;
    for (long i = 0; i < search->changes->count; i++)
        if (strcmp(search->changes->paths[i], own) == 0)
            return 1;
    return 0;
}

/* Whether anything in the folder of its golden changed, deleted files included. Unknown outside the work tree. */
static int golden_has_changed(const struct search *search, const struct scenario *scenario) {
    char folder[FILE_PATH_MAX + SCENARIO_NAME_MAX + 2];
    if (search->expected[0] == '\0')
        return 1;
    int length = snprintf(folder, sizeof folder, "%s/%s/", search->expected, scenario->name);
    for (long i = 0; i < search->changes->count; i++)
        if (strncmp(search->changes->paths[i], folder, (size_t)length) == 0)
            return 1;
    return 0;
}

static int data_have_changed(const struct search *search, const struct scenario *scenario) {
    const struct data_config *data = &scenario->config.data;
    return may_have_changed(search, data->path) || may_have_changed(search, data->test_path) ||
           may_have_changed(search, data->label_path);
}

static int trainer_has_changed(const struct search *search, const struct scenario *scenario) {
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
    const struct words *files = &scenario->external.files;
    if (!scenario_is_external(scenario))
        return 0;
    if (scenario_external_folder(folder, scenario, NULL) != STATUS_OK)
        return 1;
    for (const char *file = words_first(files); file != NULL; file = words_next(files, file))
        if (file_join(path, folder, file, NULL) != STATUS_OK || may_have_changed(search, path))
            return 1;
    return 0;
}

static int is_concerned(const struct search *search, const char *name, int depth);

static int is_measured_by_changed(const struct search *search, const struct scenario *scenario,
                                  int depth) {
    for (long i = 0; i < scenario->expect.count; i++) {
        const struct claim *claim = &scenario->expect.claims[i];
        if (claim->kind == CLAIM_RATIO && is_concerned(search, claim->reference, depth + 1))
            return 1;
    }
    return 0;
}

/* Deeper than claims refer to each other; they may refer in a circle, bases may not. */
enum { DEPTH_MAX = 8 };

static int is_concerned(const struct search *search, const char *name, int depth) {
    struct scenario scenario;
    struct error error = {0};
    if (depth > DEPTH_MAX)
        return 0;
    if (scenario_load_cached(&scenario, search->cache, search->question->experiments, name, NULL, 0,
                             &error) != STATUS_OK)
        return 1;
    int is_it = may_have_changed(search, scenario.path) || golden_has_changed(search, &scenario) ||
                data_have_changed(search, &scenario) || trainer_has_changed(search, &scenario) ||
                (scenario.base[0] != '\0' && is_concerned(search, scenario.base, depth)) ||
                is_measured_by_changed(search, &scenario, depth);
    scenario_free(&scenario);
    return is_it;
}

/* ---- klimb's own sources ------------------------------------------------------------------------- */

static int begins_with(const char *path, const char *prefix) {
    return strncmp(path, prefix, strlen(prefix)) == 0;
}

static int ends_with(const char *path, const char *suffix) {
    size_t length = strlen(path), tail = strlen(suffix);
    return length >= tail && strcmp(path + length - tail, suffix) == 0;
}

/* Whether a file of klimb can change a verdict: tests and documents cannot. */
static int is_source(const char *path) {
    return (begins_with(path, "core/") || begins_with(path, "harness/") ||
            strcmp(path, "Makefile") == 0) &&
           strstr(path, "/tests/") == NULL && !ends_with(path, ".md");
}

/* Only in the work tree of klimb itself: other projects may have folders of these names. */
static void find_source(struct changed *changed, const struct git_changes *changes) {
    char path[FILE_PATH_MAX];
    enum file_kind kind = FILE_NONE;
    if (file_join(path, changes->top, "core/klimb.h", NULL) != STATUS_OK ||
        file_look(&kind, path, NULL) != STATUS_OK || kind == FILE_NONE)
        return;
    for (long i = 0; i < changes->count && changed->source[0] == '\0'; i++)
        if (is_source(changes->paths[i]))
            snprintf(changed->source, sizeof changed->source, "%s", changes->paths[i]);
}

/* ---- the whole ----------------------------------------------------------------------------------- */

static enum status make_room(struct changed *changed, struct error *error) {
    size_t room = (size_t)changed->asked + 1;
    changed->names = calloc(room, sizeof *changed->names);
    changed->list = calloc(room, sizeof *changed->list);
    if (changed->names == NULL || changed->list == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the scenarios");
    return STATUS_OK;
}

static void take(struct changed *changed, const struct search *search, char *const *names) {
    for (long i = 0; i < changed->asked; i++) {
        if (changed->source[0] == '\0' && !is_concerned(search, names[i], 0))
            continue;
        snprintf(changed->names[changed->count], SCENARIO_NAME_MAX, "%s", names[i]);
        changed->list[changed->count] = changed->names[changed->count];
        changed->count++;
    }
}

enum status changed_find(struct changed *changed, const struct changed_question *question,
                         struct error *error) {
    struct git_changes changes = {0};
    char **names = NULL, whole[FILE_PATH_MAX];
    *changed = (struct changed){0};
    struct search search = {.question = question, .changes = &changes};
    enum status status = selection_expand(&names, &changed->asked, question->names,
                                          question->name_count, question->experiments, error);
    if (status == STATUS_OK)
        status = git_find_changes(&changes, question->experiments, question->revision, error);
    if (status == STATUS_OK)
        status = make_room(changed, error);
    if (status == STATUS_OK) {
        find_real(whole, question->expected);
        const char *expected = inside(&search, whole);
        snprintf(search.expected, sizeof search.expected, "%s", expected != NULL ? expected : "");
        search.cache = scenario_cache_new(0);
        find_source(changed, &changes);
        take(changed, &search, names);
        scenario_cache_free(search.cache);
    }
    git_changes_free(&changes);
    free(names);
    if (status != STATUS_OK)
        changed_free(changed);
    return status;
}

void changed_free(struct changed *changed) {
    free(changed->names);
    free(changed->list);
    *changed = (struct changed){0};
}
