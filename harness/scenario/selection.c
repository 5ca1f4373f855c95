#include "scenario/selection.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scenario/scenario_find.h"

/* A growing list of names, which it does not own. */
struct selection {
    const char **names; /* [capacity] */
    char *is_taken;     /* [scenarios] whether a scenario is selected already */
    long count, capacity;
};

/* Room for every case: a name adds itself, or scenarios that are each added once. */
static enum status selection_new(struct selection *selection, long names, long scenarios,
                                 struct error *error) {
    *selection = (struct selection){.capacity = names + scenarios + 1};
    selection->names = calloc((size_t)selection->capacity, sizeof *selection->names);
    selection->is_taken = calloc((size_t)scenarios + 1, 1);
    if (selection->names != NULL && selection->is_taken != NULL)
        return STATUS_OK;
    return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld names", selection->capacity);
}

static void add_once(struct selection *selection, const char *name) {
    for (long i = 0; i < selection->count; i++) {
        if (strcmp(selection->names[i], name) == 0)
            return;
    }
    selection->names[selection->count++] = name;
}

static void add_listed(struct selection *selection, char *const *scenarios, long which) {
    if (!selection->is_taken[which])
        selection->names[selection->count++] = scenarios[which];
    selection->is_taken[which] = 1;
}

/* Whether a scenario is in a family, whose name may end in a slash. */
static int is_in_family(const char *scenario, const char *family) {
    size_t length = strlen(family);
    while (length > 0 && family[length - 1] == '/')
        length--;
    return length > 0 && strncmp(scenario, family, length) == 0 && scenario[length] == '/';
}

/* Add every scenario of a family. Returns their number. */
static long add_family(struct selection *selection, char *const *scenarios, long count,
                       const char *family) {
    long found = 0;
    for (long i = 0; i < count; i++) {
        if (!is_in_family(scenarios[i], family))
            continue;
        add_listed(selection, scenarios, i);
        found++;
    }
    return found;
}

static int compare_names(const void *a, const void *b) {
    return strverscmp(*(char *const *)a, *(char *const *)b); /* the order of scenario_list */
}

/* The index of a name in the list, -1 if it is not there. */
static long find_listed(char *const *scenarios, long count, const char *name) {
    char *const *found = bsearch(&name, scenarios, (size_t)count, sizeof *scenarios, compare_names);
    return found != NULL ? found - scenarios : -1;
}

/* Fills families [count]: the family of every scenario, or its own name if it has no family.
 * Returns the block that holds their strings, for the caller to free; NULL when memory ran out. */
static char *list_families(const char **families, char *const *scenarios, long count) {
    size_t bytes = 1;
    for (long i = 0; i < count; i++)
        bytes += strlen(scenarios[i]) + 1;
    char *block = malloc(bytes), *at = block;
    for (long i = 0; i < count && block != NULL; i++) {
        size_t length = (size_t)(scenario_leaf(scenarios[i]) - scenarios[i]);
        families[i] = length > 0 ? at : scenarios[i];
        at = mempcpy(at, scenarios[i], length > 0 ? length - 1 : 0);
        *at++ = '\0';
    }
    return block;
}

/* Hints at the nearest family when no scenario is near. */
static void hint_family(struct error *error, char *const *scenarios, long count, const char *name) {
    const char **families = calloc((size_t)count + 1, sizeof *families);
    char *block = families == NULL ? NULL : list_families(families, scenarios, count);
    const char *nearest = block == NULL ? NULL : text_nearest(name, families);
    if (nearest != NULL)
        klimb_error_hint(error, "did you mean %s?", nearest);
    else
        klimb_error_hint(error, "`klimb list` shows all scenarios");
    free(block);
    free(families);
}

/* The error for a file or folder that is neither a scenario nor a family. */
static enum status not_a_scenario(const char *name, const char *root, struct error *error) {
    char family[SCENARIO_NAME_MAX];
    if (scenario_family_of(family, root, name)) {
        klimb_error_set(error, STATUS_INVALID, "there is no scenario in the folder %s", name);
        klimb_error_hint(error, "a scenario is a file that ends in .yaml");
    } else {
        klimb_error_set(error, STATUS_INVALID, "%s exists, but is not a scenario", name);
        klimb_error_hint(error, "a scenario is a file below %s that ends in .yaml", root);
    }
    return STATUS_INVALID;
}

/* Adds the scenarios of a folder given by its path: a family's, or all. Returns their number. */
static long add_folder(struct selection *selection, char *const *scenarios, long count,
                       const char *path, const char *root) {
    char family[SCENARIO_NAME_MAX];
    if (!scenario_family_of(family, root, path))
        return 0;
    if (family[0] != '\0')
        return add_family(selection, scenarios, count, family);
    for (long i = 0; i < count; i++)
        add_once(selection, scenarios[i]);
    return count;
}

/* Whether the name is that of a file or folder that is not a scenario or a family. */
static int is_something_else(char *const *scenarios, long count, const char *name) {
    size_t length = strlen(name);
    if (access(name, F_OK) != 0 || scenario_name_length(name) < length)
        return 0;
    for (long i = 0; i < count; i++) {
        size_t whole = strlen(scenarios[i]);
        if (whole >= length && strcmp(scenarios[i] + whole - length, name) == 0)
            return 0;
    }
    return 1;
}

static enum status add_name(struct selection *selection, char *const *scenarios, long count,
                            const char *name, const char *root, struct error *error) {
    char found[SCENARIO_NAME_MAX];
    if (find_listed(scenarios, count, name) < 0 &&
        (add_family(selection, scenarios, count, name) > 0 ||
         add_folder(selection, scenarios, count, name, root) > 0))
        return STATUS_OK;
    if (is_something_else(scenarios, count, name))
        return not_a_scenario(name, root, error);
    enum status status = scenario_find_among(found, root, name, scenarios, count, error);
    if (status == STATUS_INVALID && error != NULL && error->hint[0] == '\0')
        hint_family(error, scenarios, count, name);
    if (status != STATUS_OK)
        return status;
    long listed = find_listed(scenarios, count, found);
    if (listed >= 0)
        add_listed(selection, scenarios, listed);
    else
        add_once(selection, name); /* a hidden file is not listed, but its path may be given */
    return STATUS_OK;
}

/* Copy the names into one block: pointers first, then the strings. */
static enum status pack(char ***list, const struct selection *selection, struct error *error) {
    size_t pointers = (size_t)(selection->count + 1) * sizeof(char *), bytes = pointers;
    for (long i = 0; i < selection->count; i++)
        bytes += strlen(selection->names[i]) + 1;
    *list = malloc(bytes);
    if (*list == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld names", selection->count);
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
        status = klimb_error_set(error, STATUS_INVALID, "there is no scenario below %s", root);
    if (status == STATUS_OK)
        status = selection_new(&selection, count, scenario_count, error);
    for (long i = 0; i < count && status == STATUS_OK; i++)
        status = add_name(&selection, scenarios, scenario_count, names[i], root, error);
    for (long i = 0; count == 0 && i < scenario_count && status == STATUS_OK; i++)
        add_listed(&selection, scenarios, i);
    if (status == STATUS_OK)
        status = pack(list, &selection, error);
    if (status == STATUS_OK)
        *found = selection.count;
    free(selection.names);
    free(selection.is_taken);
    free(scenarios);
    return status;
}
