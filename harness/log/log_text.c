#include "log/log_text.h"

#include <stdlib.h>
#include <string.h>

#include "log/log_text_rows.h"

enum { SEGMENT_MAX = 1 << 16 }; /* bytes; only the start of a longer line is read */

struct log_text {
    struct text_line line, labels;
    struct text_cache cache;
    struct text_rows rows;
    int has_labels, in_traceback;
    int has_more; /* something precedes this segment on the line */
    long number;  /* of the line */
    long silent;  /* lines without a value */
    int said;
};

/* ---- segments: what a terminal shows as one line at one time --------------------------------- */

/* The length of the separator of segments at `at`: a line end, CR, the two characters ^M, or backspaces; 0 for none. */
static long separator_length(const char *at, const char *end) {
    if (*at == '\n' || *at == '\r' || *at == '\b')
        return 1;
    return *at == '^' && end - at > 1 && at[1] == 'M' ? 2 : 0;
}

/* The end of the segment at `at`, NULL if it is not in the window. */
static const char *segment_end(const char *at, const char *end, long *separator) {
    for (; at < end; at++) {
        if (*at > '\r' && *at != '^')
            continue;
        *separator = separator_length(at, end);
        if (*separator > 0)
            return at;
    }
    return NULL;
}

/* ---- a segment ------------------------------------------------------------------------------- */

static int begins_with(const char *begin, const char *end, const char *word) {
    size_t length = strlen(word);
    return (size_t)(end - begin) >= length && memcmp(begin, word, length) == 0;
}

/* Lines of Python's tracebacks show code, and those of argparse settings. */
static int is_noise(struct log_text *text, const char *begin, const char *end) {
    if (begins_with(begin, end, "Traceback (most recent call last)")) {
        text->in_traceback = 1;
        return 1;
    }
    if (text->in_traceback) {
        text->in_traceback = begin == end || *begin == ' ' || *begin == '\t';
        return 1;
    }
    size_t shown = (size_t)(end - begin) < SEGMENT_MAX ? (size_t)(end - begin) : SEGMENT_MAX;
    return memmem(begin, shown, "Namespace(", 10) != NULL;
}

static int has_kind(const struct text_line *line, enum text_kind kind) {
    for (long i = 0; i < line->tokens; i++)
        if (line->token[i].kind == kind)
            return 1;
    return 0;
}

/* Names without numbers are labels of lines that have numbers only. */
static void take_labels(struct log_text *text, const char *begin, const char *end) {
    struct text_line *line = &text->line;
    if (line->tokens == 0)
        return;
    if (!has_kind(line, TEXT_NUMBER)) {
        line->is_label = log_text_has_labels(line);
        if (!line->is_label)
            return;
        text->has_labels = 1;
        log_text_line(&text->labels, begin, end);
    } else if (text->has_labels) {
        log_text_labelled(line, &text->labels);
    }
}

static enum status take_segment(struct log_text *text, const char *begin, const char *end,
                                struct error *error) {
    int said = 0;
    if (is_noise(text, begin, end)) {
        text->silent++;
        return STATUS_OK;
    }
    log_text_line(&text->line, begin, end);
    take_labels(text, begin, end);
    enum status status = log_text_rows_line(&text->rows, &said, &text->line, text->number, error);
    text->silent += !said && text->line.tokens > 0;
    text->said |= said;
    return status;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static struct log_text *begin_text(struct log_frame *frame, struct error *error) {
    struct log_text *text = calloc(1, sizeof *text);
    if (text == NULL) {
        klimb_error_set(error, STATUS_MEMORY, "no memory to read a log");
        return NULL;
    }
    text->number = 1;
    text->line.cache = text->labels.cache = &text->cache;
    if (log_text_rows_begin(&text->rows, frame, error) == STATUS_OK)
        return text;
    free(text);
    return NULL;
}

static void end_text(struct log_text *text) {
    log_text_rows_free(&text->rows);
    free(text);
}

/* A followed log may pause for long, so rows that were held back are delivered. */
static enum status wait_for_more(struct log_text *text, struct log_input *input,
                                 struct error *error) {
    enum status status = STATUS_OK;
    if (input->options != NULL && input->options->follow && text->rows.held_rows > 3)
        status = log_text_rows_settle(&text->rows, error);
    return status == STATUS_OK ? log_input_more(input, error) : status;
}

/* Takes the start of an overlong line; consumes the rest. */
static enum status take_long(struct log_text *text, struct log_input *input, int *skips,
                             struct error *error) {
    enum status status = STATUS_OK;
    if (!*skips)
        status = take_segment(text, input->begin, input->end, error);
    *skips = 1;
    log_input_consume(input, (size_t)(input->end - input->begin) - 1); /* may be half of ^M */
    return status;
}

/* Whether a segment is not an empty line: between CR and LF, or at the start of a bar. */
static int is_nothing(struct log_text *text, const char *begin, const char *end) {
    int is_line_end = *end == '\n', had_more = text->has_more;
    text->has_more = !is_line_end && (had_more || begin < end);
    return begin == end && (!is_line_end || had_more);
}

static enum status read_all(struct log_text *text, struct log_input *input, struct error *error) {
    enum status status = STATUS_OK;
    long seen = 0, separator = 0; /* bytes of the window searched for the end of the segment */
    int skips = 0;
    while (status == STATUS_OK) {
        const char *end = segment_end(input->begin + seen, input->end, &separator);
        if (end != NULL) {
            if (!is_nothing(text, input->begin, end) && !skips)
                status = take_segment(text, input->begin, end, error);
            text->number += *end == '\n';
            log_input_consume(input, (size_t)(end - input->begin + separator));
            skips = 0;
            seen = 0;
            continue;
        }
        if (input->is_at_end)
            return skips ? STATUS_OK : take_segment(text, input->begin, input->end, error);
        seen = input->end - input->begin;
        if (seen > SEGMENT_MAX) {
            status = take_long(text, input, &skips, error);
            seen = 1;
        }
        seen -= seen > 0; /* the last byte may be half of ^M */
        if (status == STATUS_OK)
            status = wait_for_more(text, input, error);
    }
    return status;
}

static enum status nothing_found(const struct log_input *input, struct error *error) {
    klimb_error_at(error, STATUS_FORMAT, input->name, 0, 0,
                   "no line with a value that klimb knows; must have lines such as \"step 200 | "
                   "recon 88.1 | kl 8.92\"");
    klimb_error_hint(error, "--columns recon=NAME,kl=NAME says what the names of the log are, and "
                            "`klimb help records` lists what is known");
    return STATUS_FORMAT;
}

enum status log_text_read(struct log_frame *frame, struct log_input *input, struct error *error) {
    struct log_text *text = begin_text(frame, error);
    if (text == NULL)
        return STATUS_MEMORY;
    enum status status = read_all(text, input, error);
    if (status == STATUS_OK)
        status = log_text_rows_end(&text->rows, error);
    if (status == STATUS_OK && !text->rows.measured)
        status = nothing_found(input, error);
    text->silent -= text->rows.headings;
    if (status == STATUS_OK && text->silent > 0)
        log_frame_note(frame, "%ld other line%s passed over", text->silent,
                       text->silent == 1 ? " is" : "s are");
    end_text(text);
    return status;
}

int log_text_is(const char *begin, const char *end) {
    struct log_text *text = begin_text(NULL, NULL);
    enum status status = STATUS_OK;
    long separator = 0;
    if (text == NULL)
        return 0;
    while (status == STATUS_OK && begin < end && !text->said) {
        const char *stop = segment_end(begin, end, &separator);
        status = take_segment(text, begin, stop != NULL ? stop : end, NULL);
        begin = stop != NULL ? stop + separator : end;
    }
    int said = text->said;
    end_text(text);
    return said;
}
