#include "log/log_formats.h"

#include <string.h>

#include "log/log_events.h"
#include "log/log_folder.h"
#include "log/log_json.h"
#include "log/log_sqlite.h"
#include "log/log_table.h"
#include "log/log_text.h"

/* A format that is read as a stream. The first format that recognises a file reads it. */
static const struct format {
    const char *name;
    int (*recognises)(const char *begin, const char *end);
    enum status (*read)(struct log_frame *frame, struct log_input *input, struct error *error);
} formats[] = {
    {"TensorBoard events", log_events_is, log_events_read},
    {"SQLite", log_sqlite_is, log_sqlite_refuse},
    {"JSON", log_json_is, log_json_read},
    {NULL, NULL, NULL},
};

/* A format that needs random access, or has several files. */
static const struct store {
    const char *name;
    int (*recognises)(const char *path);
    enum status (*read)(struct log_frame *frame, const char *path, struct error *error);
    int is_folder;
} stores[] = {
    {"SQLite", log_sqlite_is_file, log_sqlite_read, 0},
    {"folder", log_folder_is, log_folder_read, 1},
    {NULL, NULL, NULL, 0},
};

static const struct format table = {"table", NULL, log_table_read};
static const struct format text = {"text", log_text_is, log_text_read};

/* The format that the window begins with, NULL: not recognised yet. */
static const struct format *find_format(const struct log_input *input,
                                        const struct log_options *options) {
    for (const struct format *one = formats; one->name != NULL; one++)
        if (one->recognises(input->begin, input->end))
            return one;
    if (log_table_is(input, options))
        return &table;
    return text.recognises(input->begin, input->end) ? &text : NULL;
}

enum status log_formats_read(struct log_frame *frame, struct log_input *input,
                             struct error *error) {
    const struct log_options *options = frame->options;
    const struct format *format = NULL;
    int is_enough = 0;
    while (!is_enough) {
        int has_all = input->is_at_end || input->end - input->begin >= LOG_RECOGNISED;
        if (has_all || options->follow)
            format = find_format(input, options);
        is_enough = has_all || format != NULL;
        enum status status = is_enough ? STATUS_OK : log_input_more(input, error);
        if (status != STATUS_OK)
            return status;
    }
    format = format != NULL ? format : &table;
    frame->format = format->name;
    enum status status = format->read(frame, input, error);
    return status == STATUS_OK ? log_frame_end(frame, error) : status;
}

int log_formats_is_folder(const char *path) {
    for (const struct store *one = stores; one->name != NULL; one++)
        if (one->is_folder && one->recognises(path))
            return 1;
    return 0;
}

enum status log_formats_read_path(struct log_frame *frame, const char *path,
                                  struct log_reading *reading, struct error *error) {
    struct log_input input;
    for (const struct store *one = stores; one->name != NULL && strcmp(path, "-") != 0; one++) {
        if (!one->recognises(path))
            continue;
        frame->format = one->name;
        frame->is_whole = 1;
        enum status status = one->read(frame, path, error);
        return status == STATUS_OK ? log_frame_end(frame, error) : status;
    }
    enum status status = log_input_open(&input, path, frame->options, error);
    if (status != STATUS_OK)
        return status;
    input.reading = reading;
    status = log_formats_read(frame, &input, error);
    log_input_close(&input);
    return status;
}
