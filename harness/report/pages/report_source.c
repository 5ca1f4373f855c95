/* The whole scenario as `klimb show` prints it, with differences from its base marked. */
#include <string.h>

#include "report/pages/report_pages.h"
#include "scenario/scenario_load.h"
#include "scenario/schema.h"

/* A line of the canonical form: "  beta: 4" of the key "objective.beta". */
struct line {
    char path[2 * SCHEMA_PATH_MAX]; /* the key as schema_find takes it */
    const char *text;               /* the line, without its end */
    size_t length;
    const char *value; /* into it, after the key's colon; its end without a colon */
};

/* Cut a dotted path after its first `depth` parts. */
static void cut(char *path, size_t depth) {
    char *end = path;
    for (size_t i = 0; i < depth && end != NULL; i++)
        end = strchr(i > 0 ? end + 1 : end, '.');
    if (depth == 0)
        path[0] = '\0';
    else if (end != NULL)
        *end = '\0';
}

/* Read the line after the present one from `text`. Items of lists belong to the key above. Returns 0
 * at the end of the text. */
static int next_line(struct line *line, const char *text) {
    line->text = line->text == NULL ? text : line->text + line->length;
    line->text += line->text[0] == '\n';
    if (line->text[0] == '\0')
        return 0;
    line->length = strcspn(line->text, "\n");
    line->value = line->text + line->length;
    size_t indent = strspn(line->text, " ");
    const char *key = line->text + indent, *colon = memchr(key, ':', line->length - indent);
    if (key[0] == '-' || colon == NULL)
        return 1;
    cut(line->path, indent / 2);
    size_t used = strlen(line->path);
    snprintf(line->path + used, sizeof line->path - used, "%s%.*s", used > 0 ? "." : "",
             (int)(colon - key), key);
    line->value = colon + 1;
    return 1;
}

/* Finds the line of the same key in the canonical form of the base; 0 if there is none. */
static int find_line(struct line *found, const char *base, const char *path) {
    *found = (struct line){0};
    while (next_line(found, base))
        if (strcmp(found->path, path) == 0)
            return 1;
    return 0;
}

static size_t value_length(const struct line *line) {
    return (size_t)(line->text + line->length - line->value);
}

/* Whether the base has another value; claims and prose are always a scenario's own. */
static int differs(const struct line *line, const struct line *other) {
    const struct schema_key *key = schema_find(line->path);
    if (key == NULL || key->flags & SCHEMA_OWN)
        return 0;
    return value_length(line) != value_length(other) ||
           memcmp(line->value, other->value, value_length(line)) != 0;
}

static void add_line(struct report_page *page, struct text *out, const struct line *line,
                     const char *base) {
    struct line other;
    struct text words = {0}, was = {0};
    text_add_bytes(&words, line->text, line->length);
    int is_marked = base != NULL && find_line(&other, base, line->path) && differs(line, &other);
    if (is_marked)
        text_add_bytes(&was, other.value, value_length(&other));
    const struct template_field fields[] = {REPORT_MARKUP("kind", is_marked ? "own" : "inherited"),
                                            REPORT_WORDS("line", words.bytes),
                                            REPORT_WORDS("was", was.bytes)};
    REPORT_FILL(page, out, PART_SOURCE_LINE, fields);
    report_drop(page, &words);
    report_drop(page, &was);
}

/* The canonical form of the base without the overrides of this check, so that these are marked, too. Nothing without a
 * base that can be read. */
static void format_base(struct text *text, const struct report_page *page,
                        const struct scenario *scenario) {
    struct scenario base;
    if (scenario->base[0] == '\0' ||
        scenario_load(&base, page->report->input->check_options->experiments, scenario->base, NULL,
                      0, NULL) != STATUS_OK)
        return;
    scenario_canonical(text, &base, 1);
    scenario_free(&base);
}

static int is_in_report(const struct report *report, const char *name) {
    for (long i = 0; i < report->count; i++)
        if (strcmp(report->subjects[i].name, name) == 0)
            return 1;
    return 0;
}

/* Adds the name of the base, as a link if it has a page. */
static void add_base(struct report_page *page, struct text *out, const char *base) {
    struct text path = {0};
    text_add(&path, "scenarios/%s.html", base);
    if (base[0] == '\0')
        text_add(out, "It has no base.");
    else {
        text_add(out, "What differs from its base, ");
        if (is_in_report(page->report, base) && path.bytes != NULL)
            report_add_link(page, out, path.bytes, base);
        else
            text_add_escaped(out, base, TEXT_HTML);
        text_add(out, ", is marked, with the base\u2019s value after it.");
    }
    report_drop(page, &path);
}

void report_add_source(struct report_page *page, struct text *out,
                       const struct scenario *scenario) {
    struct text whole = {0}, base = {0}, base_words = {0}, lines = {0};
    scenario_canonical(&whole, scenario, 1);
    format_base(&base, page, scenario);
    add_base(page, &base_words, scenario->base);
    struct line line = {0};
    while (whole.bytes != NULL && next_line(&line, whole.bytes))
        add_line(page, &lines, &line, base.bytes);
    const struct template_field fields[] = {REPORT_MARKUP("base", base_words.bytes),
                                            REPORT_MARKUP("lines", lines.bytes)};
    REPORT_FILL(page, out, PART_SOURCE, fields);
    report_drop(page, &whole);
    report_drop(page, &base);
    report_drop(page, &base_words);
    report_drop(page, &lines);
}
