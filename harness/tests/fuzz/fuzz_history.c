/* A history of checks. Each line is sealed here, so that its members are read. What is accepted can be written and reads
 * back, and can be compared and printed. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "history/history_line.h"
#include "history/history_show.h"

/* The lines of the input with their seals. */
static void seal_lines(struct text *sealed, const char *bytes, size_t size) {
    for (const char *end, *at = bytes; at < bytes + size; at = end + 1) {
        char seal[65];
        end = memchr(at, '\n', size - (size_t)(at - bytes));
        if (end == NULL)
            end = bytes + size;
        history_line_seal(seal, at, (size_t)(end - at));
        text_add_bytes(sealed, at, (size_t)(end - at));
        text_add(sealed, ",\"seal\":\"%s\"}\n", seal);
    }
}

static void read_back(const struct history_entry *entry) {
    struct text first = {0}, second = {0};
    struct history_entry copy;
    struct error error = {0};
    FUZZ_HOLDS(history_line_format(&first, entry, &error) == STATUS_OK, "%s", error.message);
    FUZZ_HOLDS(history_line_parse(&copy, "line", 1, first.bytes, first.length, &error) == STATUS_OK,
               "its own line is refused: %s:\n%s", error.message, first.bytes);
    FUZZ_HOLDS(history_line_format(&second, &copy, &error) == STATUS_OK, "%s", error.message);
    FUZZ_HOLDS(fuzz_is(&first, &second), "another line reads back from\n%s", first.bytes);
    history_entry_free(&copy);
    text_free(&first);
    text_free(&second);
}

static void compare(const struct history *history, FILE *out) {
    struct history_findings findings;
    struct error error = {0};
    FUZZ_HOLDS(findings_find(&findings, history, &error) == STATUS_OK, "%s", error.message);
    const struct history_view view = {history, &findings, "history", NULL, 0};
    history_print(out, &view);
    history_print_json(out, &view);
    findings_free(&findings);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static char path[FILE_PATH_MAX];
    static FILE *nowhere;
    if (path[0] == '\0') {
        fuzz_path(path, "history.jsonl");
        nowhere = fopen("/dev/null", "w");
    }
    struct history history;
    struct text sealed = {0};
    struct error error = {0};
    seal_lines(&sealed, (const char *)bytes, size);
    fuzz_write("history.jsonl", text_string(&sealed), sealed.length);
    FUZZ_HOLDS(FUZZ_STATUS(history_read(&history, path, 0, &error), &error) == STATUS_OK, "%s",
               error.message);
    for (long i = 0; i < history.count; i++)
        read_back(&history.entries[i]);
    compare(&history, nowhere);
    history_free(&history);
    text_free(&sealed);
    return 0;
}
