#include "check/check_notes.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "format/yaml.h"

/* The notes of a run; none if its manifest cannot be read, which is reported elsewhere. */
static void read_notes(struct text *notes, const struct job *job) {
    char path[FILE_PATH_MAX];
    struct yaml yaml;
    if (file_join(path, job->folder, "manifest.json", NULL) != STATUS_OK ||
        yaml_read(&yaml, path, NULL) != STATUS_OK)
        return;
    const struct yaml_node *node = yaml_get(yaml_get(yaml.root, "trainer"), "notes");
    if (node != NULL && node->kind == YAML_SCALAR)
        text_add(notes, "%s", node->scalar);
    yaml_tree_free(&yaml);
}

/* Prints the notes of a run, with its seed unless it is the first run of the scenario. */
static void print_notes(FILE *stream, const struct job *job, const char *notes, int is_first) {
    char seed[32];
    snprintf(seed, sizeof seed, " seed %ld", job->seed);
    for (const char *end; (end = strchr(notes, '\n')) != NULL; notes = end + 1)
        text_print_line(stream, "klimb: note: %s%s: %.*s", job->scenario->name,
                        is_first ? "" : seed, (int)(end - notes), notes);
}

static void print_item(FILE *stream, const struct check_item *item) {
    struct text first = {0};
    int is_first = 1;
    for (long i = 0; i < item->made; i++) {
        struct text notes = {0};
        if (!item->jobs[i].done)
            continue;
        read_notes(&notes, &item->jobs[i]);
        if (is_first || strcmp(text_string(&notes), text_string(&first)) != 0)
            print_notes(stream, &item->jobs[i], text_string(&notes), is_first);
        if (is_first)
            first = notes;
        else
            text_free(&notes);
        is_first = 0;
    }
    text_free(&first);
}

void check_print_log_notes(FILE *stream, const struct check *check) {
    for (long i = 0; i < check->count; i++)
        if (scenario_is_external(&check->items[i].scenario))
            print_item(stream, &check->items[i]);
}
