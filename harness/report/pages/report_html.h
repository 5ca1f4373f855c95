/* report_html.h -- the templates of the pages, and small pieces of HTML.
 *
 *     struct report_page page = {.report = report, .error = error};
 *     report_parts_read(&page);
 *     const struct template_field fields[] = {REPORT_WORDS("name", scenario->name)};
 *     REPORT_FILL(&page, &out, PART_ROW, fields);
 *     report_parts_free(&page);
 *     page.status ...
 */
#ifndef KLIMB_REPORT_HTML_H
#define KLIMB_REPORT_HTML_H

#include "base/text.h"
#include "format/template.h"
#include "report/model/report_model.h"

/* X(NAME, file below the folder of scripts and templates) */
#define REPORT_PART_TABLE(X)                                                                       \
    X(PAGE, "page/page.html")                                                                      \
    X(INDEX, "index/index.html")                                                                   \
    X(TILE, "index/tile.html")                                                                     \
    X(BAR, "index/bar.html")                                                                       \
    X(BAR_PART, "index/bar_part.html")                                                             \
    X(BRANCH, "index/branch.html")                                                                 \
    X(LEAF, "index/leaf.html")                                                                     \
    X(SCENARIOS, "index/scenarios.html")                                                           \
    X(ROW, "index/row.html")                                                                       \
    X(HEADING, "index/heading.html")                                                               \
    X(CELL, "index/cell.html")                                                                     \
    X(SPARK, "index/spark.html")                                                                   \
    X(TROUBLE, "index/trouble.html")                                                               \
    X(CHANGE, "index/change.html")                                                                 \
    X(DESTINATION, "page/destination.html")                                                        \
    X(NEIGHBOUR, "scenario/neighbour.html")                                                        \
    X(LINK, "page/link.html")                                                                      \
    X(FAMILY, "index/family.html")                                                                 \
    X(SCENARIO, "scenario/scenario.html")                                                          \
    X(COMPARISON, "index/comparison.html")                                                         \
    X(RECORD, "scenario/record.html")                                                              \
    X(BADGE, "page/badge.html")                                                                    \
    X(FAILURE, "scenario/failure.html")                                                            \
    X(NUMBERS, "scenario/numbers.html")                                                            \
    X(WORDS, "scenario/words.html")                                                                \
    X(SOURCE, "scenario/source.html")                                                              \
    X(SOURCE_LINE, "scenario/source_line.html")                                                    \
    X(CLAIM, "scenario/claim.html")                                                                \
    X(VALUE, "scenario/value.html")                                                                \
    X(FIGURE, "page/figure.html")                                                                  \
    X(DOWNLOAD, "page/download.html")                                                              \
    X(TERM, "page/term.html")                                                                      \
    X(ITEM, "page/item.html")                                                                      \
    X(GLOSSARY, "tables/glossary.html")                                                            \
    X(TABLES, "tables/tables.html")                                                                \
    X(TABLE, "tables/table.html")                                                                  \
    X(TABLE_ROW, "tables/table_row.html")                                                          \
    X(TABLE_HEADING, "tables/table_heading.html")                                                  \
    X(TABLE_CELL, "tables/table_cell.html")                                                        \
    X(POWER, "tables/power.html")                                                                  \
    X(POWER_ROW, "tables/power_row.html")                                                          \
    X(POWER_CELL, "tables/power_cell.html")                                                        \
    X(NULLS, "tables/nulls.html")                                                                  \
    X(STUDY, "study/study.html")                                                                   \
    X(STUDY_POINTS, "study/points.html")                                                           \
    X(STUDIES, "study/studies.html")                                                               \
    X(STUDY_ROWS, "study/rows.html")                                                               \
    X(STUDY_ROW, "study/row.html")                                                                 \
    X(STUDY_FIGURE, "study/figure.html")                                                           \
    X(STUDY_SECTION, "study/section.html")                                                         \
    X(SPEED, "tables/speed.html")                                                                  \
    X(SPEED_GROUP, "tables/speed_group.html")                                                      \
    X(SPEED_ROW, "tables/speed_row.html")                                                          \
    X(HISTORY, "tables/history.html")                                                              \
    X(HISTORY_CHANGE, "tables/history_change.html")                                                \
    X(HISTORY_CHECK, "tables/history_check.html")
#define REPORT_PART_ENUM(NAME, file) PART_##NAME,
enum { REPORT_PART_LIMIT = 1 << 20 }; /* bytes of a template, a style sheet or a script */
enum report_part { REPORT_PART_TABLE(REPORT_PART_ENUM) REPORT_PARTS };

/* Room for "../" for each folder that a page can lie in: names of scenarios are folders. */
enum { REPORT_ROOT_MAX = 3 * (SCENARIO_NAME_MAX + 1) };

/* The pages under construction. The first error stays in `status` and `error`; later additions are
 * lost. */
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

/* report_subject_path, report_family_path -- the paths of a subject's and a family's page below the
 * report. */
void report_subject_path(char path[FILE_PATH_MAX], const struct report_subject *subject);
void report_family_path(char path[FILE_PATH_MAX], const struct report_family *family);

/* report_study_path -- the path of a study's page; the first page in a report on one study. */
void report_study_path(char path[FILE_PATH_MAX], const struct report_study *study);

/* report_add_address -- add the address of `path`, which is below the report, as seen from the
 * present page. Characters that are special in addresses are percent-encoded, so that the result
 * can be used in an attribute. */
void report_add_address(const struct report_page *page, struct text *text, const char *path);

/* report_add_subject_address -- add the address of a subject's page. */
void report_add_subject_address(const struct report_page *page, struct text *text,
                                const struct report_subject *subject);

/* report_add_neighbour -- a part NEIGHBOUR: the link to the page before or after this one.
 *   relation  "prev" or "next" */
void report_add_neighbour(struct report_page *page, struct text *out, const char *path,
                          const char *relation, const char *name);

/* report_add_link -- a part LINK to a file below the report. */
void report_add_link(struct report_page *page, struct text *out, const char *path,
                     const char *words);

/* report_add_badge -- add the verdict of a subject; nothing for a log. */
void report_add_badge(struct report_page *page, struct text *out,
                      const struct report_subject *subject);

/* report_add_item -- add a list item of plain words. */
void report_add_item(struct report_page *page, struct text *out, const char *words);

/* report_add_term -- add a word and its meaning to a definition list. */
void report_add_term(struct report_page *page, struct text *out, const char *word,
                     const char *meaning);

#endif
