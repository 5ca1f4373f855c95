#include "report/pages/report_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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
            page->status = file_read(&page->parts[part], &size, path, REPORT_PART_LIMIT,
                                     page->error);
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
        page->status = klimb_error_set(page->error, STATUS_MEMORY, "no memory for the page");
    text_free(text);
}

/* ---- addresses ------------------------------------------------------------------------------- */

void report_scenario_path(char path[FILE_PATH_MAX], const struct scenario *scenario) {
    snprintf(path, FILE_PATH_MAX, "scenarios/%s.html", scenario->name);
}

void report_family_path(char path[FILE_PATH_MAX], const struct report_family *family) {
    if (family->name[0] == '\0')
        snprintf(path, FILE_PATH_MAX, "families.html");
    else
        snprintf(path, FILE_PATH_MAX, "families/%s.html", family->name);
}

void report_add_address(const struct report_page *page, struct text *text, const char *path) {
    text_add(text, "%s", page->root);
    for (; *path != '\0'; path++) {
        if (strchr(ALPHANUMERIC "-._~/", *path) != NULL)
            text_add_bytes(text, path, 1);
        else
            text_add(text, "%%%02X", (unsigned)(unsigned char)*path);
    }
}

/* ---- small pieces ---------------------------------------------------------------------------- */

void report_add_link(struct report_page *page, struct text *out, const char *path,
                     const char *words) {
    struct text source = {0};
    report_add_address(page, &source, path);
    const struct template_field fields[] = {REPORT_MARKUP("source", source.bytes),
                                            REPORT_WORDS("name", words)};
    REPORT_FILL(page, out, PART_LINK, fields);
    report_drop(page, &source);
}

void report_add_badge(struct report_page *page, struct text *out, enum verdict verdict) {
    const struct template_field fields[] = {REPORT_WORDS("verdict", verdict_names[verdict])};
    if (!page->report->options->is_comparison)
        REPORT_FILL(page, out, PART_BADGE, fields);
}

void report_add_item(struct report_page *page, struct text *out, const char *words) {
    const struct template_field fields[] = {REPORT_WORDS("words", words)};
    REPORT_FILL(page, out, PART_ITEM, fields);
}

void report_add_term(struct report_page *page, struct text *out, const char *word,
                     const char *meaning) {
    const struct template_field fields[] = {REPORT_WORDS("word", word),
                                            REPORT_WORDS("meaning", meaning)};
    REPORT_FILL(page, out, PART_TERM, fields);
}

void report_add_command(struct text *text, const struct check_options *options, const char *command,
                        const char *name) {
    text_add(text, "klimb %s", command);
    if (options->backend != BACKEND_EXACT)
        text_add(text, " --backend %s", klimb_backend_names[options->backend]);
    if (options->seeds == CHECK_SEEDS_GIVEN)
        text_add(text, " --seeds %ld..%ld", options->seed_first,
                 options->seed_first + options->seed_count - 1);
    for (long i = 0; i < options->override_count; i++) {
        text_add(text, " --set ");
        text_add_escaped(text, options->overrides[i], TEXT_SHELL);
    }
    const char *const *names = name != NULL ? &name : options->names;
    long count = name != NULL ? 1 : options->name_count;
    text_add_operands(text, names, count);
}

void report_format_number(char text[REPORT_NUMBER_MAX], double value) {
    if (isnan(value))
        snprintf(text, REPORT_NUMBER_MAX, "nan");
    else if (isinf(value))
        snprintf(text, REPORT_NUMBER_MAX, value > 0 ? "inf" : "-inf");
    else if (value != 0 && fabs(value) < ROUNDING)
        snprintf(text, REPORT_NUMBER_MAX, "\u2248 0");
    else
        snprintf(text, REPORT_NUMBER_MAX, "%.4g", value);
}

const char *report_family_title(const struct report_family *family) {
    return family->name[0] != '\0' ? family->name : "experiments";
}
