/* text.h -- text for output: growing strings, errors, tables, escaping, spelling hints.
 */
#ifndef KLIMB_TEXT_H
#define KLIMB_TEXT_H

#include <stddef.h>
#include <stdio.h>

#include "base/status.h"

/* A growing string. Zero-initialise; free with text_free. A failed allocation sets `failed`, and later calls do
 * nothing, so that a caller checks once at the end. */
struct text {
    char *bytes; /* NUL-terminated once anything was added */
    size_t length, capacity;
    int failed;
};
void text_add(struct text *text, const char *format, ...) PRINTF_LIKE(2, 3);
void text_add_bytes(struct text *text, const char *bytes, size_t length);
void text_free(struct text *text);

/* text_add_float -- the shortest decimal that reads back to the same binary32; or "nan", "inf", "-inf". */
void text_add_float(struct text *text, float value);

/* text_add_double -- the shortest decimal that reads back to the same binary64, as in YAML: ".nan", ".inf", "-.inf". */
void text_add_double(struct text *text, double value);

/* text_add_list -- add words as in a sentence: "svg, png or pdf".
 *   words  NULL-terminated
 *   last   between the last two, "or" */
void text_add_list(struct text *text, const char *const *words, const char *last);

/* text_add_error -- add "file:line:column: message": the place as far as it is known, without the hint. A message that
 * names the file itself gets no place before it. */
void text_add_error(struct text *text, const struct error *error);

/* text_add_errors -- add everything in an error on one line: place, message and hint, and the same for the errors
 * joined to it, separated by "; ". */
void text_add_errors(struct text *text, const struct error *error);

/* text_print_error -- print "klimb: " and text_add_error, a second line with the hint, and a line for each error joined
 * to it; TEXT_TERMINAL. */
void text_print_error(FILE *out, const struct error *error);

/* text_print -- print the whole text as it is and free it. Nothing is printed where memory ran out
 * (text_ran_out). */
void text_print(FILE *out, struct text *text);

/* text_string -- the text so far; "" if nothing was added. */
static inline const char *text_string(const struct text *text) {
    return text->bytes != NULL ? text->bytes : "";
}

/* text_index -- the index of `word` in a NULL-terminated list, -1 if it is not there. */
long text_index(const char *word, const char *const *list);

/* text_nearest -- the candidate with the smallest edit distance to `word`, if that is at most a
 * third of its length + 1; else NULL. candidates: NULL-terminated. */
const char *text_nearest(const char *word, const char *const *candidates);

/* A table of text with aligned columns, right-aligned where a cell parses as a number. Cells are
 * UTF-8; widths are counted in characters; cells are TEXT_TERMINAL. Long last cells wrap
 * to `width` columns when > 0. When memory runs out the table, which may be NULL, stays usable and
 * prints a line that says so (text_ran_out). */
struct text_table;
struct text_table *text_table_new(int columns, const char *const *headings);
void text_table_add(struct text_table *table, const char *const *cells); /* copies; NULL is "" */
void text_table_print(const struct text_table *table, FILE *out, int width);
void text_table_free(struct text_table *table);

/* text_ran_out -- whether a printed table or line was incomplete because memory ran out. */
int text_ran_out(void);
void text_note_ran_out(void); /* for other code that prints text */

/* text_terminal_width -- columns of the terminal behind `out`, 0 if it is not a terminal. */
int text_terminal_width(FILE *out);

/* The places where text from a file or a command line, which may hold anything, is used. Invalid UTF-8 becomes U+FFFD,
 * except in a shell. A control is a character below U+0020, U+007F to U+009F, a line or paragraph separator, or one
 * that changes the direction of writing (U+202A to U+202E, U+2066 to U+2069). */
enum text_escape {
    TEXT_TERMINAL, /* part of one line: line breaks and tabs become blanks, other controls "?" */
    TEXT_SHELL, /* one word of a command line, quoted if necessary. Controls and invalid UTF-8 become octal numbers in $'...', which bash, zsh and ksh read */
    TEXT_TAP,   /* a description in TAP: as TEXT_TERMINAL, with # and \ escaped */
    TEXT_MARKDOWN, /* part of one line of Markdown, also in a table and in <code>; an @ notifies no user */
    TEXT_HTML,    /* & < > " ' as entities; drops controls except line breaks and tabs */
    TEXT_XML,     /* the same, for attribute and text of XML 1.0 */
    TEXT_JSON,    /* the inside of a JSON string */
    TEXT_YAML,    /* a YAML double-quoted scalar with its quotes */
    TEXT_CSV,     /* a field of RFC 4180: as TEXT_TERMINAL, quoted if necessary */
    TEXT_GNUPLOT, /* heading of a column in a data file, which becomes text in an SVG file */
    TEXT_GITHUB, /* the message of a workflow command of GitHub Actions: as TEXT_TERMINAL, % escaped */
    TEXT_GITHUB_PROPERTY /* the same for file, title, ...: colon and comma escaped as well */
};

/* text_add_escaped -- add `string`, escaped for the given place. */
void text_add_escaped(struct text *text, const char *string, enum text_escape escape);

/* text_has_controls -- whether there is a control in the string. */
int text_has_controls(const char *string);

/* text_copy_line -- copy a string as TEXT_TERMINAL, cut to `size` bytes with the NUL. STATUS_MEMORY. */
enum status text_copy_line(char *out, size_t size, const char *string,
                           struct error *error) MUST_CHECK;

/* text_is_utf8 -- whether the string is UTF-8: no stray, overlong or surrogate bytes. */
int text_is_utf8(const char *string);

/* text_add_operands -- add names after a command and its options, each a space and a TEXT_SHELL word, with "--" before
 * them if one begins with a dash. */
void text_add_operands(struct text *text, const char *const *names, long count);

/* text_hint_command -- set the hint "`<command> <name>` <rest>" with the name quoted for a shell.
 * error may be NULL. */
void text_hint_command(struct error *error, const char *command, const char *name,
                       const char *rest);

/* text_print_line -- print one line, the whole of it TEXT_TERMINAL, and a newline. All foreign text is printed through
 * here or through a table. */
void text_print_line(FILE *out, const char *format, ...) PRINTF_LIKE(2, 3);

/* text_find_merge_marker -- number of the first line that begins with "<<<<<<< ", "||||||| " or
 * ">>>>>>> ", or is "=======", the marks of git in a file with a conflict; 0 for none. */
long text_find_merge_marker(const char *bytes, size_t size);

/* text_check_merged -- STATUS_FORMAT "merge conflict, not resolved" at the first such line of the file `name`. */
enum status text_check_merged(const char *name, const char *bytes, size_t size,
                              struct error *error) MUST_CHECK;

#endif
