#include "scenario/scenario_data.h"

#include <string.h>

#include "base/file.h"

/* Data that `make setup` installs. */
static const struct {
    const char *folder, *package;
} packaged[] = {{"/usr/share/datasets/fashion-mnist/", "dataset-fashion-mnist"},
                {"/usr/share/wordnet/", "wordnet-base"}};

/* A file that cannot be read is not missing: loading it reports why. */
static int is_missing(const char *path) {
    enum file_kind kind;
    return path[0] != '\0' && file_look(&kind, path, NULL) == STATUS_OK && kind == FILE_NONE;
}

int scenario_lacks_data(const struct scenario *scenario) {
    const struct data_config *data = &scenario->config.data;
    int is_of_files = data->source == DATA_IDX || data->source == DATA_CSV ||
                      data->source == DATA_NPY || data->source == DATA_TEXT;
    return is_of_files && scenario->obtain[0] != '\0' &&
           (is_missing(data->path) || is_missing(data->test_path) || is_missing(data->label_path));
}

static void hint_at_package(struct error *error) {
    for (size_t i = 0; i < sizeof packaged / sizeof *packaged; i++)
        if (strncmp(error->file, packaged[i].folder, strlen(packaged[i].folder)) == 0)
            klimb_error_hint(error, "install the Debian package %s, or run `make setup`",
                             packaged[i].package);
}

enum status scenario_load_data(struct dataset *data, const struct scenario *scenario,
                               const struct vecmath *vm, struct error *error) {
    enum status status = klimb_dataset_load(data, &scenario->config.data, vm, error);
    if (status != STATUS_OK && scenario_lacks_data(scenario))
        klimb_error_hint(error, "run `%s`", scenario->obtain);
    else if (status == STATUS_IO && error != NULL)
        hint_at_package(error);
    return status;
}
