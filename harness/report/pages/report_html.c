#include "report/pages/report_html.h"

#include <stdlib.h>
#include <string.h>

#define PART_FILE(NAME, file) file,
static const char *const part_files[] = {REPORT_PART_TABLE(PART_FILE)};

/* Letters and digits, which are safe both in an address and in a shell. */
#define ALPHANUMERIC "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

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

void report_subject_path(char path[FILE_PATH_MAX], const struct report_subject *subject) {
    snprintf(path, FILE_PATH_MAX, "scenarios/%s.html", subject->name);
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

void report_add_subject_address(const struct report_page *page, struct text *text,
                                const struct report_subject *subject) {
    char path[FILE_PATH_MAX];
    report_subject_path(path, subject);
    report_add_address(page, text, path);
}

void report_add_neighbour(struct report_page *page, struct text *out, const char *path,
                          const char *relation, const char *name) {
    struct text source = {0};
    report_add_address(page, &source, path);
    const struct template_field fields[] = {REPORT_MARKUP("source", source.bytes),
                                            REPORT_WORDS("relation", relation),
                                            REPORT_WORDS("name", name)};
    REPORT_FILL(page, out, PART_NEIGHBOUR, fields);
    report_drop(page, &source);
}

void report_add_link(struct report_page *page, struct text *out, const char *path,
                     const char *words) {
    struct text source = {0};
    report_add_address(page, &source, path);
    const struct template_field fields[] = {REPORT_MARKUP("source", source.bytes),
                                            REPORT_WORDS("name", words)};
    REPORT_FILL(page, out, PART_LINK, fields);
    report_drop(page, &source);
}

void report_add_badge(struct report_page *page, struct text *out,
                      const struct report_subject *subject) {
    if (subject->judgement == NULL)
        return;
    const struct template_field fields[] = {
        REPORT_WORDS("verdict", verdict_names[subject->judgement->verdict])};
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
