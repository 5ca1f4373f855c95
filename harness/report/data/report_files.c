#include "report/data/report_files.h"

enum status report_write_data(const struct report *report, const char *of, const char *file,
                              struct text *text, struct error *error) {
    char path[FILE_PATH_MAX];
    enum status status = file_join(path, report->options->folder, "data", error);
    if (status == STATUS_OK)
        status = file_join(path, path, of, error);
    if (status == STATUS_OK)
        status = file_join(path, path, file, error);
    if (status == STATUS_OK && text->failed)
        status = klimb_error_set(error, STATUS_MEMORY, "no memory for %s", path);
    if (status == STATUS_OK)
        status = file_write(path, text->bytes, text->length, error);
    text_free(text);
    return status;
}

void report_add_parameters(struct report_parameters *parameters, const struct report_parameter *own,
                           size_t count) {
    struct text *names = &parameters->names, *values = &parameters->values;
    for (size_t i = 0; i < count; i++) {
        const char *comma = names->length > 0 ? "," : "";
        text_add(names, "%s%s", comma, own[i].name);
        if (own[i].word != NULL)
            text_add(values, "%s%s", comma, own[i].word);
        else
            text_add(values, "%s%.9g", comma, own[i].number);
    }
}

void report_free_parameters(struct report_parameters *parameters) {
    text_free(&parameters->names);
    text_free(&parameters->values);
}

enum status report_write_parameters(const struct report *report, const char *of, const char *file,
                                    struct report_parameters *parameters, struct error *error) {
    const struct text *names = &parameters->names, *values = &parameters->values;
    struct text text = {0};
    text_add(&text, "# klimb report data %d\n", REPORT_DATA_FORMAT);
    text_add(&text, "# What the figures need besides curves. Steps count updates; -1: none.\n");
    text_add(&text, "%s\n%s\n", names->failed ? "" : names->bytes,
             values->failed ? "" : values->bytes);
    text.failed |= names->failed | values->failed;
    report_free_parameters(parameters);
    return report_write_data(report, of, file, &text, error);
}
