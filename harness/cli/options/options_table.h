/* options_table.h -- the table of all options, a row each. Internal to options.
 */
#ifndef KLIMB_OPTIONS_TABLE_H
#define KLIMB_OPTIONS_TABLE_H

#include "base/text.h"
#include "cli/options/options.h"

enum { OPTIONS_WORKERS_MAX = 1024 };

struct option_row;

enum option_answer { OPTION_TAKEN, OPTION_WRONG, OPTION_TOO_OFTEN };

/* What the argument of an option is. */
struct option_kind {
    /* Put the argument, which is NULL for a flag, into the field of the row. */
    enum option_answer (*take)(struct options *options, const struct option_row *row,
                               const char *argument);
    /* What the argument has to be, after "must be". NULL for a flag. */
    void (*add_wanted)(struct text *text, const struct option_row *row);
};

struct option_row {
    char letter; /* the short form; a digit or a mark is only its place in command.accepts */
    const char *name, *argument; /* argument: what help calls it; NULL for a flag */
    const struct option_kind *kind;
    size_t offset;    /* of the field in struct options, which has the type of the kind */
    long least, most; /* of a number; how often an option with a list of fields may be given */
    const char *meaning;
};

enum { OPTION_COUNT = 66 };
extern const struct option_row option_table[OPTION_COUNT];

/* option_find -- the row of a letter, NULL if no option has it. */
const struct option_row *option_find(int letter);

/* option_has_letter -- whether it has a short form, as -j. */
int option_has_letter(const struct option_row *row);

/* options_add_meaning -- what help says about an option; of --format, with what the command can write. */
void options_add_meaning(struct text *text, const struct option_row *row,
                         const struct command *command);

#endif
