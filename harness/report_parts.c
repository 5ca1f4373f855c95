#include "report_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TEMPLATE_LIMIT = 1 << 20 };

#define PART_FILE(NAME, file) file,
static const char *const part_files[] = {REPORT_PART_TABLE(PART_FILE)};

/* What letters and digits an address and a shell share as harmless. */
#define ALPHANUMERIC "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

static const double ROUNDING = 1e-6; /* nats: sums of binary32 values of order 1 are no better */

/* ---- templates ------------------------------------------------------------------------------- */

void report_parts_read(struct report_page *page) {
    const char *folder = page->report->options->scripts;
    for (int part = 0; page->status == STATUS_OK && part < REPORT_PARTS; part++) {
        char path[FILE_PATH_MAX];
        size_t size;
        page->status = file_join(path, folder, part_files[part], page->error);
        if (page->status == STATUS_OK)
            page->status = file_read(&page->parts[part], &size, path, TEMPLATE_LIMIT, page->error);
    }
}

void report_parts_free(struct report_page *page) {
    for (int part = 0; part < REPORT_PARTS; part++)
        free(page->parts[part]);
}

void report_fill(struct report_page *page, struct text *out, enum report_part part,
                 const struct template_field *fields, size_t count) {
    if (page->status == STATUS_OK)
        page->status = template_fill(out, part_files[part], page->parts[part], fields, (long)count,
                                     page->error);
}

void report_drop(struct report_page *page, struct text *text) {
    if (text->failed && page->status == STATUS_OK)
        page->status = error_set(page->error, STATUS_MEMORY, "no memory for the page");
    text_free(text);
}

/* ---- small pieces ---------------------------------------------------------------------------- */

void report_add_address(struct text *text, const char *path) {
    for (; *path != '\0'; path++) {
        if (strchr(ALPHANUMERIC "-._~/", *path) != NULL)
            text_add_bytes(text, path, 1);
        else
            text_add(text, "%%%02X", (unsigned)(unsigned char)*path);
    }
}

void report_add_id(struct text *text, const char *kind, const char *name) {
    text_add(text, "%s-", kind);
    report_add_address(text, name);
}

/* Add a word so that a shell takes it as it is. */
static void add_shell_word(struct text *text, const char *word) {
    text_add(text, " ");
    if (word[0] != '\0' && word[strspn(word, ALPHANUMERIC "-._/=,:+@%")] == '\0') {
        text_add(text, "%s", word);
        return;
    }
    text_add(text, "'");
    for (; *word != '\0'; word++) {
        if (*word == '\'')
            text_add(text, "'\\''");
        else
            text_add_bytes(text, word, 1);
    }
    text_add(text, "'");
}

void report_add_command(struct text *text, const struct check_options *options, const char *command,
                        const char *name) {
    text_add(text, "klimb %s", command);
    if (options->backend != BACKEND_EXACT)
        text_add(text, " --backend %s", backend_names[options->backend]);
    if (options->seeds == CHECK_SEEDS_GIVEN)
        text_add(text, " --seeds %ld..%ld", options->seed_first,
                 options->seed_first + options->seed_count - 1);
    for (long i = 0; i < options->override_count; i++) {
        text_add(text, " --set");
        add_shell_word(text, options->overrides[i]);
    }
    const char *const *names = name != NULL ? &name : options->names;
    long count = name != NULL ? 1 : options->name_count;
    if (count > 0 && names[0][0] == '-')
        text_add(text, " --");
    for (long i = 0; i < count; i++)
        add_shell_word(text, names[i]);
}

void report_format_number(char text[REPORT_NUMBER_MAX], double value) {
    if (!isfinite(value))
        snprintf(text, REPORT_NUMBER_MAX, "not finite");
    else if (value != 0 && fabs(value) < ROUNDING)
        snprintf(text, REPORT_NUMBER_MAX, "\u2248 0");
    else
        snprintf(text, REPORT_NUMBER_MAX, "%.4g", value);
}

const char *report_family_title(const struct report_family *family) {
    return family->name[0] != '\0' ? family->name : "experiments";
}
