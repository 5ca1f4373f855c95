#include "selection.h"

#include <stdlib.h>
#include <string.h>

#include "scenario.h"
#include "text.h"

/* A growing list of names that belong to somebody else. */
struct selection {
    const char **names; /* [capacity] */
    long count, capacity;
};

/* A name stands for at most all scenarios or itself, so this many places always do. */
static enum status selection_new(struct selection *selection, long names, long scenarios,
                                 struct error *error) {
    *selection = (struct selection){.capacity = names + scenarios + 1};
    selection->names = calloc((size_t)selection->capacity, sizeof *selection->names);
    if (selection->names != NULL)
        return STATUS_OK;
    return error_set(error, STATUS_MEMORY, "no memory for %ld names", selection->capacity);
}

static void add_once(struct selection *selection, const char *name) {
    for (long i = 0; i < selection->count; i++) {
        if (strcmp(selection->names[i], name) == 0)
            return;
    }
    selection->names[selection->count++] = name;
}

static const char *last_part(const char *name) {
    const char *slash = strrchr(name, '/');
    return slash == NULL ? name : slash + 1;
}

static int ends_in(const char *name, const char *suffix) {
    size_t length = strlen(name), wanted = strlen(suffix);
    return length >= wanted && strcmp(name + length - wanted, suffix) == 0;
}

/* Whether a scenario lies in the family, a folder with or without a slash behind it. */
static int is_in_family(const char *scenario, const char *family) {
    size_t length = strlen(family);
    while (length > 0 && family[length - 1] == '/')
        length--;
    return length > 0 && strncmp(scenario, family, length) == 0 && scenario[length] == '/';
}

static int is_called(const char *scenario, const char *name) {
    return strcmp(scenario, name) == 0;
}
static int has_last_part(const char *scenario, const char *name) {
    return strcmp(last_part(scenario), name) == 0;
}

/* Add every scenario that the name matches. Returns their number. */
static long add_matches(struct selection *selection, char *const *scenarios, long count,
                        const char *name, int (*matches)(const char *, const char *)) {
    long found = 0;
    for (long i = 0; i < count; i++) {
        if (!matches(scenarios[i], name))
            continue;
        add_once(selection, scenarios[i]);
        found++;
    }
    return found;
}

static enum status ambiguous(char *const *scenarios, long count, const char *name,
                             struct error *error) {
    struct text list = {0};
    for (long i = 0; i < count; i++) {
        if (has_last_part(scenarios[i], name))
            text_add(&list, "%s%s", list.length > 0 ? ", " : "", scenarios[i]);
    }
    error_set(error, STATUS_INVALID, "several scenarios end in \"%s\": %s", name,
              list.failed ? "?" : list.bytes);
    text_free(&list);
    return error_hint(error, "write the folder as well");
}

/* families [count]: the family of every scenario, itself where it has none. Their strings stand in
 * the block that is returned, the caller's to free; NULL when memory ran out. */
static char *list_families(const char **families, char *const *scenarios, long count) {
    size_t bytes = 1;
    for (long i = 0; i < count; i++)
        bytes += strlen(scenarios[i]) + 1;
    char *block = malloc(bytes), *at = block;
    for (long i = 0; i < count && block != NULL; i++) {
        size_t length = (size_t)(last_part(scenarios[i]) - scenarios[i]);
        families[i] = length > 0 ? at : scenarios[i];
        at = mempcpy(at, scenarios[i], length > 0 ? length - 1 : 0);
        *at++ = '\0';
    }
    return block;
}

/* Add the nearest of all that could have been written as the hint. */
static enum status hint_nearest(char *const *scenarios, long count, const char *name,
                                struct error *error) {
    const char **candidates = calloc((size_t)count * 3 + 1, sizeof *candidates);
    char *families = candidates == NULL ? NULL : list_families(candidates, scenarios, count);
    const char *nearest = NULL;
    if (families != NULL) {
        for (long i = 0; i < count; i++) {
            candidates[count + i] = last_part(scenarios[i]);
            candidates[2 * count + i] = scenarios[i];
        }
        nearest = text_nearest(name, candidates);
    }
    enum status status = nearest != NULL ? error_hint(error, "did you mean \"%s\"?", nearest)
                                         : error_hint(error, "`klimb list` shows what there is");
    free(families);
    free(candidates);
    return status;
}

static enum status add_name(struct selection *selection, char *const *scenarios, long count,
                            const char *name, const char *root, struct error *error) {
    if (ends_in(name, ".yaml")) {
        add_once(selection, name);
        return STATUS_OK;
    }
    if (add_matches(selection, scenarios, count, name, is_called) > 0 ||
        add_matches(selection, scenarios, count, name, is_in_family) > 0)
        return STATUS_OK;
    long found = add_matches(selection, scenarios, count, name, has_last_part);
    if (found > 1)
        return ambiguous(scenarios, count, name, error);
    if (found == 1)
        return STATUS_OK;
    error_set(error, STATUS_INVALID, "no scenario or family \"%s\" below %s", name, root);
    return hint_nearest(scenarios, count, name, error);
}

/* Copy the names into one block: pointers first, then the strings. */
static enum status pack(char ***list, const struct selection *selection, struct error *error) {
    size_t pointers = (size_t)(selection->count + 1) * sizeof(char *), bytes = pointers;
    for (long i = 0; i < selection->count; i++)
        bytes += strlen(selection->names[i]) + 1;
    *list = malloc(bytes);
    if (*list == NULL)
        return error_set(error, STATUS_MEMORY, "no memory for %ld names", selection->count);
    char *string = (char *)*list + pointers;
    for (long i = 0; i < selection->count; i++) {
        (*list)[i] = string;
        string = stpcpy(string, selection->names[i]) + 1;
    }
    (*list)[selection->count] = NULL;
    return STATUS_OK;
}

enum status selection_expand(char ***list, long *found, const char *const *names, long count,
                             const char *root, struct error *error) {
    char **scenarios = NULL;
    long scenario_count = 0;
    struct selection selection = {0};
    *list = NULL;
    *found = 0;
    enum status status = scenario_list(&scenarios, &scenario_count, root, error);
    if (status == STATUS_OK && scenario_count == 0)
        status = error_set(error, STATUS_INVALID, "there is no scenario below %s", root);
    if (status == STATUS_OK)
        status = selection_new(&selection, count, scenario_count, error);
    for (long i = 0; i < count && status == STATUS_OK; i++)
        status = add_name(&selection, scenarios, scenario_count, names[i], root, error);
    for (long i = 0; count == 0 && i < scenario_count && status == STATUS_OK; i++)
        add_once(&selection, scenarios[i]);
    if (status == STATUS_OK)
        status = pack(list, &selection, error);
    if (status == STATUS_OK)
        *found = selection.count;
    free(selection.names);
    free(scenarios);
    return status;
}
