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

#include "format/template.h"
#include "report/figures/report_figures.h"

/* X(NAME, file below the folder of scripts and templates) */
#define REPORT_PART_TABLE(X)                                                                       \
    X(PAGE, "page.html")                                                                           \
    X(INDEX, "parts/index.html")                                                                   \
    X(TILE, "parts/tile.html")                                                                     \
    X(BAR, "parts/bar.html")                                                                       \
    X(BAR_PART, "parts/bar_part.html")                                                             \
    X(BRANCH, "parts/branch.html")                                                                 \
    X(LEAF, "parts/leaf.html")                                                                     \
    X(SCENARIOS, "parts/scenarios.html")                                                           \
    X(ROW, "parts/row.html")                                                                       \
    X(HEADING, "parts/heading.html")                                                               \
    X(CELL, "parts/cell.html")                                                                     \
    X(SPARK, "parts/spark.html")                                                                   \
    X(TROUBLE, "parts/trouble.html")                                                               \
    X(CHANGE, "parts/change.html")                                                                 \
    X(DESTINATION, "parts/destination.html")                                                       \
    X(NEIGHBOUR, "parts/neighbour.html")                                                           \
    X(LINK, "parts/link.html")                                                                     \
    X(FAMILY, "parts/family.html")                                                                 \
    X(SCENARIO, "parts/scenario.html")                                                             \
    X(COMPARISON, "parts/comparison.html")                                                         \
    X(RECORD, "parts/record.html")                                                                 \
    X(BADGE, "parts/badge.html")                                                                   \
    X(FAILURE, "parts/failure.html")                                                               \
    X(NUMBERS, "parts/numbers.html")                                                               \
    X(SOURCE, "parts/source.html")                                                                 \
    X(SOURCE_LINE, "parts/source_line.html")                                                       \
    X(CLAIM, "parts/claim.html")                                                                   \
    X(VALUE, "parts/value.html")                                                                   \
    X(FIGURE, "parts/figure.html")                                                                 \
    X(DOWNLOAD, "parts/download.html")                                                             \
    X(TERM, "parts/term.html")                                                                     \
    X(ITEM, "parts/item.html")                                                                     \
    X(WORDS, "parts/words.html")                                                                   \
    X(TABLES, "parts/tables.html")                                                                 \
    X(TABLE, "parts/table.html")                                                                   \
    X(TABLE_ROW, "parts/table_row.html")                                                           \
    X(TABLE_HEADING, "parts/table_heading.html")                                                   \
    X(TABLE_CELL, "parts/table_cell.html")                                                         \
    X(SPEED, "parts/speed.html")                                                                   \
    X(SPEED_GROUP, "parts/speed_group.html")                                                       \
    X(SPEED_ROW, "parts/speed_row.html")
#define REPORT_PART_ENUM(NAME, file) PART_##NAME,
enum { REPORT_PART_LIMIT = 1 << 20 }; /* bytes of a template, a style sheet or a script */
enum report_part { REPORT_PART_TABLE(REPORT_PART_ENUM) REPORT_PARTS };

/* Room for "../" for each folder that a page can lie in: names of scenarios are folders. */
enum { REPORT_ROOT_MAX = 3 * (SCENARIO_NAME_MAX + 1) };

/* The pages while they are made. The first error stays in `status` and `error`; what is added behind
 * it is lost. */
struct report_page {
    const struct report *report;
    char root[REPORT_ROOT_MAX]; /* from the present page to the folder of the report: "../../" */
    char *parts[REPORT_PARTS];  /* the templates, owned */
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

/* report_open -- begin the page at `path` below the report: from now on addresses are seen from it. */
void report_open(struct report_page *page, const char *path);

/* report_close -- put `body`, which is freed, between what all pages have at their head and foot, and
 * write the page.
 *   title  of the page, without "klimb"
 *   style  a class for its <main> */
void report_close(struct report_page *page, const char *path, const char *title, const char *style,
                  struct text *body);

/* report_scenario_path, report_family_path -- where below the report the page of a scenario and that
 * of a family are. */
void report_scenario_path(char path[FILE_PATH_MAX], const struct scenario *scenario);
void report_family_path(char path[FILE_PATH_MAX], const struct report_family *family);

/* report_add_address -- add the address of `path`, which is below the report, as seen from the
 * present page. Everything that has a meaning in addresses is percent-encoded, so that it can stand
 * in an attribute as it is. */
void report_add_address(const struct report_page *page, struct text *text, const char *path);

/* report_add_link -- a part LINK to a file below the report. */
void report_add_link(struct report_page *page, struct text *out, const char *path,
                     const char *words);

/* report_add_badge -- a verdict; nothing in a comparison, where there is none. */
void report_add_badge(struct report_page *page, struct text *out, enum verdict verdict);

/* report_add_item -- a list item of plain words. */
void report_add_item(struct report_page *page, struct text *out, const char *words);

/* report_add_term -- a word of a definition list and its meaning. */
void report_add_term(struct report_page *page, struct text *out, const char *word,
                     const char *meaning);

/* report_add_command -- the klimb command that judges the same again, with the options of this
 * check, for a shell.
 *   name  of a scenario; NULL for what this check was asked for */
void report_add_command(struct text *text, const struct check_options *options, const char *command,
                        const char *name);

/* report_format_number -- four digits, nan, inf or -inf; what is nearer to 0 than rounding is about 0. */
enum { REPORT_NUMBER_MAX = 64 };
void report_format_number(char text[REPORT_NUMBER_MAX], double value);

/* report_family_title -- what a family is called. */
const char *report_family_title(const struct report_family *family);

/* report_add_figures -- every figure of the table that the subject has and that is laid out so. */
enum report_place {
    REPORT_ON_PAGE,    /* all that have no place of their own */
    REPORT_IN_FAILURE, /* layout "departure": first of all on the page of what failed */
    REPORT_IN_ROW      /* layout "spark": without a caption, in a row of the table of scenarios */
};
void report_add_figures(struct report_page *page, struct text *out,
                        const struct report_subject *subject, enum report_place place);

/* report_add_rows -- the table of all scenarios of a family, or of all families for NULL: verdict,
 * name, claim, small curves, final values. */
void report_add_rows(struct report_page *page, struct text *out,
                     const struct report_family *family);

/* report_add_numbers -- the final values of each seed, the course of the first seed as a table, and
 * the records to download; nothing where no run has a record. */
void report_add_numbers(struct report_page *page, struct text *out, const struct report_item *item);

/* report_add_source -- the scenario as `klimb show` prints it, with what differs from its base
 * marked. */
void report_add_source(struct report_page *page, struct text *out, const struct scenario *scenario);

/* One function a page: they write what report_open and report_close frame. */
#define REPORT_INDEX_PATH  "index.html"
#define REPORT_WORDS_PATH  "words.html"
#define REPORT_SPEED_PATH  "speed.html"
#define REPORT_TABLES_PATH "comparator.html"
void report_index_write(struct report_page *page);
void report_scenario_write(struct report_page *page, long item); /* index into report->items */
void report_family_write(struct report_page *page, const struct report_family *family);
void report_words_write(struct report_page *page);
void report_tables_write(struct report_page *page);     /* nothing without options->tables */
void report_speed_page_write(struct report_page *page); /* nothing when no table was asked for */

#endif
