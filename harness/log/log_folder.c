#include "log/log_folder.h"

#include "log/log_folder_kinds.h"

static const struct kind {
    const char *format;
    int (*is)(const char *path);
    enum status (*read)(struct log_frame *frame, const char *path, struct error *error);
} kinds[] = {
    {"MLflow folder", log_folder_is_mlflow, log_folder_read_mlflow},
    {"TensorBoard events", log_folder_is_events, log_folder_read_events},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

int log_folder_is(const char *path) {
    for (int i = 0; i < KINDS; i++)
        if (kinds[i].is(path))
            return 1;
    return 0;
}

enum status log_folder_read(struct log_frame *frame, const char *path, struct error *error) {
    frame->is_whole = frame->may_repeat = 1;
    for (int i = 0; i < KINDS; i++)
        if (kinds[i].is(path)) {
            frame->format = kinds[i].format;
            return kinds[i].read(frame, path, error);
        }
    return klimb_error_at(
        error, STATUS_FORMAT, path, 0, 0,
        "a folder without a log; must have record.csv, metrics.csv, TensorBoard's "
        "event files, or runs of MLflow");
}
