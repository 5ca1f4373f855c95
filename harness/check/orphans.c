#include "check/orphans.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "scenario/scenario.h"
#include "scenario/scenario_find.h"

static const char golden_file[] = "golden.json";

static int compare_names(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int is_listed(char *const *sorted, long count, const char *name) {
    return bsearch(&name, sorted, (size_t)count, sizeof *sorted, compare_names) != NULL;
}

static void print_orphan(FILE *out, const char *expected, const char *experiments,
                         const char *name) {
    struct error line = {0};
    klimb_error_set(&line, STATUS_INVALID,
                    "%s/%s is a golden without a scenario: there is no %s/%s.yaml", expected, name,
                    experiments, name);
    klimb_error_hint(&line,
                     "delete it, move it to the scenario's new name and bless, or restore the "
                     "scenario");
    text_print_error(out, &line);
}

/* The folder of a golden.json; NULL for other files with that ending. */
static const char *golden_name(char *path) {
    size_t length = strlen(path), end = sizeof golden_file - 1;
    if (length <= end || path[length - end - 1] != '/')
        return NULL;
    path[length - end - 1] = '\0';
    return path;
}

static enum status list_both(char ***goldens, long *golden_count, char ***scenarios,
                             long *scenario_count, const char *expected, const char *experiments,
                             struct error *error) {
    enum status status = file_list(goldens, golden_count, expected, golden_file, error);
    if (status == STATUS_OK)
        status = scenario_list(scenarios, scenario_count, experiments, error);
    return status;
}

enum status orphans_print(FILE *out, long *found, const char *expected, const char *experiments,
                          struct error *error) {
    char **goldens = NULL, **scenarios = NULL;
    long golden_count = 0, scenario_count = 0;
    enum file_kind kind;
    *found = 0;
    enum status status = file_look(&kind, expected, error);
    if (status != STATUS_OK || kind == FILE_NONE)
        return status;
    status = list_both(&goldens, &golden_count, &scenarios, &scenario_count, expected, experiments,
                       error);
    if (status == STATUS_OK)
        qsort(scenarios, (size_t)scenario_count, sizeof *scenarios, compare_names);
    for (long i = 0; status == STATUS_OK && i < golden_count; i++) {
        const char *name = golden_name(goldens[i]);
        if (name == NULL || is_listed(scenarios, scenario_count, name))
            continue;
        print_orphan(out, expected, experiments, name);
        ++*found;
    }
    free(goldens);
    free(scenarios);
    return status;
}
