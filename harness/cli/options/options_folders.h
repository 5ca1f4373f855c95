/* options_folders.h -- folders and files of a command line. Internal to options.
 */
#ifndef KLIMB_OPTIONS_FOLDERS_H
#define KLIMB_OPTIONS_FOLDERS_H

#include "cli/options/options.h"

/* Which folders were named by an option or the environment, and so must be used. */
struct options_named {
    int expected, reports;
};

/* options_environment -- a variable of the environment, NULL if it is empty or not set. */
const char *options_environment(const char *name);

/* options_choose_folders -- fill in the folders that no option gave: those of the environment, of the project here, the
 * installed ones or, if all are missing and the command needs them, those inside this program, which are unpacked.
 * STATUS_IO, STATUS_MEMORY, STATUS_FORMAT: unpacking failed. */
enum status options_choose_folders(struct options *options, struct options_named *named,
                                   const struct command *command, struct error *error) MUST_CHECK;

/* options_check_paths -- check that what the command needs exists: the scenarios, and named folders. STATUS_INVALID;
 * STATUS_IO if that cannot be determined. */
enum status options_check_paths(const struct options *options, const struct command *command,
                                const struct options_named *named, struct error *error) MUST_CHECK;

#endif
