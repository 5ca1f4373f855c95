#include "cli/options_folders.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "report/report_records.h"

/* An environment variable, NULL when it is empty or not set. */
const char *options_environment(const char *name) {
    const char *value = getenv(name);
    return value != NULL && value[0] != '\0' ? value : NULL;
}

#ifdef KLIMB_DATADIR
#define INSTALLED(folder) KLIMB_DATADIR "/" folder
#else
#define INSTALLED(folder) folder
#endif

/* Choose a folder that no option has named: that of the environment, or `here` in a project, which
 * is where the folder `sign` is, or the installed one. is_named says whether option or environment
 * named it. Golden curves go with the scenarios: a project that has not blessed any yet must not be
 * compared with the installed ones. */
static void choose_folder(const char **folder, int *is_named, const char *variable,
                          const char *here, const char *sign, const char *installed) {
    if (*folder == NULL)
        *folder = options_environment(variable);
    *is_named = *folder != NULL;
    if (*folder == NULL)
        *folder = file_is_folder(sign) || !file_is_folder(installed) ? here : installed;
}

struct options_named options_choose_folders(struct options *options) {
    struct options_named named;
    int ignored; /* check_experiments looks at it wherever it comes from */
    choose_folder(&options->experiments, &ignored, "KLIMB_EXPERIMENTS", "experiments",
                  "experiments", INSTALLED("experiments"));
    choose_folder(&options->expected, &named.expected, "KLIMB_EXPECTED", "expected", "experiments",
                  INSTALLED("expected"));
    choose_folder(&options->reports, &named.reports, "KLIMB_REPORTS", "reports", "reports",
                  INSTALLED("reports"));
    return named;
}

/* Whether the scenarios that the command works on can be there at all; --keys needs none, nor do
 * records. */
static enum status check_experiments(const struct options *options, const struct command *command,
                                     struct error *error) {
    long first = command->names_figure;
    int is_of_records = command->takes_records && options->name_count > first &&
                        report_is_record(options->names[first], options->experiments);
    if (command->takes_records &&
        report_check_names(options->names + first, options->name_count - first,
                           options->experiments, error) != STATUS_OK)
        return STATUS_INVALID;
    enum file_kind kind;
    if (strchr(command->accepts, 'e') == NULL || options->keys || is_of_records)
        return STATUS_OK;
    enum status status = file_look(&kind, options->experiments, error);
    if (status != STATUS_OK || kind == FILE_FOLDER)
        return status;
    klimb_error_set(error, STATUS_INVALID, "there is no folder of scenarios: %s",
                    options->experiments);
    klimb_error_hint(error,
                     "name it with --experiments or the environment variable KLIMB_EXPERIMENTS");
    return STATUS_INVALID;
}

/* What was named has to be there. A folder of goldens that bless is to make need not. */
static enum status check_named(const char *option, const char *path, int may_be_absent,
                               struct error *error) {
    enum file_kind kind;
    enum status status = file_look(&kind, path, error);
    if (status != STATUS_OK || kind == FILE_FOLDER || (kind == FILE_NONE && may_be_absent))
        return status;
    return klimb_error_set(error, STATUS_INVALID, "--%s is \"%s\": %s", option, path,
                           kind == FILE_NONE ? "there is no such folder" : "it is not a folder");
}

static enum status check_bench(const struct options *options, struct error *error) {
    enum file_kind kind = FILE_REGULAR;
    if (options->bench == NULL)
        return STATUS_OK;
    enum status status = file_look(&kind, options->bench, error);
    if (status != STATUS_OK || kind == FILE_REGULAR)
        return status;
    return klimb_error_set(error, STATUS_INVALID, "--bench is \"%s\": %s", options->bench,
                           kind == FILE_NONE ? "there is no such file" : "it is not a file");
}

enum status options_check_paths(const struct options *options, const struct command *command,
                                const struct options_named *named, struct error *error) {
    enum status status = check_experiments(options, command, error);
    if (status == STATUS_OK && named->reports && strchr(command->accepts, 't') != NULL)
        status = check_named("reports", options->reports, 0, error);
    if (status == STATUS_OK && named->expected && strchr(command->accepts, 'g') != NULL)
        status = check_named("expected", options->expected, command->creates_expected, error);
    return status == STATUS_OK ? check_bench(options, error) : status;
}
