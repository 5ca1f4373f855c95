/* options_table.h -- the table of all options. Internal to options.
 */
#ifndef KLIMB_OPTIONS_TABLE_H
#define KLIMB_OPTIONS_TABLE_H

#include "base/text.h"
#include "cli/options/options.h"

enum { OPTIONS_WORKERS_MAX = 1024 };

struct option_row;

enum option_answer { OPTION_TAKEN, OPTION_WRONG, OPTION_TOO_OFTEN };

/* A kind of argument. */
struct option_kind {
    /* Stores the argument, NULL for a flag, in the field of the row. */
    enum option_answer (*take)(struct options *options, const struct option_row *row,
                               const char *argument);
    /* Adds what the argument must be, after "must be". NULL for a flag. */
    void (*add_wanted)(struct text *text, const struct option_row *row);
};

struct option_row {
    char letter; /* the short form; a digit or a mark only stands for it in command.accepts */
    const char *name, *argument; /* argument: its name in help; NULL for a flag */
    const struct option_kind *kind;
    size_t offset;    /* of the field in struct options, which has the kind's type */
    long least, most; /* of a number; most: how often an option with a list may be given */
    const char *meaning;
};

enum { OPTION_COUNT = 66 };
extern const struct option_row option_table[OPTION_COUNT];

/* option_find -- the row with a letter, NULL for none. */
const struct option_row *option_find(int letter);

/* option_has_letter -- whether it has a short form, such as -j. */
int option_has_letter(const struct option_row *row);

/* options_add_meaning -- add an option's meaning for help; for --format, with the command's formats. */
void options_add_meaning(struct text *text, const struct option_row *row,
                         const struct command *command);

#endif
