/* options_folders.h -- folders and files of a command line. Internal to options.
 */
#ifndef KLIMB_OPTIONS_FOLDERS_H
#define KLIMB_OPTIONS_FOLDERS_H

#include "cli/options/options.h"

/* Which folders somebody has named, by option or environment, and who therefore expects them to be
 * used. */
struct options_named {
    int expected, reports;
};

/* options_environment -- a variable of the environment, NULL when it is empty or not set. */
const char *options_environment(const char *name);

/* options_choose_folders -- fill in the folders that no option has given: those of the environment,
 * of the project here, the installed ones, or where there are none and the command looks into them, those inside this
 * program, which are unpacked. STATUS_IO, STATUS_MEMORY, STATUS_FORMAT when that cannot be done. */
enum status options_choose_folders(struct options *options, struct options_named *named,
                                   const struct command *command, struct error *error) MUST_CHECK;

/* options_check_paths -- whether what the command needs is there: the scenarios, and what was
 * named. STATUS_INVALID; STATUS_IO when the system cannot tell. */
enum status options_check_paths(const struct options *options, const struct command *command,
                                const struct options_named *named, struct error *error) MUST_CHECK;

#endif
