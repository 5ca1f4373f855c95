/* The texts of a golden's tables: what is written, and what its digests are taken over. */
#include <string.h>

#include "golden/golden_internal.h"

/* Add a record as CSV behind a column `seed`; the header only when the text is still empty. */
static void add_seed_rows(struct text *out, const struct record *record) {
    struct text plain = {0};
    record_format(&plain, record);
    int is_header = 1, wants_header = out->length == 0;
    for (const char *line = plain.bytes; line != NULL && *line != '\0';) {
        size_t length = strcspn(line, "\n") + 1;
        if (is_header && wants_header)
            text_add(out, "%s", golden_seed_column);
        else if (!is_header)
            text_add(out, "%ld,", record->seed);
        if (!is_header || wants_header)
            text_add_bytes(out, line, length);
        is_header = 0;
        line += length;
    }
    out->failed |= plain.failed;
    text_free(&plain);
}

void golden_format_seeds(struct text *out, const struct record *records, long count) {
    for (long i = 0; i < count; i++)
        add_seed_rows(out, &records[i]);
}

void golden_format_features(struct text *out, const double *features, long count) {
    text_add(out, "seed");
    for (enum feature feature = 0; feature < FEATURES; feature++)
        text_add(out, ",%s", feature_names[feature]);
    text_add(out, "\n");
    for (long seed = 0; seed < count; seed++) {
        text_add(out, "%ld", seed);
        for (enum feature feature = 0; feature < FEATURES; feature++) {
            text_add(out, ",");
            text_add_float(out, (float)features[seed * FEATURES + feature]);
        }
        text_add(out, "\n");
    }
}
