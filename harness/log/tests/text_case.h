/* text_case.h -- a printed log, and the rows that must come of it. */
#ifndef KLIMB_TEXT_CASE_H
#define KLIMB_TEXT_CASE_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log/log_text.h"
#include "tests/check_near.h"

/* A log, and its rows: each "epoch=1 step=2 kl=3", the columns that klimb knows in the order in which the log first has them,
 * with "; " between rows; "" when it is refused. `note` is a piece of what is said, "" for anything. */
struct text_case {
    const char *text, *rows, *note;
};

static inline void render(struct text *out, const struct log_frame *frame) {
    const struct log_part *part = &frame->part[0];
    long rows = part->rows + part->is_filling;
    for (long row = 0; row < rows; row++) {
        const char *between = row > 0 ? "; " : "";
        for (long i = 0; i < part->columns; i++) {
            const struct log_frame_column *column = &part->column[i];
            if (!column->is_kept || column->missing[row])
                continue;
            double value = isnan(column->value[row]) ? fabs(column->value[row])
                                                     : column->value[row];
            text_add(out, "%s%.*s=%.12g", between, (int)column->length, column->name, value);
            between = " ";
        }
    }
}

/* Read text of a size; the rows and the notes are put into `out` and `notes`. */
static inline enum status read_text(struct text *out, struct text *notes, const char *text,
                                    size_t size, const struct log_options *options,
                                    struct error *error) {
    struct log_frame frame;
    struct log_input input;
    /* In memory of just this size, so that a sanitizer sees a read beyond its end. */
    char *exact = malloc(size + (size == 0));
    ck_assert_ptr_nonnull(exact);
    memcpy(exact, text, size);
    *error = (struct error){0};
    ck_assert_int_eq(log_frame_begin(&frame, "train.log", options, error), STATUS_OK);
    log_input_open_text(&input, "train.log", exact, size);
    enum status status = log_text_read(&frame, &input, error);
    if (status == STATUS_OK)
        render(out, &frame);
    text_add(notes, "%s", text_string(&frame.part[0].notes));
    log_input_close(&input);
    log_frame_free(&frame);
    free(exact);
    return status;
}

static inline void assert_text(const struct text_case *one) {
    struct text out = {0}, notes = {0};
    struct error error;
    const struct log_options options = {0};
    enum status status = read_text(&out, &notes, one->text, strlen(one->text), &options, &error);
    const char *rows = text_string(&out);
    ck_assert_msg((status == STATUS_OK) == (one->rows[0] != '\0'), "%s\nis %s: %s", one->text,
                  status == STATUS_OK ? "read" : "refused",
                  status == STATUS_OK ? rows : error.message);
    ck_assert_msg(strcmp(rows, one->rows) == 0, "%s\nbecame\n%s\nnot\n%s", one->text, rows,
                  one->rows);
    ck_assert_msg(strstr(text_string(&notes), one->note) != NULL, "%s\nsaid\n%s", one->text,
                  text_string(&notes));
    text_free(&out);
    text_free(&notes);
}

#endif
