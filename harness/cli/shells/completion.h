/* completion.h -- scripts that complete the commands, options and scenarios of klimb in a shell.
 *
 * They are generated from the tables of commands and options. Names of scenarios and families come from `klimb list`
 * when a word is completed.
 */
#ifndef KLIMB_COMPLETION_H
#define KLIMB_COMPLETION_H

#include "base/text.h"
#include "cli/options/command.h"

/* Each adds a complete script.
 *   all  NULL-terminated */
void completion_add_bash(struct text *text, const struct command *const *all);
void completion_add_zsh(struct text *text, const struct command *const *all);
void completion_add_fish(struct text *text, const struct command *const *all);

#endif
