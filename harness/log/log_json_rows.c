#include "log/log_json_rows.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "log/log_table.h"

enum { DEPTH_MAX = 16 }; /* of nested objects whose values are named */

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

void log_json_note_words(const struct log_json *json) {
    char line[32] = "";
    if (json->word_line > 0)
        snprintf(line, sizeof line, " (line %ld)", json->word_line);
    if (json->words > 0)
        log_frame_note(json->frame, "%ld value%s not a number and %s left out: %s%s", json->words,
                       json->words == 1 ? " is" : "s are", json->words == 1 ? "was" : "were",
                       json->word, line);
}

/* A string may be a number: "nan", and other words for non-finite values that JSON lacks. */
static enum status put_string(struct log_json *json, const char *name, const char *string,
                              struct error *error) {
    double number;
    int is_missing;
    struct log_cell cell = {string, (long)strlen(string)};
    if (!log_frame_keeps(json->frame, name, (long)strlen(name)))
        return put_missing(json, name, error);
    if (!log_number_read(&number, &is_missing, cell)) {
        note_word(json, name, cell);
        return put_missing(json, name, error);
    }
    return is_missing ? put_missing(json, name, error) : put(json, name, number, error);
}

/* Numbers are finite, as in log_number_read; cJSON turns 1e999 into inf. */
static double make_finite(double number) {
    return isinf(number) ? copysign(DBL_MAX, number) : number;
}

static int has_one_value(const cJSON *value) {
    return cJSON_IsArray(value) && value->child != NULL && value->child->next == NULL;
}

/* Puts a number or a string, or the only value of an array; ignores others. */
static enum status put_value(struct log_json *json, const char *name, const cJSON *value,
                             struct error *error) {
    if (has_one_value(value))
        value = value->child;
    if (cJSON_IsNumber(value))
        return put(json, name, make_finite(value->valuedouble), error);
    if (cJSON_IsString(value))
        return put_string(json, name, value->valuestring, error);
    return put_missing(json, name, error);
}

/* The name of a key in nested objects, built in `out` if necessary. */
static const char *join(char out[LOG_NAME_MAX], const char *prefix, const char *key) {
    if (prefix[0] == '\0')
        return key;
    snprintf(out, LOG_NAME_MAX, "%.700s/%.300s", prefix, key);
    return out;
}

static enum status put_object(struct log_json *json, const char *prefix, const cJSON *object,
                              int depth, struct error *error) {
    const cJSON *value;
    char joined[LOG_NAME_MAX];
    enum status status = STATUS_OK;
    if (depth > DEPTH_MAX ||
        (depth > 0 && cJSON_GetObjectItemCaseSensitive(object, "_type") != NULL))
        return STATUS_OK;
    cJSON_ArrayForEach(value, object) {
        const char *name = join(joined, prefix, value->string);
        status = cJSON_IsObject(value) ? put_object(json, name, value, depth + 1, error)
                                       : put_value(json, name, value, error);
        if (status != STATUS_OK)
            break;
    }
    return status;
}

enum status log_json_put(struct log_json *json, const cJSON *object, struct error *error) {
    return put_object(json, "", object, 0, error);
}

static enum status put_row(struct log_json *json, const cJSON *object, long line,
                           struct error *error) {
    enum status status = log_frame_row(json->frame, line, error);
    return status == STATUS_OK ? log_json_put(json, object, error) : status;
}

/* ---- an object that is a log ----------------------------------------------------------------- */

/* The array of objects that is the log, NULL for none: log_history, or else the longest. */
static const cJSON *find_rows(const cJSON *object) {
    const cJSON *found = cJSON_GetObjectItemCaseSensitive(object, "log_history"), *value;
    int longest = 0;
    if (cJSON_IsArray(found))
        return found;
    found = NULL;
    cJSON_ArrayForEach(value, object) {
        if (!cJSON_IsArray(value) || !cJSON_IsObject(value->child))
            continue;
        int size = cJSON_GetArraySize(value);
        if (size > longest) {
            found = value;
            longest = size;
        }
    }
    return found;
}

static enum status put_rows(struct log_json *json, const cJSON *rows, struct error *error) {
    long number = 0;
    const cJSON *row;
    enum status status = STATUS_OK;
    cJSON_ArrayForEach(row, rows) {
        number++;
        if (!cJSON_IsObject(row))
            return klimb_error_at(error, STATUS_FORMAT, json->input->name, json->line, 0,
                                  "row %ld of the log is not an object", number);
        status = put_row(json, row, 0, error);
        if (status != STATUS_OK)
            break;
    }
    return status;
}

static int is_known(const struct log_json *json, const cJSON *value) {
    return log_frame_keeps(json->frame, value->string, (long)strlen(value->string));
}

/* The object with arrays of numbers, at least one known to klimb: the object itself or its "history"; NULL for none. */
static cJSON *find_columns(const struct log_json *json, cJSON *object) {
    const cJSON *value;
    cJSON_ArrayForEach(value, object) {
        if (cJSON_IsArray(value) && value->child != NULL && value->child->next != NULL &&
            !cJSON_IsArray(value->child) && is_known(json, value))
            return object;
    }
    cJSON *inner = cJSON_GetObjectItemCaseSensitive(object, "history");
    return cJSON_IsObject(inner) ? find_columns(json, inner) : NULL;
}

/* Checks that all known columns have the same number of values.
 *   rows  out */
static enum status measure(const struct log_json *json, const cJSON *columns, long *rows,
                           struct error *error) {
    const cJSON *value, *first = NULL;
    char names[2][LOG_CELL_SHOWN];
    *rows = 0;
    cJSON_ArrayForEach(value, columns) {
        if (!cJSON_IsArray(value) || !is_known(json, value))
            continue;
        long size = cJSON_GetArraySize(value);
        if (first != NULL && size != *rows) {
            log_cell_show(names[0], (struct log_cell){first->string, (long)strlen(first->string)});
            log_cell_show(names[1], (struct log_cell){value->string, (long)strlen(value->string)});
            return klimb_error_at(error, STATUS_FORMAT, json->input->name, json->line, 0,
                                  "\"%s\" has %ld values and \"%s\" has %ld; must be as many",
                                  names[0], *rows, names[1], size);
        }
        first = value;
        *rows = size;
    }
    return STATUS_OK;
}

/* Puts and removes the first value of a column: cJSON's arrays are linked lists, so access by index is slow. */
static enum status put_first(struct log_json *json, cJSON *column, struct error *error) {
    cJSON *value = cJSON_DetachItemViaPointer(column, column->child);
    enum status status = put_value(json, column->string, value, error);
    cJSON_Delete(value);
    return status;
}

static enum status put_columns(struct log_json *json, cJSON *columns, struct error *error) {
    long rows;
    enum status status = measure(json, columns, &rows, error);
    for (long row = 0; status == STATUS_OK && row < rows; row++) {
        cJSON *value;
        status = log_frame_row(json->frame, 0, error);
        cJSON_ArrayForEach(value, columns) {
            int is_there = cJSON_IsArray(value) && value->child != NULL;
            if (status == STATUS_OK && is_there)
                status = put_first(json, value, error);
            else if (status == STATUS_OK && row == 0)
                status = put_missing(json, value->string, error);
        }
    }
    return status;
}

/* An object that follows another is another run. */
static enum status begin_whole(struct log_json *json, struct error *error) {
    char name[LOG_RUN_NAME];
    json->is_whole = json->frame->is_whole = 1;
    if (json->objects == 0)
        return STATUS_OK;
    snprintf(name, sizeof name, "%ld", json->objects + 1);
    return log_frame_run(json->frame, name, error);
}

static enum status put_any(struct log_json *json, cJSON *object, struct error *error) {
    const cJSON *rows = json->is_array ? NULL : find_rows(object);
    cJSON *columns = json->is_array || rows != NULL ? NULL : find_columns(json, object);
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

/* Whether it is a number of JSON that is short enough for cJSON, which also accepts others, such as 01. */
static int is_json_number(const char *token, size_t length) {
    const char *digits = token + (*token == '-');
    int is_padded = length > 1 && digits[0] == '0' && token + length - digits > 1 &&
                    is_digit(digits[1]);
    return !is_padded && length < 64 && klimb_number_is_decimal(token, length, NUMBER_OWN);
}

/* Whether it is a number or word of JSON, unlike NaN, -Infinity and nan. */
static int is_json_token(const char *token, size_t length) {
    if (is_digit(*token) || *token == '-')
        return is_json_number(token, length);
    return (length == 4 && (memcmp(token, "true", 4) == 0 || memcmp(token, "null", 4) == 0)) ||
           (length == 5 && memcmp(token, "false", 5) == 0);
}

/* The length of the token at `at`: a string, a number or word, or a byte. */
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

/* Copies a text, and quotes words that JSON lacks. Returns its length.
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

enum status log_json_load(cJSON **root, const char *file, long first_line, const char *text,
                          size_t size, struct error *error) {
    size_t quoted = quote_words(NULL, text, size);
    *root = NULL;
    if (quoted == size)
        return json_parse_bytes(root, file, first_line, text, size, error);
    char *copy = malloc(quoted);
    if (copy == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory to read %s", file);
    quote_words(copy, text, size);
    enum status status = json_parse_bytes(root, file, first_line, copy, quoted, error);
    free(copy);
    return status;
}

enum status log_json_parse(struct log_json *json, int *is_damaged, const char *text, size_t size,
                           struct error *error) {
    cJSON *root;
    enum status status = log_json_load(&root, json->input->name, json->line, text, size, error);
    *is_damaged = status == STATUS_FORMAT;
    if (status == STATUS_OK)
        status = put_any(json, root, error);
    cJSON_Delete(root);
    return status;
}
