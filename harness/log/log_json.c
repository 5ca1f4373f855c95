#include "log/log_json.h"

#include <string.h>

#include "log/log_json_rows.h"

static int is_space(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static const char *skip_space(const char *at, const char *end) {
    while (at < end && is_space(*at))
        at++;
    return at;
}

static size_t mark_length(const char *begin, const char *end) {
    return end - begin >= 3 && memcmp(begin, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

int log_json_is(const char *begin, const char *end) {
    const char *at = skip_space(begin + mark_length(begin, end), end);
    int is_array = at < end && *at == '[';
    if (is_array)
        at = skip_space(at + 1, end);
    if (at == end || *at != '{')
        return 0;
    at = skip_space(at + 1, end);
    return at < end && (*at == '"' || *at == '}');
}

/* ---- objects in the window ------------------------------------------------------------------- */

/* The state of the search for the end of an object. */
struct scan {
    size_t size; /* bytes scanned; finally, of the object */
    long depth;
    int is_string, is_escape;
    int is_broken; /* a line ends within a string: the object was cut off */
};

/* Scans more of the window. Returns whether the object ends there. */
static int scan_on(struct scan *scan, const struct log_input *input) {
    const char *begin = input->begin;
    size_t size = (size_t)(input->end - begin);
    while (scan->size < size) {
        char byte = begin[scan->size++];
        if (scan->is_escape) {
            scan->is_escape = 0;
        } else if (scan->is_string) {
            scan->is_escape = byte == '\\';
            scan->is_string = byte != '"' && byte != '\n';
            scan->is_broken = byte == '\n';
        } else {
            scan->is_string = byte == '"';
            scan->depth += (byte == '{' || byte == '[') - (byte == '}' || byte == ']');
        }
        if (scan->is_broken || scan->depth == 0)
            return 1;
    }
    return 0;
}

static void consume(struct log_json *json, size_t size) {
    const char *at = json->input->begin, *end = at + size;
    while ((at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        json->line++;
        at++;
    }
    log_input_consume(json->input, size);
}

/* Go to the next byte that is not a space. *has_byte is 0 at the end. */
static enum status find_byte(struct log_json *json, int *has_byte, struct error *error) {
    struct log_input *input = json->input;
    for (;;) {
        const char *at = skip_space(input->begin, input->end);
        consume(json, (size_t)(at - input->begin));
        *has_byte = input->begin < input->end;
        if (*has_byte || input->is_at_end)
            return STATUS_OK;
        enum status status = log_input_more(input, error);
        if (status != STATUS_OK)
            return status;
    }
}

static enum status refuse(const struct log_json *json, const char *must, struct error *error) {
    char found[LOG_CELL_SHOWN];
    const struct log_input *input = json->input;
    long length = (long)(input->end - input->begin);
    log_cell_show(found, (struct log_cell){input->begin, length < 20 ? length : 20});
    return klimb_error_at(error, STATUS_FORMAT, input->name, json->line, 0, "\"%s\" %s", found,
                          must);
}

static enum status nothing_whole(const struct log_json *json, struct error *error) {
    return klimb_error_at(error, STATUS_FORMAT, json->input->name, json->line, 0,
                          "an object that is not closed");
}

/* Leaves out the damaged line at the start of the window. */
static enum status leave_out_line(struct log_json *json, struct error *error) {
    struct log_input *input = json->input;
    const char *end;
    enum status status = log_input_find_end(input, &end, error);
    if (status != STATUS_OK)
        return status;
    if (json->damaged++ == 0)
        json->first_damaged = json->line;
    consume(json, (size_t)((end != NULL ? end + 1 : input->end) - input->begin));
    return STATUS_OK;
}

/* Takes the scanned object at the start of the window. */
static enum status take(struct log_json *json, const struct scan *scan, struct error *error) {
    struct error reason = {0};
    int is_damaged = scan->is_broken;
    enum status status = STATUS_FORMAT;
    if (!is_damaged || json->objects == 0 || json->is_array)
        status = log_json_parse(json, &is_damaged, json->input->begin, scan->size, &reason);
    if (is_damaged && json->objects > 0 && !json->is_array) {
        return leave_out_line(json, error);
    }
    if (status != STATUS_OK) {
        if (error != NULL)
            *error = reason;
        return status;
    }
    json->objects++;
    consume(json, scan->size);
    return STATUS_OK;
}

/* An object, which the window begins with. *is_cut_off: the log ends within it. */
static enum status take_object(struct log_json *json, int *is_cut_off, struct error *error) {
    struct scan scan = {0};
    struct log_input *input = json->input;
    *is_cut_off = 0;
    while (!scan_on(&scan, input)) {
        *is_cut_off = input->is_at_end;
        if (*is_cut_off)
            return json->objects == 0 ? nothing_whole(json, error) : STATUS_OK;
        input->line = json->line;
        enum status status = log_input_more(input, error);
        if (status != STATUS_OK)
            return status;
    }
    return take(json, &scan, error);
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* Objects one after the other; the first may be large. */
static enum status read_sequence(struct log_json *json, struct error *error) {
    int has_byte = 1, is_cut_off = 0;
    struct log_input *input = json->input;
    enum status status = STATUS_OK;
    input->limit = LOG_JSON_MAX;
    while (status == STATUS_OK && !is_cut_off &&
           !(json->is_whole && json->frame->options->follow)) {
        status = find_byte(json, &has_byte, error);
        if (status != STATUS_OK || !has_byte)
            return status;
        if (*input->begin == '{')
            status = take_object(json, &is_cut_off, error);
        else if (json->objects == 0 || json->is_whole)
            status = refuse(json, "where an object must begin", error);
        else
            status = leave_out_line(json, error);
        input->limit = LOG_WINDOW_MAX;
    }
    if (is_cut_off)
        log_frame_note(json->frame, "line %ld is cut off and was left out", json->line);
    return status;
}

/* Moves past the separator after an object of an array; *is_end: it was the last one. */
static enum status pass_comma(struct log_json *json, int *is_end, int *is_cut_off,
                              struct error *error) {
    int has_byte;
    enum status status = find_byte(json, &has_byte, error);
    *is_cut_off = status == STATUS_OK && !has_byte;
    if (status != STATUS_OK || !has_byte)
        return status;
    *is_end = *json->input->begin == ']';
    if (*is_end || json->objects == 0)
        return STATUS_OK;
    if (*json->input->begin != ',')
        return refuse(json, "where a comma or the end of the array must be", error);
    consume(json, 1);
    status = find_byte(json, &has_byte, error);
    *is_cut_off = status == STATUS_OK && !has_byte;
    return status;
}

static enum status read_array(struct log_json *json, struct error *error) {
    int is_end = 0, is_cut_off = 0;
    enum status status = STATUS_OK;
    json->is_array = json->frame->is_whole = 1;
    consume(json, 1);
    while (status == STATUS_OK) {
        status = pass_comma(json, &is_end, &is_cut_off, error);
        if (status != STATUS_OK || is_end || is_cut_off)
            break;
        if (*json->input->begin != '{')
            return refuse(json, "where an object must begin", error);
        status = take_object(json, &is_cut_off, error);
        if (is_cut_off)
            break;
    }
    if (status == STATUS_OK && is_end && !json->frame->options->follow) {
        int has_byte;
        consume(json, 1);
        status = find_byte(json, &has_byte, error);
        if (status == STATUS_OK && has_byte)
            return refuse(json, "after the end of the array", error);
    }
    if (status == STATUS_OK && is_cut_off)
        log_frame_note(json->frame, "the array has no end: what follows line %ld was left out",
                       json->line);
    return status;
}

static void note_damage(const struct log_json *json) {
    if (json->damaged > 0)
        log_frame_note(json->frame, "%ld damaged line%s left out, line %ld the first",
                       json->damaged, json->damaged == 1 ? " was" : "s were", json->first_damaged);
    log_json_note_words(json);
}

enum status log_json_read(struct log_frame *frame, struct log_input *input, struct error *error) {
    struct log_json json = {.frame = frame, .input = input, .line = 1};
    int has_byte;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && !input->is_at_end && input->end - input->begin < 3)
        status = log_input_more(input, error);
    if (status != STATUS_OK)
        return status;
    log_input_consume(input, mark_length(input->begin, input->end));
    status = find_byte(&json, &has_byte, error);
    if (status != STATUS_OK)
        return status;
    if (!has_byte)
        return klimb_error_at(error, STATUS_FORMAT, input->name, 0, 0, "the file is empty");
    int is_array = *input->begin == '[';
    frame->format = is_array ? "JSON array" : "JSON lines";
    status = is_array ? read_array(&json, error) : read_sequence(&json, error);
    if (json.is_whole)
        frame->format = "JSON";
    if (status == STATUS_OK)
        note_damage(&json);
    return status;
}
