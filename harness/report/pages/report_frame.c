#include "report/pages/report_frame.h"

#include <string.h>

void report_open(struct report_page *page, const char *path) {
    size_t used = 0;
    for (; (path = strchr(path, '/')) != NULL && used + 3 < sizeof page->root; path++) {
        memcpy(page->root + used, "../", 3);
        used += 3;
    }
    page->root[used] = '\0';
}

/* A page that all others lead to. */
static void add_destination(struct report_page *page, struct text *out, const char *present,
                            const char *path, const char *words) {
    struct text source = {0};
    report_add_address(page, &source, path);
    const struct template_field fields[] = {
        REPORT_MARKUP("source", source.bytes),
        REPORT_WORDS("name", words),
        REPORT_MARKUP("current", strcmp(present, path) == 0 ? " aria-current=\"page\"" : ""),
    };
    REPORT_FILL(page, out, PART_DESTINATION, fields);
    report_drop(page, &source);
}

static void add_destinations(struct report_page *page, struct text *out, const char *present) {
    const struct report *report = page->report;
    int is_judged = report_is_judged(report);
    if (report_is_of_study(report))
        return;
    add_destination(page, out, present, "index.html", is_judged ? "All scenarios" : "All records");
    for (long i = 0; i < report->family_count && is_judged; i++) {
        char path[FILE_PATH_MAX];
        report_family_path(path, &report->families[i]);
        add_destination(page, out, present, path, report_family_title(&report->families[i]));
    }
    if (report->study_count > 0)
        add_destination(page, out, present, REPORT_STUDIES_PATH, "studies");
    if (report_has_comparator(report))
        add_destination(page, out, present, REPORT_TABLES_PATH, "comparator");
    if (report->speed.path != NULL)
        add_destination(page, out, present, REPORT_SPEED_PATH, "speed");
    if (report->history.path != NULL)
        add_destination(page, out, present, REPORT_HISTORY_PATH, "history");
    add_destination(page, out, present, REPORT_GLOSSARY_PATH, "glossary");
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

/* What draws these pages again. */
static void add_command(struct report_page *page, struct text *out) {
    const struct report_options *options = page->report->options;
    struct text command = {0};
    if (report_is_of_study(page->report)) {
        text_add(out, "klimb sweep");
        text_add_operands(out, &page->report->input->study, 1);
        return;
    }
    text_add(&command, "report");
    if (options->title != NULL) {
        text_add(&command, " --title ");
        text_add_escaped(&command, options->title, TEXT_SHELL);
    }
    report_add_command(out, page->report->input->check_options,
                       command.bytes != NULL ? command.bytes : "", NULL);
    report_drop(page, &command);
}

void report_close(struct report_page *page, const char *path, const char *title, const char *style,
                  struct text *body) {
    struct text links = {0}, root = {0}, whole = {0}, command = {0};
    char file[FILE_PATH_MAX];
    add_destinations(page, &links, path);
    text_add(&root, "%s", page->root);
    add_command(page, &command);
    const struct template_field fields[] = {
        REPORT_WORDS("title", title),        REPORT_MARKUP("root", root.bytes),
        REPORT_MARKUP("links", links.bytes), REPORT_MARKUP("style", style),
        REPORT_MARKUP("body", body->bytes),  REPORT_WORDS("command", command.bytes),
    };
    REPORT_FILL(page, &whole, PART_PAGE, fields);
    report_drop(page, body);
    report_drop(page, &links);
    report_drop(page, &root);
    report_drop(page, &command);
    if (page->status == STATUS_OK)
        page->status = file_join(file, page->report->options->folder, path, page->error);
    if (page->status == STATUS_OK)
        page->status = file_write(file, whole.bytes, whole.length, page->error);
    report_drop(page, &whole);
}
