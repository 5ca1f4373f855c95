#include "log/log_input.h"

#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/regular.h"

#define BLOCK ((size_t)256 << 10) /* bytes of the first window */

enum { WAIT_MS = 200 }; /* between looks at a followed log */

void log_cell_show(char out[LOG_CELL_SHOWN], struct log_cell cell) {
    long length = cell.length < LOG_CELL_SHOWN - 1 ? cell.length : LOG_CELL_SHOWN - 1;
    for (long i = 0; i < length; i++)
        out[i] = isprint((unsigned char)cell.text[i]) ? cell.text[i] : '?';
    out[length] = '\0';
}

/* ---- open and close -------------------------------------------------------------------------- */

void log_input_open_text(struct log_input *input, const char *name, const char *text, size_t size) {
    *input = (struct log_input){.name = name,
                                .begin = text,
                                .end = text + size,
                                .is_at_end = 1,
                                .limit = LOG_WINDOW_MAX,
                                .file = -1};
}

enum status log_input_open(struct log_input *input, const char *path,
                           const struct log_options *options, struct error *error) {
    struct stat seen;
    int is_standard = strcmp(path, "-") == 0;
    const char *reason = NULL;
    static const char nothing[] = "";
    *input = (struct log_input){.name = is_standard ? "standard input" : path,
                                .begin = nothing,
                                .end = nothing,
                                .limit = LOG_WINDOW_MAX,
                                .block = BLOCK,
                                .options = options,
                                .path = path,
                                .is_pipe = is_standard};
    input->file = is_standard ? STDIN_FILENO : klimb_regular_open(path, &reason);
    if (input->file < 0)
        return klimb_error_set(error, STATUS_IO, "cannot read %s: %s", path, reason);
    if (fstat(input->file, &seen) == 0 && S_ISREG(seen.st_mode))
        input->total = (double)seen.st_size;
    input->called = clock_now();
    return STATUS_OK;
}

void log_input_close(struct log_input *input) {
    if (input->file > STDIN_FILENO)
        close(input->file);
    free(input->buffer);
    *input = (struct log_input){.file = -1};
}

/* ---- who wants to know ----------------------------------------------------------------------- */

static void say_progress(struct log_input *input) {
    const struct log_options *options = input->options;
    double done = input->offset + (double)(input->end - input->begin), time;
    if (options->progress == NULL)
        return;
    time = clock_now();
    if (time < input->said + 0.2 && !input->is_at_end)
        return;
    input->said = time;
    options->progress(options->context, done, input->total);
}

/* Whether reading of a followed log shall stop. */
static int is_stopped(struct log_input *input, double least) {
    const struct log_options *options = input->options;
    if (!options->follow || options->idle == NULL || input->reading == NULL)
        return 0;
    double time = clock_now();
    if (time < input->called + least)
        return 0;
    input->called = time;
    return options->idle(options->context, input->reading);
}

/* ---- a file that is rewritten ------------------------------------------------------------- */

/* Keeps only whole lines, because the rest of the last one will not come. */
static void drop_partial_line(struct log_input *input) {
    const char *end = input->end;
    while (end > input->begin && end[-1] != '\n')
        end--;
    input->end = end;
}

/* Starts again if the file has become shorter, or another file has its name. */
static void look_again(struct log_input *input) {
    struct stat own, named;
    const char *reason;
    if (input->is_pipe || fstat(input->file, &own) != 0)
        return;
    double done = (double)lseek(input->file, 0, SEEK_CUR);
    if (stat(input->path, &named) == 0 &&
        (named.st_ino != own.st_ino || named.st_dev != own.st_dev)) {
        int file = klimb_regular_open(input->path, &reason);
        if (file < 0)
            return;
        close(input->file);
        input->file = file;
        drop_partial_line(input);
    } else if ((double)own.st_size < done && lseek(input->file, 0, SEEK_SET) == 0) {
        drop_partial_line(input);
    }
}

/* Wait for more. Sets is_at_end if there will be no more. */
static void wait_for_more(struct log_input *input) {
    struct pollfd pipe = {.fd = input->file, .events = POLLIN};
    if (is_stopped(input, 0)) {
        input->is_at_end = 1;
        return;
    }
    poll(&pipe, input->is_pipe ? 1 : 0, WAIT_MS);
    look_again(input);
}

/* ---- the window ------------------------------------------------------------------------------ */

/* Moves the window to the start of the buffer, and makes room behind it. */
static enum status make_room(struct log_input *input, struct error *error) {
    size_t size = (size_t)(input->end - input->begin);
    if (input->buffer != NULL && size > 0)
        memmove(input->buffer, input->begin, size);
    if (input->capacity < 2 * size || input->buffer == NULL) {
        size_t capacity = 2 * size > input->block ? 2 * size : input->block;
        char *buffer = realloc(input->buffer, capacity);
        if (buffer == NULL)
            return klimb_error_set(error, STATUS_MEMORY, "no memory to read %s", input->name);
        input->buffer = buffer;
        input->capacity = capacity;
    }
    input->begin = input->buffer;
    input->end = input->buffer + size;
    return STATUS_OK;
}

/* Whether a followed pipe has something to read at once; for other files, a read that returns nothing shows it. */
static int has_something(const struct log_input *input) {
    struct pollfd pipe = {.fd = input->file, .events = POLLIN};
    if (!input->is_pipe || !input->options->follow)
        return 1;
    return poll(&pipe, 1, 0) != 0;
}

static enum status read_some(struct log_input *input, struct error *error) {
    size_t used = (size_t)(input->end - input->buffer);
    if (!has_something(input)) {
        wait_for_more(input);
        return STATUS_OK;
    }
    ssize_t got = read(input->file, input->buffer + used, input->capacity - used);
    if (got < 0 && (errno == EINTR || errno == EAGAIN))
        return STATUS_OK;
    if (got < 0)
        return klimb_error_set(error, STATUS_IO, "cannot read %s: %s", input->name,
                               strerror(errno));
    input->end += got;
    if (got > 0)
        input->is_at_end = is_stopped(input, 1);
    else if (input->options->follow && !input->is_pipe)
        wait_for_more(input);
    else
        input->is_at_end = 1;
    say_progress(input);
    return STATUS_OK;
}

/* Reads at least a share of a large window, because scanning it again after every few bytes would be slow. */
enum status log_input_more(struct log_input *input, struct error *error) {
    size_t size = (size_t)(input->end - input->begin), wanted = size > BLOCK / 4 ? size / 8 : 1;
    if (input->is_at_end)
        return STATUS_OK;
    if (size >= input->limit)
        return klimb_error_at(error, STATUS_FORMAT, input->name, input->line, 0,
                              "a line or an element with more than %zu MiB; must be at most that "
                              "long",
                              input->limit >> 20);
    enum status status = make_room(input, error);
    while (status == STATUS_OK && !input->is_at_end &&
           (size_t)(input->end - input->begin) < size + wanted)
        status = read_some(input, error);
    return status;
}

void log_input_consume(struct log_input *input, size_t bytes) {
    input->begin += bytes;
    input->offset += (double)bytes;
}

enum status log_input_find_end(struct log_input *input, const char **end, struct error *error) {
    while ((*end = memchr(input->begin, '\n', (size_t)(input->end - input->begin))) == NULL &&
           !input->is_at_end) {
        enum status status = log_input_more(input, error);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

enum status log_input_line(struct log_input *input, struct log_cell *line, int *has_line,
                           struct error *error) {
    const char *end;
    enum status status = log_input_find_end(input, &end, error);
    if (status != STATUS_OK)
        return status;
    input->is_cut_off = end == NULL;
    end = end != NULL ? end : input->end;
    *has_line = end > input->begin || !input->is_cut_off;
    *line = (struct log_cell){input->begin, end - input->begin};
    if (line->length > 0 && !input->is_cut_off && end[-1] == '\r')
        line->length--;
    input->line += *has_line;
    log_input_consume(input, (size_t)(end - input->begin) + !input->is_cut_off);
    return STATUS_OK;
}
