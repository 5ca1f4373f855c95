/* commands.h -- the commands of klimb.
 */
#ifndef KLIMB_COMMANDS_H
#define KLIMB_COMMANDS_H

#include "cli/options/command.h"

extern const struct command command_list, command_show, command_run, command_check, command_bless,
    command_review, command_diagnose, command_report, command_plot, command_sweep,
    command_calibrate, command_theory, command_history, command_export, command_info, command_help;

extern const struct command *const commands[]; /* NULL-terminated, in the order of help */

#endif
