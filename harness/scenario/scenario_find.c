#include "scenario/scenario_find.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"

enum { SUFFIX_LENGTH = sizeof SCENARIO_SUFFIX - 1 };

size_t scenario_name_length(const char *name) {
    size_t length = strlen(name);
    int has_suffix = length > SUFFIX_LENGTH &&
                     strcmp(name + length - SUFFIX_LENGTH, SCENARIO_SUFFIX) == 0;
    return has_suffix ? length - SUFFIX_LENGTH : length;
}

static int compare_names(const void *a, const void *b) {
    return strverscmp(*(char *const *)a, *(char *const *)b);
}

static int is_study(const char *name) {
    static const char folder[] = SCENARIO_STUDIES "/";
    return strncmp(name, folder, sizeof folder - 1) == 0;
}

/* Take the studies out of a list. Returns how many names are left. */
static long leave_out_studies(char **names, long count) {
    long kept = 0;
    for (long i = 0; i < count; i++)
        if (!is_study(names[i]))
            names[kept++] = names[i];
    names[kept] = NULL;
    return kept;
}

/* Sorts again: "a" comes before "a-b", but "a.yaml" after "a-b.yaml"; and numbers go by value. */
enum status scenario_list_files(char ***names, long *count, const char *folder,
                                struct error *error) {
    enum status status = file_list(names, count, folder, SCENARIO_SUFFIX, error);
    if (status != STATUS_OK)
        return status;
    for (long i = 0; i < *count; i++)
        (*names)[i][scenario_name_length((*names)[i])] = '\0';
    qsort(*names, (size_t)*count, sizeof **names, compare_names);
    return STATUS_OK;
}

enum status scenario_list(char ***names, long *count, const char *root, struct error *error) {
    enum status status = scenario_list_files(names, count, root, error);
    if (status == STATUS_OK)
        *count = leave_out_studies(*names, *count);
    return status;
}

const char *scenario_leaf(const char *name) {
    const char *slash = strrchr(name, '/');
    return slash != NULL ? slash + 1 : name;
}

/* Whether the name is `part` or ends in "/" and `part`. */
static int ends_in_part(const char *name, const char *part) {
    size_t length = strlen(name), part_length = strlen(part);
    if (part_length == 0 || part_length > length)
        return 0;
    const char *end = name + length - part_length;
    return strcmp(end, part) == 0 && (end == name || end[-1] == '/');
}

/* The whole name nearest to a word or, failing that, the scenario with the nearest last part. */
static const char *nearest_name(const char *word, char *const *names, long count) {
    const char **candidates = calloc((size_t)count + 1, sizeof *candidates);
    if (candidates == NULL)
        return NULL;
    memcpy(candidates, names, (size_t)count * sizeof *candidates);
    const char *nearest = text_nearest(word, candidates);
    for (long i = 0; i < count; i++)
        candidates[i] = scenario_leaf(names[i]);
    const char *part = nearest == NULL ? text_nearest(scenario_leaf(word), candidates) : NULL;
    for (long i = 0; part != NULL && i < count; i++)
        if (candidates[i] == part)
            nearest = names[i];
    free(candidates);
    return nearest;
}

static void hint_nearest(struct error *error, const char *word, char *const *names, long count) {
    const char *nearest = nearest_name(word, names, count);
    if (nearest != NULL)
        klimb_error_hint(error, "did you mean %s?", nearest);
}

void scenario_hint_nearest(struct error *error, const char *root, const char *name) {
    char **names;
    long count;
    if (scenario_list(&names, &count, root, NULL) != STATUS_OK)
        return;
    hint_nearest(error, name, names, count);
    free(names);
}

static enum status store_name(char name[SCENARIO_NAME_MAX], const char *found, size_t length,
                              struct error *error) {
    if (length >= SCENARIO_NAME_MAX)
        return klimb_error_set(error, STATUS_INVALID, "the name %s is longer than %d bytes", found,
                               SCENARIO_NAME_MAX - 1);
    memcpy(name, found, length);
    name[length] = '\0';
    return STATUS_OK;
}

/* Several scenarios end in the same part: name them all. */
static enum status ambiguous(const char *reference, char *const *names, long count,
                             struct error *error) {
    struct text list = {0};
    for (long i = 0; i < count; i++)
        if (ends_in_part(names[i], reference))
            text_add(&list, "%s%s", list.length > 0 ? ", " : "", names[i]);
    klimb_error_set(error, STATUS_INVALID, "'%s' is ambiguous: it may be %s", reference,
                    list.failed ? "several scenarios" : list.bytes);
    text_free(&list);
    klimb_error_hint(error, "write the folder as well");
    return STATUS_INVALID;
}

static int is_family(const char *reference, char *const *names, long count) {
    size_t length = strlen(reference);
    for (long i = 0; i < count; i++)
        if (length > 0 && strncmp(names[i], reference, length) == 0 && names[i][length] == '/')
            return 1;
    return 0;
}

static enum status is_a_study(const char *reference, struct error *error) {
    klimb_error_set(error, STATUS_INVALID, "'%s' is a study, not a scenario", reference);
    text_hint_command(error, "klimb sweep", scenario_leaf(reference), "is for studies");
    return STATUS_INVALID;
}

/* Choose among the names below root: the whole name first, then a unique end of one. */
static enum status choose(char name[SCENARIO_NAME_MAX], const char *root, const char *reference,
                          char *const *names, long count, struct error *error) {
    const char *found = NULL;
    long matches = 0;
    for (long i = 0; i < count; i++) {
        if (strcmp(names[i], reference) == 0)
            return store_name(name, names[i], strlen(names[i]), error);
        matches += ends_in_part(names[i], reference);
        found = ends_in_part(names[i], reference) ? names[i] : found;
    }
    if (matches == 1)
        return store_name(name, found, strlen(found), error);
    if (matches > 1)
        return ambiguous(reference, names, count, error);
    if (is_family(reference, names, count)) {
        klimb_error_set(error, STATUS_INVALID, "'%s' is a family of scenarios, not one scenario",
                        reference);
        text_hint_command(error, "klimb list", reference, "shows them");
        return STATUS_INVALID;
    }
    if (is_study(reference))
        return is_a_study(reference, error);
    klimb_error_set(error, STATUS_INVALID, "there is no scenario '%s' below %s", reference, root);
    hint_nearest(error, reference, names, count);
    return STATUS_INVALID;
}

/* The name of an existing file, from its real path and that of root. */
static enum status name_of_file(char name[SCENARIO_NAME_MAX], const char *root, const char *file,
                                struct error *error) {
    char *folder = realpath(root, NULL), *path = realpath(file, NULL);
    size_t length = folder != NULL ? strlen(folder) : 0;
    int is_below = folder != NULL && path != NULL && strncmp(path, folder, length) == 0 &&
                   path[length] == '/';
    enum status status;
    if (is_below) {
        const char *below = path + length + 1;
        status = store_name(name, below, scenario_name_length(below), error);
    } else {
        status = klimb_error_set(error, STATUS_INVALID,
                                 "'%s' is not below the experiments folder %s", file, root);
        klimb_error_hint(error, "name its folder with --experiments");
    }
    free(folder);
    free(path);
    return status;
}

int scenario_family_of(char name[SCENARIO_NAME_MAX], const char *root, const char *path) {
    if (!file_is_folder(path))
        return 0;
    char *folder = realpath(root, NULL), *inside = realpath(path, NULL);
    size_t length = folder != NULL ? strlen(folder) : 0;
    int is_below = folder != NULL && inside != NULL && strncmp(inside, folder, length) == 0 &&
                   (inside[length] == '/' || inside[length] == '\0');
    const char *below = is_below ? inside + length + (inside[length] == '/') : "";
    is_below = is_below && store_name(name, below, strlen(below), NULL) == STATUS_OK;
    free(folder);
    free(inside);
    return is_below;
}

/* Whether scenario_list would name it so: no part of the name is empty or hidden. */
static int is_listed_name(const char *name) {
    const char *part = name;
    while (*part != '\0' && *part != '/' && *part != '.') {
        part += strcspn(part, "/");
        if (*part == '\0')
            return 1;
        part++;
    }
    return 0;
}

/* Whether a folder of the path is a link, which scenario_list does not follow: one of those in its
 * end `below`. */
static int has_linked_folder(const char *path, const char *below) {
    char folder[FILE_PATH_MAX];
    struct stat about;
    for (const char *slash = strchr(below, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
        if (lstat(folder, &about) != 0 || !S_ISDIR(about.st_mode))
            return 1;
    }
    return 0;
}

/* Whether this is the whole name of a scenario that scenario_list lists. Looking at its file is
 * quick; listing thousands of scenarios for each of them takes minutes. May return 0 for a name
 * that is listed. */
static int is_whole_name(const char *root, const char *name) {
    char file[FILE_PATH_MAX], path[FILE_PATH_MAX];
    enum file_kind kind;
    int length = snprintf(file, sizeof file, "%s%s", name, SCENARIO_SUFFIX);
    return is_listed_name(name) && !is_study(name) && length < FILE_PATH_MAX &&
           file_join(path, root, file, NULL) == STATUS_OK &&
           file_look(&kind, path, NULL) == STATUS_OK && kind == FILE_REGULAR &&
           !has_linked_folder(path, path + strlen(path) - length);
}

/* Lists the names only when it needs them and `names` is NULL. */
static enum status find(char name[SCENARIO_NAME_MAX], const char *root, const char *reference,
                        char *const *names, long count, struct error *error) {
    char **listed = NULL, wanted[FILE_PATH_MAX];
    size_t length = scenario_name_length(reference);
    enum file_kind kind = FILE_NONE;
    enum status status = STATUS_OK;
    if (reference[length] != '\0')
        status = file_look(&kind, reference, error);
    if (status != STATUS_OK)
        return status;
    if (kind == FILE_REGULAR) {
        status = name_of_file(name, root, reference, error);
        return status == STATUS_OK && is_study(name) ? is_a_study(name, error) : status;
    }
    snprintf(wanted, sizeof wanted, "%.*s", (int)length, reference);
    if (is_whole_name(root, wanted))
        return store_name(name, wanted, strlen(wanted), error);
    char family[SCENARIO_NAME_MAX];
    if (scenario_family_of(family, root, reference) && family[0] != '\0')
        snprintf(wanted, sizeof wanted, "%s", family);
    status = names == NULL ? scenario_list(&listed, &count, root, error) : STATUS_OK;
    if (status == STATUS_OK)
        status = choose(name, root, wanted, names != NULL ? names : listed, count, error);
    free(listed);
    return status;
}

enum status scenario_find(char name[SCENARIO_NAME_MAX], const char *root, const char *reference,
                          struct error *error) {
    return find(name, root, reference, NULL, 0, error);
}

enum status scenario_find_among(char name[SCENARIO_NAME_MAX], const char *root,
                                const char *reference, char *const *names, long count,
                                struct error *error) {
    return find(name, root, reference, names, count, error);
}
