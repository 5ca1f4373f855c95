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

void report_add_parameters(struct text *names, struct text *values,
                           const struct report_parameter *parameters, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const char *comma = names->length > 0 ? "," : "";
        text_add(names, "%s%s", comma, parameters[i].name);
        if (parameters[i].word != NULL)
            text_add(values, "%s%s", comma, parameters[i].word);
        else
            text_add(values, "%s%.9g", comma, parameters[i].number);
    }
}

enum status report_write_parameters(const struct report *report, const char *of, const char *file,
                                    struct text *names, struct text *values, struct error *error) {
    struct text text = {0};
    text_add(&text, "# What the figures need besides curves. Steps count updates; -1: none.\n");
    text_add(&text, "%s\n%s\n", names->failed ? "" : names->bytes,
             values->failed ? "" : values->bytes);
    text.failed |= names->failed | values->failed;
    text_free(names);
    text_free(values);
    return report_write_data(report, of, file, &text, error);
}
