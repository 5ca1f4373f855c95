/* A log that is read in pieces is the log that is read at once, whatever it is and wherever a piece ends; and a log with few
 * rows has few. An input is a log; after FUZZ_CUT are two digits: the bytes of a piece, and the rows. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "log/log_json.h"
#include "log/log_make.h"
#include "log/log_table.h"

static const size_t blocks[] = {1, 2, 3, 5, 7, 16, 33, 100};

static enum status read_all(struct log_frame *frame, struct log_input *input, int is_json,
                            struct error *error) {
    enum status status = is_json ? log_json_read(frame, input, error)
                                 : log_table_read(frame, input, error);
    return status == STATUS_OK ? log_frame_end(frame, error) : status;
}

/* What a log became: each run, and what is said about it. */
static void describe(struct text *text, const struct log_frame *frame) {
    struct log_runs runs;
    struct error error = {0};
    if (FUZZ_STATUS(log_make_all(&runs, frame, &error), &error) != STATUS_OK) {
        text_add(text, "line %ld: %s\n", error.line, error.message);
        return;
    }
    for (long i = 0; i < runs.count; i++) {
        const struct log *log = &runs.log[i];
        text_add(text, "%s %ld %ld\n%s", log->run, log->first_line, log->last_line,
                 text_string(&log->notes));
        record_format(text, &log->record);
    }
    log_runs_free(&runs);
}

/* Returns whether it could be read. */
static int read_whole(struct text *found, const char *text, size_t size, int is_json,
                      const struct log_options *options) {
    struct log_frame frame;
    struct log_input input;
    struct error error = {0};
    FUZZ_HOLDS(log_frame_begin(&frame, "log", options, &error) == STATUS_OK, "%s", error.message);
    log_input_open_text(&input, "log", text, size);
    enum status status = read_all(&frame, &input, is_json, &error);
    if (FUZZ_STATUS(status, &error) == STATUS_OK)
        describe(found, &frame);
    for (long i = 0; i < frame.parts && options->rows_max > 0; i++)
        FUZZ_HOLDS(frame.part[i].rows <= LOG_STARTS_MAX * options->rows_max, "%ld rows of %ld",
                   frame.part[i].rows, options->rows_max);
    log_frame_free(&frame);
    return status == STATUS_OK;
}

static void read_in_blocks(struct text *found, size_t block, int is_json,
                           const struct log_options *options) {
    char path[FILE_PATH_MAX];
    struct log_frame frame;
    struct log_input input;
    struct error error = {0};
    fuzz_path(path, "log");
    FUZZ_HOLDS(log_input_open(&input, path, options, &error) == STATUS_OK, "%s", error.message);
    FUZZ_HOLDS(log_frame_begin(&frame, "log", options, &error) == STATUS_OK, "%s", error.message);
    input.block = block;
    FUZZ_HOLDS(read_all(&frame, &input, is_json, &error) == STATUS_OK,
               "in blocks of %zu: line %ld: %s", block, error.line, error.message);
    describe(found, &frame);
    log_frame_free(&frame);
    log_input_close(&input);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct fuzz_piece piece[2];
    struct text whole = {0}, blockwise = {0};
    fuzz_cut(piece, 2, bytes, size);
    size_t block = blocks[fuzz_digit(&piece[1]) & 7];
    const struct log_options options = {.rows_max = 2L * (fuzz_digit(&piece[1]) & 7)};
    char *text = fuzz_text(&piece[0]);
    int is_json = log_json_is(text, text + piece[0].size);
    fuzz_write("log", text, piece[0].size);
    if (read_whole(&whole, text, piece[0].size, is_json, &options)) {
        read_in_blocks(&blockwise, block, is_json, &options);
        FUZZ_HOLDS(fuzz_is(&whole, &blockwise),
                   "%s\n"
                   "in blocks of %zu is\n%s",
                   text_string(&whole), block, text_string(&blockwise));
    }
    text_free(&whole);
    text_free(&blockwise);
    free(text);
    return 0;
}
