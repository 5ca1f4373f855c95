/* report_parts.h -- the templates of the page, and the small pieces that its parts are made of.
 * Internal to report.
 *
 *     struct report_page page = {.report = report, .error = error};
 *     report_parts_read(&page);
 *     const struct template_field fields[] = {REPORT_WORDS("name", scenario->name)};
 *     REPORT_FILL(&page, &out, PART_ROW, fields);
 *     report_parts_free(&page);
 *     page.status ...
 */
#ifndef KLIMB_REPORT_PARTS_H
#define KLIMB_REPORT_PARTS_H

#include "report_figures.h"
#include "template.h"

/* X(NAME, file below the folder of scripts and templates) */
#define REPORT_PART_TABLE(X)                                                                       \
    X(PAGE, "page.html")                                                                           \
    X(STYLE, "report.css")                                                                         \
    X(COUNT, "parts/count.html")                                                                   \
    X(TROUBLE, "parts/trouble.html")                                                               \
    X(ROW, "parts/row.html")                                                                       \
    X(LINK, "parts/link.html")                                                                     \
    X(FAMILY, "parts/family.html")                                                                 \
    X(SCENARIO, "parts/scenario.html")                                                             \
    X(CLAIM, "parts/claim.html")                                                                   \
    X(VALUE, "parts/value.html")                                                                   \
    X(FIGURE, "parts/figure.html")                                                                 \
    X(DOWNLOAD, "parts/download.html")                                                             \
    X(TERM, "parts/term.html")                                                                     \
    X(SPEED, "parts/speed.html")                                                                   \
    X(SPEED_GROUP, "parts/speed_group.html")                                                       \
    X(SPEED_ROW, "parts/speed_row.html")
#define REPORT_PART_ENUM(NAME, file) PART_##NAME,
enum report_part { REPORT_PART_TABLE(REPORT_PART_ENUM) REPORT_PARTS };

/* The page while it is made. The first error stays in `status` and `error`; what is added behind it
 * is lost. */
struct report_page {
    const struct report *report;
    char *parts[REPORT_PARTS]; /* the templates, owned */
    enum status status;
    struct error *error;
};

/* report_parts_read -- read all templates. Errors go to page->status. */
void report_parts_read(struct report_page *page);
void report_parts_free(struct report_page *page);

/* report_fill -- add a part with its fields to `out`. Errors go to page->status. */
void report_fill(struct report_page *page, struct text *out, enum report_part part,
                 const struct template_field *fields, size_t count);
#define REPORT_FILL(page, out, part, fields)                                                       \
    report_fill(page, out, part, fields, sizeof(fields) / sizeof *(fields))

/* A field that is text, and one that is markup made by report_fill. */
#define REPORT_WORDS(name, value)                                                                  \
    { name, value, TEMPLATE_TEXT }
#define REPORT_MARKUP(name, value)                                                                 \
    { name, value, TEMPLATE_MARKUP }

/* report_drop -- free a text; if memory ran out while it was made, page->status says so. */
void report_drop(struct report_page *page, struct text *text);

/* report_add_address -- add a path as part of an address: everything that has a meaning there is
 * percent-encoded, so that it can stand in an attribute as it is. */
void report_add_address(struct text *text, const char *path);

/* report_add_id -- "<kind>-<name>", which is the id of a section and its address behind '#'. */
void report_add_id(struct text *text, const char *kind, const char *name);

/* report_add_command -- the klimb command that judges the same again, with the options of this
 * check, for a shell.
 *   name  of a scenario; NULL for what this check was asked for */
void report_add_command(struct text *text, const struct check_options *options, const char *command,
                        const char *name);

/* report_format_number -- four digits; what is nearer to 0 than rounding is about 0. */
enum { REPORT_NUMBER_MAX = 64 };
void report_format_number(char text[REPORT_NUMBER_MAX], double value);

/* report_family_title -- what a family is called. */
const char *report_family_title(const struct report_family *family);

/* report_add_figures -- every figure of the table that the subject has. */
void report_add_figures(struct report_page *page, struct text *out,
                        const struct report_subject *subject);

/* report_add_scenario -- the section of one scenario: verdict, claim, figures, what was measured. */
void report_add_scenario(struct report_page *page, struct text *out,
                         const struct report_family *family, const struct report_item *item);

/* report_add_speed -- the section on speed, or what is wrong with its table; nothing when none was
 * asked for. */
void report_add_speed(struct report_page *page, struct text *out);

#endif
