#include "cli/commands.h"

#include <stddef.h>

const struct command *const commands[] = {
    &command_list,
    &command_show,
    &command_run,
    &command_check,
    &command_bless,
    &command_review,
    &command_diagnose,
    &command_report,
    &command_plot,
    &command_sweep,
    &command_calibrate,
    &command_theory,
    &command_history,
    &command_export,
    &command_info,
    &command_help,
    NULL,
};
