#include "log/log_events.h"

#include <string.h>

#include "format/crc32c.h"
#include "log/log_event.h"

/* Bytes of a record before and after its data. */
enum { HEADER = 12, LENGTH = 8, FOOTER = 4 };

/* Counts for the notes. */
struct reader {
    struct log_input *input;
    const char *label;
    struct crc32c crc;
    log_events_taker *take;
    void *context;
    long records, damaged, large, broken, negative;
    double first_damaged, first_broken, first_large, first_negative; /* offsets in bytes */
    double cut_off;                                                  /* -1: it is not */
};

/* ---- records --------------------------------------------------------------------------------- */

static uint64_t number_at(const char *text, int bytes) {
    uint64_t value = 0;
    for (int i = 0; i < bytes; i++)
        value |= (uint64_t)(unsigned char)text[i] << (8 * i);
    return value;
}

static int has_sum(const struct crc32c *crc, const char *text, size_t size) {
    return number_at(text + size, FOOTER) == crc32c_mask(crc32c_of(crc, text, size));
}

/* Whether a record may begin here; after a search its length must also be plausible. */
static int is_header(const struct crc32c *crc, const char *text) {
    return number_at(text, LENGTH) <= LOG_EVENTS_RECORD_MAX && has_sum(crc, text, LENGTH);
}

int log_events_is(const char *begin, const char *end) {
    struct crc32c crc;
    crc32c_prepare(&crc);
    const char *last = end - begin > LOG_EVENTS_LOOKED ? begin + LOG_EVENTS_LOOKED : end;
    if (last - begin >= HEADER && has_sum(&crc, begin, LENGTH))
        return 1;
    for (const char *at = begin; last - at >= HEADER; at++)
        if (is_header(&crc, at))
            return 1;
    return 0;
}

static size_t window(const struct log_input *input) {
    return (size_t)(input->end - input->begin);
}

/* Reads until the window has `size` bytes or the input ends. */
static enum status fill(struct reader *reader, size_t size, struct error *error) {
    enum status status = STATUS_OK;
    while (status == STATUS_OK && window(reader->input) < size && !reader->input->is_at_end)
        status = log_input_more(reader->input, error);
    return status;
}

static void note_place(long *count, double *first, const struct log_input *input) {
    if ((*count)++ == 0)
        *first = input->offset;
}

/* Skips bytes after a header, which need not be in the window at once. */
static enum status skip(struct reader *reader, uint64_t size, struct error *error) {
    enum status status = STATUS_OK;
    double begin = reader->input->offset - HEADER;
    while (status == STATUS_OK && size > 0) {
        size_t here = window(reader->input);
        here = here > size ? (size_t)size : here;
        log_input_consume(reader->input, here);
        size -= here;
        if (size > 0 && reader->input->is_at_end && window(reader->input) == 0) {
            reader->cut_off = begin;
            return STATUS_OK;
        }
        if (size > 0 && !reader->input->is_at_end)
            status = log_input_more(reader->input, error);
    }
    return status;
}

/* Moves from a damaged length to the next valid one, or to the end. */
static enum status resynchronise(struct reader *reader, struct error *error) {
    struct log_input *input = reader->input;
    note_place(&reader->damaged, &reader->first_damaged, input);
    size_t at = 1;
    for (;;) {
        while (at + HEADER <= window(input) && !is_header(&reader->crc, input->begin + at))
            at++;
        int is_found = at + HEADER <= window(input);
        log_input_consume(input, is_found || !input->is_at_end ? at : window(input));
        at = 0;
        if (is_found || input->is_at_end)
            return STATUS_OK;
        enum status status = log_input_more(input, error);
        if (status != STATUS_OK)
            return status;
    }
}

/* ---- what is in them ------------------------------------------------------------------------- */

static enum status take_event(struct reader *reader, const char *bytes, size_t size,
                              struct error *error) {
    struct log_event event;
    struct log_event_value value;
    enum status status = STATUS_OK;
    log_event_open(&event, bytes, size);
    if (event.step < 0)
        note_place(&reader->negative, &reader->first_negative, reader->input);
    while (status == STATUS_OK && event.step >= 0 && log_event_next(&event, &value))
        status = reader->take(reader->context, event.step, value.tag, value.length, value.value,
                              error);
    if (event.is_broken)
        note_place(&reader->broken, &reader->first_broken, reader->input);
    else
        reader->records++;
    return status;
}

/* Reads a record with a valid length. */
static enum status read_record(struct reader *reader, struct error *error) {
    struct log_input *input = reader->input;
    uint64_t length = number_at(input->begin, LENGTH);
    if (length > LOG_EVENTS_RECORD_MAX) {
        note_place(&reader->large, &reader->first_large, input);
        log_input_consume(input, HEADER);
        return skip(reader, length <= UINT64_MAX - FOOTER ? length + FOOTER : length, error);
    }
    size_t size = (size_t)length;
    enum status status = fill(reader, HEADER + size + FOOTER, error);
    if (status != STATUS_OK)
        return status;
    if (window(input) < HEADER + size + FOOTER) {
        reader->cut_off = input->offset;
        log_input_consume(input, window(input));
        return STATUS_OK;
    }
    if (has_sum(&reader->crc, input->begin + HEADER, size))
        status = take_event(reader, input->begin + HEADER, size, error);
    else
        note_place(&reader->damaged, &reader->first_damaged, input);
    log_input_consume(input, HEADER + size + FOOTER);
    return status;
}

static enum status read_next(struct reader *reader, int *has_more, struct error *error) {
    struct log_input *input = reader->input;
    enum status status = fill(reader, HEADER, error);
    *has_more = status == STATUS_OK && window(input) >= HEADER;
    if (status == STATUS_OK && !*has_more && window(input) > 0)
        reader->cut_off = input->offset;
    if (!*has_more)
        return status;
    return has_sum(&reader->crc, input->begin, LENGTH) ? read_record(reader, error)
                                                       : resynchronise(reader, error);
}

/* ---- notes ----------------------------------------------------------------------------------- */

static void note_count(struct log_frame *frame, const char *label, long count, const char *what,
                       double first) {
    if (count > 0)
        log_frame_note(frame, "%s%ld %s %s left out, the first at byte %.0f", label, count,
                       count == 1 ? "record" : "records", what, first);
}

static void note_all(struct log_frame *frame, const struct reader *reader) {
    const char *label = reader->label;
    note_count(frame, label, reader->damaged, "damaged:", reader->first_damaged);
    note_count(frame, label, reader->broken, "not an Event:", reader->first_broken);
    note_count(frame, label, reader->large, "longer than 12 MiB:", reader->first_large);
    note_count(frame, label, reader->negative, "with a negative step:", reader->first_negative);
    if (reader->cut_off >= 0)
        log_frame_note(frame, "%scut off in the record at byte %.0f: read up to there", label,
                       reader->cut_off);
}

enum status log_events_each(struct log_frame *frame, struct log_input *input, const char *label,
                            log_events_taker *take, void *context, long *records,
                            struct error *error) {
    struct reader reader = {
        .input = input, .label = label, .take = take, .context = context, .cut_off = -1};
    int has_more = 1;
    enum status status = STATUS_OK;
    frame->may_repeat = 1;
    crc32c_prepare(&reader.crc);
    while (status == STATUS_OK && has_more)
        status = read_next(&reader, &has_more, error);
    if (status == STATUS_OK && label != NULL)
        note_all(frame, &reader);
    *records = reader.records;
    return status;
}

/* ---- rows ------------------------------------------------------------------------------------ */

static int is_first_tag(const struct log_events_rows *rows, const char *tag, long length) {
    return length == rows->length && memcmp(tag, rows->first, (size_t)length) == 0;
}

static enum status begin_row(struct log_events_rows *rows, int64_t step, const char *tag,
                             long length, struct error *error) {
    int is_again = rows->has_row && step == rows->step;
    if (is_again && step == 0 && !rows->is_counted) {
        rows->is_counted = 1;
        log_frame_note(rows->frame, "all steps are 0: they are counted");
    }
    rows->row_step = is_again && step == 0 ? rows->row_step + 1 : step;
    rows->step = step;
    rows->has_row = 1;
    rows->length = length <= LOG_EVENTS_TAG_MAX ? length : 0;
    memcpy(rows->first, tag, (size_t)rows->length);
    enum status status = log_frame_row(rows->frame, 0, error);
    if (status == STATUS_OK)
        status = log_frame_put(rows->frame, "step", 4, (double)rows->row_step, error);
    return status;
}

enum status log_events_take_row(void *context, int64_t step, const char *tag, long length,
                                double value, struct error *error) {
    struct log_events_rows *rows = context;
    enum status status = STATUS_OK;
    if (!rows->has_row || step != rows->step || is_first_tag(rows, tag, length))
        status = begin_row(rows, step, tag, length, error);
    if (status == STATUS_OK)
        status = log_frame_put(rows->frame, tag, length, value, error);
    return status;
}

enum status log_events_read(struct log_frame *frame, struct log_input *input, struct error *error) {
    struct log_events_rows rows = {.frame = frame};
    long records = 0;
    enum status status = log_events_each(frame, input, "", log_events_take_row, &rows, &records,
                                         error);
    if (status == STATUS_OK && records == 0)
        return klimb_error_at(error, STATUS_FORMAT, input->name, 0, 0,
                              "no record of TensorBoard events is whole; there must be one with "
                              "both check sums right");
    return status;
}
