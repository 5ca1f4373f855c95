/* Reads all runs of a log, also of a growing one. */
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "log/log_formats.h"
#include "log/log_make.h"

struct log_reading {
    const struct log_frame *frame;
};

const char *log_shown_name(const char *path) {
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

static int has_rows(const struct log_frame *frame) {
    for (long i = 0; i < frame->parts; i++)
        if (frame->part[i].rows > 0 || (frame->part[i].is_filling && frame->part[i].found > 0))
            return 1;
    return 0;
}

enum status log_reading_runs(struct log_reading *reading, struct log_runs *runs,
                             struct error *error) {
    *runs = (struct log_runs){0};
    return has_rows(reading->frame) ? log_make_all(runs, reading->frame, error) : STATUS_OK;
}

/* ---- what is written as a whole -------------------------------------------------------------- */

static int is_other(const struct stat *a, const struct stat *b) {
    return a->st_ino != b->st_ino || a->st_dev != b->st_dev || a->st_size != b->st_size ||
           a->st_mtim.tv_sec != b->st_mtim.tv_sec || a->st_mtim.tv_nsec != b->st_mtim.tv_nsec;
}

static void pause_briefly(void) {
    const struct timespec time = {.tv_nsec = 200000000};
    nanosleep(&time, NULL);
}

/* Reads the log again. One that is being written may be invalid: then the old one is kept. */
static void read_again(struct log_frame *frame, const char *path, const struct log_options *once,
                       struct log_reading *reading) {
    struct log_frame next;
    if (log_frame_begin(&next, frame->name, once, NULL) != STATUS_OK)
        return;
    if (log_formats_read_path(&next, path, reading, NULL) != STATUS_OK) {
        log_frame_free(&next);
        return;
    }
    log_frame_free(frame);
    *frame = next;
}

/* Follows the log until `idle` returns 1. A folder is read again each time, because its own time does not show changes
 * of its files. */
static void watch(struct log_frame *frame, const char *path, const struct log_options *options,
                  struct log_reading *reading) {
    struct log_options once = *options;
    struct stat seen = {0}, found;
    once.follow = 0;
    int has_seen = stat(path, &seen) == 0;
    while (options->idle == NULL || !options->idle(options->context, reading)) {
        pause_briefly();
        if (stat(path, &found) != 0)
            continue;
        if (!has_seen || S_ISDIR(found.st_mode) || is_other(&seen, &found))
            read_again(frame, path, &once, reading);
        has_seen = 1;
        seen = found;
    }
    frame->options = options;
}

/* ---- reading --------------------------------------------------------------------------------- */

enum status log_runs_read(struct log_runs *runs, const char *path,
                          const struct log_options *options, struct error *error) {
    struct log_frame frame;
    struct log_reading reading = {&frame};
    *runs = (struct log_runs){0};
    enum status status = log_frame_begin(&frame, log_shown_name(path), options, error);
    if (status != STATUS_OK)
        return status;
    status = log_formats_read_path(&frame, path, &reading, error);
    if (status == STATUS_OK && options->follow && frame.is_whole && strcmp(path, "-") != 0)
        watch(&frame, path, options, &reading);
    if (status == STATUS_OK)
        status = log_make_all(runs, &frame, error);
    log_frame_free(&frame);
    return status;
}
