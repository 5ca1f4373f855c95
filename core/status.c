#include "status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *status_meaning(enum status status) {
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

enum status error_set(struct error *error, enum status status, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    error_fill(error, status, format, arguments);
    va_end(arguments);
    return status;
}

enum status error_at(struct error *error, enum status status, const char *file, long line,
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

enum status error_hint(struct error *error, const char *format, ...) {
    if (error == NULL)
        return STATUS_INVALID;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->hint, sizeof error->hint, format, arguments);
    va_end(arguments);
    return error->status;
}
