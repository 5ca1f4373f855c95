/* template_fill: a template, and the values of its fields {{a}} (text), {{b}} (markup) and
 * {{long-name}} (text). Compared with a second way of filling it in. */
#include <stdlib.h>
#include <string.h>

#include "format/template.h"
#include "fuzz.h"

enum { FIELDS = 3 };

static void add_field(struct text *out, const struct template_field *field) {
    if (field->kind == TEMPLATE_MARKUP)
        text_add_bytes(out, field->value, strlen(field->value));
    else
        text_add_escaped(out, field->value, TEXT_HTML);
}

/* From one byte to the next; the template has been accepted, so each {{ begins a known field. */
static void fill(struct text *out, const char *template, const struct template_field *fields) {
    while (*template != '\0') {
        int i = 0;
        char open[32] = "";
        for (; i < FIELDS; i++) {
            snprintf(open, sizeof open, "{{%s}}", fields[i].name);
            if (strncmp(template, open, strlen(open)) == 0)
                break;
        }
        if (i < FIELDS) {
            add_field(out, &fields[i]);
            template += strlen(open);
        } else {
            text_add_bytes(out, template ++, 1);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct fuzz_piece piece[1 + FIELDS];
    char *text[1 + FIELDS];
    struct text out = {0}, wanted = {0};
    struct error error = {0};
    fuzz_cut(piece, 1 + FIELDS, bytes, size);
    for (int i = 0; i <= FIELDS; i++)
        text[i] = fuzz_text(&piece[i]);
    const struct template_field fields[FIELDS] = {{"a", text[1], TEMPLATE_TEXT},
                                                  {"b", text[2], TEMPLATE_MARKUP},
                                                  {"long-name", text[3], TEMPLATE_TEXT}};
    enum status status = template_fill(&out, "input", text[0], fields, FIELDS, &error);
    if (FUZZ_STATUS(status, &error) == STATUS_OK) {
        fill(&wanted, text[0], fields);
        FUZZ_HOLDS(fuzz_is(&out, &wanted), "%s\ninstead of\n%s", out.bytes, wanted.bytes);
    } else {
        FUZZ_PLACED(&error, "input");
    }
    for (int i = 0; i <= FIELDS; i++)
        free(text[i]);
    text_free(&out);
    text_free(&wanted);
    return 0;
}
