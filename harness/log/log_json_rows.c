#include "log/log_json_rows.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log/log_table.h"

enum { DEPTH_MAX = 16 }; /* of objects within objects whose values have names */

/* ---- a row ----------------------------------------------------------------------------------- */

static enum status put(struct log_json *json, const char *name, double value, struct error *error) {
    return log_frame_put(json->frame, name, (long)strlen(name), value, error);
}

static enum status put_missing(struct log_json *json, const char *name, struct error *error) {
    return log_frame_put_missing(json->frame, name, (long)strlen(name), error);
}

static void note_word(struct log_json *json, const char *name, struct log_cell word) {
    char shown_name[LOG_CELL_SHOWN], shown[LOG_CELL_SHOWN];
    if (json->words++ > 0)
        return;
    log_cell_show(shown_name, (struct log_cell){name, (long)strlen(name)});
    log_cell_show(shown, word);
    snprintf(json->word, sizeof json->word, "\"%.36s\" is \"%.36s\"", shown_name, shown);
    json->word_line = json->line;
}

/* A number may be a string: "nan" is, and what stands for one that is not finite and no JSON. */
static enum status put_string(struct log_json *json, const char *name, const json_t *value,
                              struct error *error) {
    double number;
    int is_missing;
    struct log_cell cell = {json_string_value(value), (long)json_string_length(value)};
    if (!log_frame_keeps(json->frame, name, (long)strlen(name)))
        return put_missing(json, name, error);
    if (!log_number_read(&number, &is_missing, cell)) {
        note_word(json, name, cell);
        return put_missing(json, name, error);
    }
    return is_missing ? put_missing(json, name, error) : put(json, name, number, error);
}

/* A number, a string, or nothing that counts; of an array with one value that. */
static enum status put_value(struct log_json *json, const char *name, json_t *value,
                             struct error *error) {
    if (json_is_array(value) && json_array_size(value) == 1)
        value = json_array_get(value, 0);
    if (json_is_number(value))
        return put(json, name, json_number_value(value), error);
    if (json_is_string(value))
        return put_string(json, name, value, error);
    return put_missing(json, name, error);
}

/* The name of a key within objects; `out` is where it is put together, if it must be. */
static const char *join(char out[LOG_NAME_MAX], const char *prefix, const char *key) {
    if (prefix[0] == '\0')
        return key;
    snprintf(out, LOG_NAME_MAX, "%.700s/%.300s", prefix, key);
    return out;
}

static enum status put_object(struct log_json *json, const char *prefix, json_t *object, int depth,
                              struct error *error) {
    const char *key;
    json_t *value;
    char joined[LOG_NAME_MAX];
    enum status status = STATUS_OK;
    json_object_foreach(object, key, value) {
        if (status != STATUS_OK)
            break;
        const char *name = join(joined, prefix, key);
        if (!json_is_object(value))
            status = put_value(json, name, value, error);
        else if (depth < DEPTH_MAX)
            status = put_object(json, name, value, depth + 1, error);
    }
    return status;
}

static enum status put_row(struct log_json *json, json_t *object, long line, struct error *error) {
    enum status status = log_frame_row(json->frame, line, error);
    return status == STATUS_OK ? put_object(json, "", object, 0, error) : status;
}

/* ---- an object that is a log ----------------------------------------------------------------- */

/* The array of objects that is the log, NULL for none: log_history, or else the longest. */
static json_t *find_rows(json_t *object) {
    json_t *found = json_object_get(object, "log_history"), *value;
    const char *key;
    if (json_is_array(found))
        return found;
    found = NULL;
    json_object_foreach(object, key, value) {
        if (json_is_object(json_array_get(value, 0)) &&
            (found == NULL || json_array_size(value) > json_array_size(found)))
            found = value;
    }
    return found;
}

static enum status put_rows(struct log_json *json, json_t *rows, struct error *error) {
    size_t i;
    json_t *row;
    enum status status = STATUS_OK;
    json_array_foreach(rows, i, row) {
        if (status != STATUS_OK)
            break;
        if (!json_is_object(row))
            return klimb_error_at(error, STATUS_FORMAT, json->input->name, json->line, 0,
                                  "row %zu of the log is not an object", i + 1);
        status = put_row(json, row, 0, error);
    }
    return status;
}

/* The object that has arrays of numbers of which klimb knows one, NULL for none: it, or its "history". */
static json_t *find_columns(const struct log_json *json, json_t *object) {
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value) {
        if (json_array_size(value) > 1 && !json_is_array(json_array_get(value, 0)) &&
            log_frame_keeps(json->frame, key, (long)strlen(key)))
            return object;
    }
    json_t *inner = json_object_get(object, "history");
    return json_is_object(inner) && inner != object ? find_columns(json, inner) : NULL;
}

/* Columns that klimb knows have as many values each.
 *   rows  out */
static enum status measure(const struct log_json *json, json_t *columns, size_t *rows,
                           struct error *error) {
    const char *key, *first = NULL;
    json_t *value;
    char names[2][LOG_CELL_SHOWN];
    *rows = 0;
    json_object_foreach(columns, key, value) {
        size_t size = json_array_size(value);
        if (!json_is_array(value) || !log_frame_keeps(json->frame, key, (long)strlen(key)))
            continue;
        if (first != NULL && size != *rows) {
            log_cell_show(names[0], (struct log_cell){first, (long)strlen(first)});
            log_cell_show(names[1], (struct log_cell){key, (long)strlen(key)});
            return klimb_error_at(error, STATUS_FORMAT, json->input->name, json->line, 0,
                                  "\"%s\" has %zu values and \"%s\" has %zu; must be as many",
                                  names[0], *rows, names[1], size);
        }
        first = key;
        *rows = size;
    }
    return STATUS_OK;
}

static enum status put_columns(struct log_json *json, json_t *columns, struct error *error) {
    size_t rows;
    enum status status = measure(json, columns, &rows, error);
    for (size_t row = 0; status == STATUS_OK && row < rows; row++) {
        const char *key;
        json_t *value;
        status = log_frame_row(json->frame, 0, error);
        json_object_foreach(columns, key, value) {
            int is_there = json_is_array(value) && row < json_array_size(value);
            if (status == STATUS_OK && is_there)
                status = put_value(json, key, json_array_get(value, row), error);
            else if (status == STATUS_OK && row == 0)
                status = put_missing(json, key, error);
        }
    }
    return status;
}

/* One that follows another is another run. */
static enum status begin_whole(struct log_json *json, struct error *error) {
    char name[LOG_RUN_NAME];
    json->is_whole = json->frame->is_whole = 1;
    if (json->objects == 0)
        return STATUS_OK;
    snprintf(name, sizeof name, "%ld", json->objects + 1);
    return log_frame_run(json->frame, name, error);
}

static enum status put_any(struct log_json *json, json_t *object, struct error *error) {
    json_t *rows = json->is_array ? NULL : find_rows(object);
    json_t *columns = json->is_array || rows != NULL ? NULL : find_columns(json, object);
    if (rows == NULL && columns == NULL)
        return put_row(json, object, json->line, error);
    enum status status = begin_whole(json, error);
    if (status != STATUS_OK)
        return status;
    return rows != NULL ? put_rows(json, rows, error) : put_columns(json, columns, error);
}

/* ---- what Python writes ---------------------------------------------------------------------- */

static int is_of_token(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '+' || byte == '-' || byte == '.' ||
           byte == '_' || byte == '#';
}

static int is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

/* Whether JSON has such a number or word. NaN, -Infinity and nan it has not. */
static int is_json_token(const char *token, size_t length) {
    if (is_digit(*token) || (*token == '-' && length > 1 && is_digit(token[1])))
        return 1;
    return (length == 4 && (memcmp(token, "true", 4) == 0 || memcmp(token, "null", 4) == 0)) ||
           (length == 5 && memcmp(token, "false", 5) == 0);
}

/* The length of the piece at `at` that is copied as a whole: a string, a number or word, or a byte. */
static size_t piece_length(const char *at, const char *end) {
    const char *stop = at + 1;
    if (*at == '"') {
        while (stop < end && *stop != '"')
            stop += *stop == '\\' && stop + 1 < end ? 2 : 1;
        return (size_t)(stop - at) + (stop < end);
    }
    while (is_of_token(*at) && stop < end && is_of_token(*stop))
        stop++;
    return (size_t)(stop - at);
}

/* Copy a text in which words that JSON does not have are quoted. Returns its length.
 *   out  NULL: only count */
static size_t quote_words(char *out, const char *text, size_t size) {
    size_t used = 0, length;
    for (const char *at = text, *end = text + size; at < end; at += length) {
        length = piece_length(at, end);
        int is_foreign = is_of_token(*at) && !is_json_token(at, length);
        if (out != NULL) {
            memcpy(out + used + is_foreign, at, length);
            if (is_foreign)
                out[used] = out[used + length + 1] = '"';
        }
        used += length + (is_foreign ? 2 : 0);
    }
    return used;
}

static json_t *load(const char *text, size_t size, json_error_t *reason, int *failed) {
    size_t quoted = quote_words(NULL, text, size);
    const size_t flags = JSON_DECODE_INT_AS_REAL;
    *failed = 0;
    if (quoted == size)
        return json_loadb(text, size, flags, reason);
    char *copy = malloc(quoted);
    *failed = copy == NULL;
    if (*failed)
        return NULL;
    quote_words(copy, text, size);
    json_t *root = json_loadb(copy, quoted, flags, reason);
    free(copy);
    return root;
}

enum status log_json_parse(struct log_json *json, int *is_damaged, const char *text, size_t size,
                           struct error *error) {
    json_error_t reason = {.line = 0};
    char shown[LOG_CELL_SHOWN];
    int failed;
    json_t *root = load(text, size, &reason, &failed);
    /* Where memory ran out it often says nothing. */
    failed |= root == NULL &&
              (reason.text[0] == '\0' || json_error_code(&reason) == json_error_out_of_memory);
    *is_damaged = 0;
    if (failed)
        return klimb_error_set(error, STATUS_MEMORY, "no memory to read %s", json->input->name);
    *is_damaged = root == NULL;
    if (root == NULL) {
        log_cell_show(shown, (struct log_cell){reason.text, (long)strlen(reason.text)});
        return klimb_error_at(error, STATUS_FORMAT, json->input->name,
                              json->line + (reason.line > 0 ? reason.line - 1 : 0), 0,
                              "not JSON: %s", shown);
    }
    enum status status = put_any(json, root, error);
    json_decref(root);
    return status;
}
