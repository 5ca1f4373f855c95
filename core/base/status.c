#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *klimb_status_meaning(enum status status) {
#define STATUS_MEANING(name, meaning) [STATUS_##name] = meaning,
    static const char *const meanings[STATUS_COUNT] = {STATUS_TABLE(STATUS_MEANING)};
#undef STATUS_MEANING
    return status < STATUS_COUNT ? meanings[status] : "unknown status";
}

static enum status PRINTF_LIKE(3, 0)
    error_fill(struct error *error, enum status status, const char *format, va_list arguments) {
    if (error == NULL)
        return status;
    memset(error, 0, sizeof *error);
    error->status = status;
    vsnprintf(error->message, sizeof error->message, format, arguments);
    return status;
}

enum status klimb_error_set(struct error *error, enum status status, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    error_fill(error, status, format, arguments);
    va_end(arguments);
    return status;
}

enum status klimb_error_at(struct error *error, enum status status, const char *file, long line,
                           long column, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    error_fill(error, status, format, arguments);
    va_end(arguments);
    if (error != NULL) {
        snprintf(error->file, sizeof error->file, "%s", file);
        error->line = line;
        error->column = column;
    }
    return status;
}

enum status klimb_error_key(struct error *error, enum status status, const char *key,
                            const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    error_fill(error, status, format, arguments);
    va_end(arguments);
    if (error != NULL)
        snprintf(error->key, sizeof error->key, "%s", key);
    return status;
}

void klimb_error_hint(struct error *error, const char *format, ...) {
    if (error == NULL)
        return;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->hint, sizeof error->hint, format, arguments);
    va_end(arguments);
}

/* An error as one line. Text that it quotes may hold line breaks; they become blanks. */
static void describe(char *line, size_t size, const struct error *error) {
    int used = snprintf(line, size, "%s", error->file);
    if (error->line > 0)
        used += snprintf(line + used, size - (size_t)used, ":%ld:%ld", error->line, error->column);
    snprintf(line + used, size - (size_t)used, "%s%s%s%s", used > 0 ? ": " : "", error->message,
             error->hint[0] != '\0' ? "; " : "", error->hint);
    for (char *byte = line; *byte != '\0'; byte++)
        if (*byte == '\n')
            *byte = ' ';
}

/* Append a line of the given length and its \n to the joined lines, or count it if it does not fit. */
static void join_line(struct error *all, const char *line, size_t length) {
    size_t used = strlen(all->more);
    if (length + 1 >= sizeof all->more - used) {
        all->left_out++;
        return;
    }
    memcpy(all->more + used, line, length);
    memcpy(all->more + used + length, "\n", 2);
}

enum status klimb_error_join(struct error *all, const struct error *next) {
    char line[sizeof next->file + sizeof next->message + sizeof next->hint + 64];
    if (all->status == STATUS_OK) {
        *all = *next;
        return all->status;
    }
    describe(line, sizeof line, next);
    join_line(all, line, strlen(line));
    for (const char *at = next->more; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        join_line(all, at, length);
        at += length + 1;
    }
    all->left_out += next->left_out;
    return all->status;
}
