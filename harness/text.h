/* text.h -- what the command says on a terminal: errors, tables, spelling help.
 */
#ifndef KLIMB_TEXT_H
#define KLIMB_TEXT_H

#include <stddef.h>
#include <stdio.h>

#include "status.h"

/* A growing string. Zero-initialise; text_free gives it back. A failed allocation sets `failed`
 * and later calls do nothing, so that a caller checks once at the end. */
struct text {
    char *bytes; /* NUL-terminated once anything was added */
    size_t length, capacity;
    int failed;
};
void text_add(struct text *text, const char *format, ...) PRINTF_LIKE(2, 3);
void text_add_bytes(struct text *text, const char *bytes, size_t length);
void text_free(struct text *text);

/* text_add_float -- the shortest decimal that reads back to the same binary32; "nan", "inf",
 * "-inf" for what is not finite. */
void text_add_float(struct text *text, float value);

/* text_add_error -- add "file:line:column: message": the place as far as it is known, once, without
 * the hint. A message that names the file itself needs no place in front of it. */
void text_add_error(struct text *text, const struct error *error);

/* text_print_error -- "klimb: " and what text_add_error says, and a second line with the hint;
 * control characters as "?". */
void text_print_error(FILE *out, const struct error *error);

/* text_nearest -- the candidate with the smallest edit distance to `word`, if that is at most a
 * third of its length + 1; else NULL. candidates: NULL-terminated. */
const char *text_nearest(const char *word, const char *const *candidates);

/* A table of text with aligned columns, right-aligned where a cell parses as a number. Cells are
 * UTF-8; widths are counted in characters; control characters become spaces. Long last cells wrap
 * to `width` columns when > 0. When memory runs out the table, which may be NULL, stays usable and
 * prints a line that says so. */
struct text_table;
struct text_table *text_table_new(int columns, const char *const *headings);
void text_table_add(struct text_table *table, const char *const *cells); /* copies; NULL is "" */
void text_table_print(const struct text_table *table, FILE *out, int width);
void text_table_free(struct text_table *table);

/* text_terminal_width -- columns of the terminal behind `out`, 0 when it is none. */
int text_terminal_width(FILE *out);

/* text_add_escaped -- add `string` so that it is inert in the given place. What is no UTF-8
 * becomes U+FFFD. */
enum text_escape {
    TEXT_HTML, /* & < > " ' as entities; control characters but line break and tab dropped */
    TEXT_XML,  /* the same, for attribute and text of XML 1.0 */
    TEXT_JSON, /* the inside of a JSON string */
    TEXT_YAML  /* a YAML double-quoted scalar with its quotes */
};
void text_add_escaped(struct text *text, const char *string, enum text_escape escape);

#endif
