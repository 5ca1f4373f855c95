#include "page.h"

#include <stdlib.h>
#include <string.h>

void fuzz_report_make(struct fuzz_report *made) {
    fuzz_folder("report");
    fuzz_path(made->folder, "report");
    fuzz_path(made->table, "table.csv");
    made->options = (struct report_options){
        .scripts = "reports", .folder = made->folder, .workers = 1, .quiet = 1};
    made->input = (struct report_input){.check = &made->check,
                                        .check_options = &made->check_options};
    made->report = (struct report){.input = &made->input, .options = &made->options};
    made->page = (struct report_page){.report = &made->report, .error = &made->error};
    report_parts_read(&made->page);
    FUZZ_HOLDS(made->page.status == STATUS_OK, "%s", made->error.message);
}

/* How many bytes of UTF-8 a character has, 0 if there is none. */
static size_t character(const unsigned char *text) {
    size_t length = text[0] < 0x80   ? 1
                    : text[0] < 0xc2 ? 0
                    : text[0] < 0xe0 ? 2
                    : text[0] < 0xf0 ? 3
                    : text[0] < 0xf5 ? 4
                                     : 0;
    for (size_t i = 1; i < length; i++)
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    return length;
}

static long count(const char *text, const char *word) {
    long found = 0;
    for (; (text = strstr(text, word)) != NULL; text++)
        found++;
    return found;
}

void fuzz_page_holds(const struct fuzz_report *made, const char *path, const char *tag) {
    char whole[FILE_PATH_MAX], begin[16], end[16], *bytes;
    size_t size;
    struct error error = {0};
    FUZZ_HOLDS(made->page.status == STATUS_OK, "the page cannot be made: %s", made->error.message);
    FUZZ_HOLDS(file_join(whole, made->folder, path, &error) == STATUS_OK &&
                   file_read(&bytes, &size, whole, 1 << 28, &error) == STATUS_OK,
               "%s", error.message);
    FUZZ_HOLDS(strlen(bytes) == size, "a NUL in the page");
    for (size_t i = 0, length; i < size; i += length) {
        length = character((const unsigned char *)bytes + i);
        FUZZ_HOLDS(length > 0, "byte %zu of the page is no UTF-8", i);
        FUZZ_HOLDS((unsigned char)bytes[i] >= ' ' || bytes[i] == '\n' || bytes[i] == '\t',
                   "byte %zu of the page is control character %d", i, bytes[i]);
    }
    snprintf(begin, sizeof begin, "<%s", tag);
    snprintf(end, sizeof end, "</%s>", tag);
    FUZZ_HOLDS(count(bytes, begin) == count(bytes, end), "%ld %s begin and %ld end",
               count(bytes, begin), tag, count(bytes, end));
    free(bytes);
}
