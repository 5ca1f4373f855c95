/* text.h -- what the command says on a terminal: errors, tables, spelling help.
 */
#ifndef KLIMB_TEXT_H
#define KLIMB_TEXT_H

#include <stddef.h>
#include <stdio.h>

#include "base/status.h"

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

/* text_add_double -- the shortest decimal that reads back to the same binary64, as YAML writes it:
 * ".nan", ".inf", "-.inf" for what is not finite. */
void text_add_double(struct text *text, double value);

/* text_add_list -- add words as a sentence has them: "svg, png or pdf".
 *   words  NULL-terminated
 *   last   between the last two, "or" */
void text_add_list(struct text *text, const char *const *words, const char *last);

/* text_add_error -- add "file:line:column: message": the place as far as it is known, once, without
 * the hint. A message that names the file itself needs no place in front of it. */
void text_add_error(struct text *text, const struct error *error);

/* text_add_errors -- all that an error says on one line, for where there is only one: place, message
 * and hint, and the same of the errors joined to it, with "; " between them. */
void text_add_errors(struct text *text, const struct error *error);

/* text_print_error -- "klimb: " and what text_add_error says, a second line with the hint, and a line
 * for each error joined to it; TEXT_TERMINAL. */
void text_print_error(FILE *out, const struct error *error);

/* text_print -- print the whole text as it is and free it. Nothing is printed where memory ran out
 * (text_ran_out). */
void text_print(FILE *out, struct text *text);

/* text_string -- what was added so far; "" while that is nothing. */
static inline const char *text_string(const struct text *text) {
    return text->bytes != NULL ? text->bytes : "";
}

/* text_index -- where `word` is in a NULL-terminated list, -1 when it is not. */
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

/* text_ran_out -- whether a table or a line was printed that lacks something for want of memory: what was shown
 * is then not what there was to show. */
int text_ran_out(void);
void text_note_ran_out(void); /* for what prints text in another way */

/* text_terminal_width -- columns of the terminal behind `out`, 0 when it is not one. */
int text_terminal_width(FILE *out);

/* The places that text from a file or a command line, which may hold anything, is put into. What 
 * is not UTF-8 becomes U+FFFD everywhere but in a shell. A control is a character below U+0020, U+007F to
 * U+009F, the line and paragraph separators, and what turns the direction of writing (U+202A to
 * U+202E, U+2066 to U+2069). */
enum text_escape {
    TEXT_TERMINAL, /* part of one line: line breaks and tabs become blanks, other controls "?" */
    TEXT_SHELL,    /* one word of a command line, quoted if it has to be. Controls and what 
                      is not UTF-8 become octal numbers in $'...', which bash, zsh and ksh read */
    TEXT_TAP,      /* a description in TAP: as TEXT_TERMINAL, with # and \ escaped */
    TEXT_MARKDOWN, /* part of one line of Markdown, also in a table and inside of <code>; nobody is
                      notified by it */
    TEXT_HTML,     /* & < > " ' as entities; controls but line break and tab dropped */
    TEXT_XML,      /* the same, for attribute and text of XML 1.0 */
    TEXT_JSON,     /* the inside of a JSON string */
    TEXT_YAML,     /* a YAML double-quoted scalar with its quotes */
    TEXT_CSV,      /* a field of RFC 4180 as TEXT_TERMINAL has it, quoted if it has to be */
    TEXT_GNUPLOT,  /* heading of a column in a data file, which becomes text in an SVG file */
    TEXT_GITHUB, /* the message of a workflow command of GitHub Actions: as TEXT_TERMINAL, % escaped */
    TEXT_GITHUB_PROPERTY /* the same for file, title, ...: colon and comma escaped as well */
};

/* text_add_escaped -- add `string` so that it is inert in the given place. */
void text_add_escaped(struct text *text, const char *string, enum text_escape escape);

/* text_has_controls -- whether there is a control in the string. */
int text_has_controls(const char *string);

/* text_add_operands -- add names after a command and its options, each a blank and a TEXT_SHELL
 * word; "--" before them if one begins with a dash. */
void text_add_operands(struct text *text, const char *const *names, long count);

/* text_hint_command -- the hint "`<command> <name>` <rest>" with the name as a shell takes it.
 * error may be NULL. */
void text_hint_command(struct error *error, const char *command, const char *name,
                       const char *rest);

/* text_print_line -- print one line, TEXT_TERMINAL as a whole, and its end. Whatever is printed of
 * foreign text goes through here or through a table. */
void text_print_line(FILE *out, const char *format, ...) PRINTF_LIKE(2, 3);

/* text_find_merge_marker -- number of the first line that begins with "<<<<<<< ", "||||||| " or
 * ">>>>>>> ", or is "=======", as git leaves them in a file with a conflict; 0 for none. */
long text_find_merge_marker(const char *bytes, size_t size);

/* text_check_merged -- STATUS_FORMAT "merge conflict, not resolved" at the first such line of a file
 * called `name`. */
enum status text_check_merged(const char *name, const char *bytes, size_t size,
                              struct error *error) MUST_CHECK;

#endif
