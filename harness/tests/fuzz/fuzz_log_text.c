/* Printed logs: log_text_read. A log is the same with other ends of its lines, in one window or in many, and its notes are
 * lines that no terminal minds. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "log/log_text.h"

static void render(struct text *out, const struct log_frame *frame) {
    const struct log_part *part = &frame->part[0];
    for (long row = 0; row < part->rows + part->is_filling; row++)
        for (long i = 0; i < part->columns; i++)
            if (part->column[i].is_kept && !part->column[i].missing[row]) {
                text_add(out, "%ld %.*s ", row, (int)part->column[i].length, part->column[i].name);
                text_add_double(out, part->column[i].value[row]);
                text_add(out, "\n");
            }
}

static void check_notes(const char *at) {
    for (; *at != '\0'; at++)
        FUZZ_HOLDS(((unsigned char)*at >= ' ' && *at != 0x7f) || *at == '\n', "byte %d in a note",
                   *at);
}

/* Read it; out has its values, nothing when it is refused. */
static void read_log(struct text *out, const char *text, size_t size) {
    struct log_frame frame;
    struct log_input input;
    struct error error = {0};
    const struct log_options options = {0};
    FUZZ_HOLDS(log_frame_begin(&frame, "input", &options, &error) == STATUS_OK, "no frame");
    log_input_open_text(&input, "input", text, size);
    enum status status = log_text_read(&frame, &input, &error);
    if (FUZZ_STATUS(status, &error) == STATUS_OK) {
        render(out, &frame);
        check_notes(text_string(&frame.part[0].notes));
        FUZZ_HOLDS(out->length > 0, "read, and there is nothing");
        FUZZ_HOLDS(size > 60000 || log_text_is(text, text + size), "read, and is not recognised");
    } else {
        FUZZ_HOLDS(strcmp(error.file, "input") == 0, "no file in: %s", error.message);
    }
    log_input_close(&input);
    log_frame_free(&frame);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct fuzz_piece piece = {(const char *)bytes, size};
    struct text plain = {0}, dressed = {0}, again = {0};
    char *text = fuzz_text(&piece);
    read_log(&plain, text, size);
    if (strlen(text) == size && strpbrk(text, "\r\b^") == NULL) {
        const char *at = text;
        for (const char *end; (end = strchr(at, '\n')) != NULL; at = end + 1) {
            text_add_bytes(&dressed, at, (size_t)(end - at));
            text_add(&dressed, "\r\n");
        }
        text_add(&dressed, "%s", at);
        read_log(&again, text_string(&dressed), dressed.length);
        FUZZ_HOLDS(fuzz_is(&plain, &again), "with CRLF\n%s\nis not\n%s", text_string(&again),
                   text_string(&plain));
    }
    text_free(&plain);
    text_free(&dressed);
    text_free(&again);
    free(text);
    return 0;
}
