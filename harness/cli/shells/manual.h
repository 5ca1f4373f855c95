/* manual.h -- manual pages, from the tables of help.
 */
#ifndef KLIMB_MANUAL_H
#define KLIMB_MANUAL_H

#include "base/text.h"
#include "cli/help/topics.h"
#include "cli/options/command.h"

/* The pages use the man macros of troff. They have no date and nothing that depends on the machine. */

/* manual_add_overview -- klimb(1): commands, topics, environment, files, exit codes.
 *   all  NULL-terminated */
void manual_add_overview(struct text *text, const struct command *const *all);

/* manual_add_command -- klimb-<command>(1): usage, description and options as in its help. */
void manual_add_command(struct text *text, const struct command *command);

/* manual_add_topic -- klimb-<topic>(7). If memory runs out, text->failed is set. */
void manual_add_topic(struct text *text, const struct topic *topic);

#endif
