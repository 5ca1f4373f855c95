#include "cli/options/options_folders.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "packed/packed.h"
#include "report/report_records.h"

const char *options_environment(const char *name) {
    const char *value = getenv(name);
    return value != NULL && value[0] != '\0' ? value : NULL;
}

#ifdef KLIMB_DATADIR
#define INSTALLED(folder) KLIMB_DATADIR "/" folder
#else
#define INSTALLED(folder) folder
#endif

/* How one of the folders is found. Goldens belong to scenarios: a project without goldens must not be compared with the
 * installed ones. */
struct choice {
    char letter; /* its option's */
    const char *variable;
    const char *here; /* its path in a project */
    const char *sign; /* the folder that marks a project */
    const char *installed;
};
static const struct choice experiments = {'e', "KLIMB_EXPERIMENTS", "experiments", "experiments",
                                          INSTALLED("experiments")},
                           expected = {'g', "KLIMB_EXPECTED", "expected", "experiments",
                                       INSTALLED("expected")},
                           reports = {'t', "KLIMB_REPORTS", "reports", "reports",
                                      INSTALLED("reports")};

/* Whether the command uses a folder. */
static int is_used(const struct choice *choice, const struct options *options,
                   const struct command *command) {
    return !options->help &&
           (strchr(command->accepts, choice->letter) != NULL || command->shows_folders ||
            (choice == &reports && options->plot != NULL));
}

/* Unpacks the folder inside this program; `here` if the program has none. */
static enum status unpack(const char **folder, char unpacked[FILE_PATH_MAX],
                          const struct choice *choice, struct error *error) {
    const struct packed packed = packed_here();
    *folder = choice->here;
    if (packed.bytes == NULL)
        return STATUS_OK;
    enum status status = packed_unpack(unpacked, &packed, error);
    if (status == STATUS_OK)
        status = file_join(unpacked, unpacked, choice->here, error);
    if (status == STATUS_OK)
        *folder = unpacked;
    return status;
}

/* Chooses a folder that no option has named: that of the environment, `here` in a project, the installed one, or the
 * one inside this program.
 *   is_named  whether option or environment named it */
static enum status choose_folder(const char **folder, int *is_named, char unpacked[FILE_PATH_MAX],
                                 const struct choice *choice, int is_used, struct error *error) {
    if (*folder == NULL)
        *folder = options_environment(choice->variable);
    *is_named = *folder != NULL;
    if (*is_named)
        return STATUS_OK;
    int is_here = file_is_folder(choice->sign), is_installed = file_is_folder(choice->installed);
    *folder = is_installed && !is_here ? choice->installed : choice->here;
    return is_used && !is_here && !is_installed ? unpack(folder, unpacked, choice, error)
                                                : STATUS_OK;
}

enum status options_choose_folders(struct options *options, struct options_named *named,
                                   const struct command *command, struct error *error) {
    struct options_unpacked *unpacked = &options->unpacked;
    int ignored; /* check_experiments checks it wherever it comes from */
    enum status status = choose_folder(&options->experiments, &ignored, unpacked->experiments,
                                       &experiments, is_used(&experiments, options, command),
                                       error);
    if (status == STATUS_OK)
        status = choose_folder(&options->expected, &named->expected, unpacked->expected, &expected,
                               is_used(&expected, options, command), error);
    if (status == STATUS_OK)
        status = choose_folder(&options->reports, &named->reports, unpacked->reports, &reports,
                               is_used(&reports, options, command), error);
    return status;
}

/* Whether the folder of scenarios exists. --keys and records need none. */
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

/* A named folder must exist, except a folder of goldens that bless will make. */
static enum status check_named(const char *option, const char *path, int may_be_absent,
                               struct error *error) {
    enum file_kind kind;
    enum status status = file_look(&kind, path, error);
    if (status != STATUS_OK || kind == FILE_FOLDER || (kind == FILE_NONE && may_be_absent))
        return status;
    return klimb_error_set(error, STATUS_INVALID, "--%s is \"%s\": %s", option, path,
                           kind == FILE_NONE ? "there is no such folder" : "it is not a folder");
}

/* Refuses to write goldens into an unpacked folder of this program. */
static enum status check_not_unpacked(const struct options *options, struct error *error) {
    if (options->expected != options->unpacked.expected)
        return STATUS_OK;
    klimb_error_set(
        error, STATUS_INVALID,
        "there is no folder to write golden curves to: those of this program are inside it");
    klimb_error_hint(error, "run it where the folder experiments is, or name one with --expected");
    return STATUS_INVALID;
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
    if (status == STATUS_OK && command->creates_expected)
        status = check_not_unpacked(options, error);
    if (status == STATUS_OK && options->sweeps != NULL)
        status = check_named("sweeps", options->sweeps, 0, error);
    return status == STATUS_OK ? check_bench(options, error) : status;
}
