#include "packed/packed_columns.h"

#include <stdlib.h>
#include <string.h>

/* What is left of each line. */
struct lines {
    const unsigned char **next; /* [count] */
    size_t count;
    const unsigned char *end; /* of all */
};

static size_t count_lines(const unsigned char *bytes, size_t size) {
    size_t count = 0;
    for (size_t i = 0; i < size; i++)
        count += bytes[i] == '\n';
    return count;
}

static void find_lines(struct lines *lines, const unsigned char *bytes) {
    for (size_t i = 0; i < lines->count; i++) {
        lines->next[i] = bytes;
        bytes = (const unsigned char *)memchr(bytes, '\n', (size_t)(lines->end - bytes)) + 1;
    }
}

/* Move the next cell of every line to `out`, and return where that ends; NULL when it is the last of some lines and not of
 * others. */
static unsigned char *turn_column(unsigned char *out, struct lines *lines, int *is_last) {
    size_t ended = 0;
    for (size_t i = 0; i < lines->count; i++) {
        const unsigned char *cell = lines->next[i], *end = cell;
        while (*end != ',' && *end != '\n')
            end++;
        ended += *end == '\n';
        memcpy(out, cell, (size_t)(end - cell));
        out += end - cell;
        *out++ = i + 1 < lines->count ? ',' : '\n';
        lines->next[i] = end + 1;
    }
    *is_last = ended > 0;
    return ended == 0 || ended == lines->count ? out : NULL;
}

enum status packed_columns_turn(unsigned char *out, const unsigned char *bytes, size_t size) {
    struct lines lines = {NULL, count_lines(bytes, size), bytes + size};
    int is_last = 0;
    if (size == 0)
        return STATUS_OK;
    if (bytes[size - 1] != '\n')
        return STATUS_FORMAT;
    lines.next = malloc(lines.count * sizeof *lines.next);
    if (lines.next == NULL)
        return STATUS_MEMORY;
    find_lines(&lines, bytes);
    while (out != NULL && !is_last)
        out = turn_column(out, &lines, &is_last);
    free(lines.next);
    return out != NULL ? STATUS_OK : STATUS_FORMAT;
}
