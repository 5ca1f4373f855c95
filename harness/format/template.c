#include "format/template.h"

#include <string.h>

enum { FIELD_NAME_MAX = 64, FIELDS_MAX = 64 };

/* Line and column, from 1, of a place in a text. */
static void find_place(long *line, long *column, const char *text, const char *place) {
    *line = 1;
    *column = 1;
    for (; text < place; text++) {
        *line += *text == '\n';
        *column = *text == '\n' ? 1 : *column + 1;
    }
}

static enum status unknown_field(const char *name, long line, long column, const char *field,
                                 const struct template_field *fields, long count,
                                 struct error *error) {
    const char *names[FIELDS_MAX + 1] = {NULL};
    for (long i = 0; i < count && i < FIELDS_MAX; i++)
        names[i] = fields[i].name;
    const char *nearest = text_nearest(field, names);
    enum status status = klimb_error_at(error, STATUS_FORMAT, name, line, column,
                                        "there is no field {{%s}}", field);
    if (nearest != NULL)
        klimb_error_hint(error, "did you mean {{%s}}?", nearest);
    return status;
}

static const struct template_field *find_field(const struct template_field *fields, long count,
                                               const char *name) {
    for (long i = 0; i < count; i++)
        if (strcmp(fields[i].name, name) == 0)
            return &fields[i];
    return NULL;
}

static void add_value(struct text *out, const struct template_field *field) {
    const char *value = field->value != NULL ? field->value : "";
    if (field->kind == TEMPLATE_MARKUP)
        text_add_bytes(out, value, strlen(value));
    else
        text_add_escaped(out, value, TEXT_HTML);
}

enum status template_fill(struct text *out, const char *name, const char *template,
                          const struct template_field *fields, long count, struct error *error) {
    const char *rest = template, *open;
    while ((open = strstr(rest, "{{")) != NULL) {
        char field_name[FIELD_NAME_MAX];
        long line, column;
        size_t length = strcspn(open + 2, "{}\n");
        find_place(&line, &column, template, open);
        if (strncmp(open + 2 + length, "}}", 2) != 0 || length >= sizeof field_name)
            return klimb_error_at(error, STATUS_FORMAT, name, line, column,
                                  "{{ opens a field; a name and }} have to follow");
        memcpy(field_name, open + 2, length);
        field_name[length] = '\0';
        const struct template_field *field = find_field(fields, count, field_name);
        if (field == NULL)
            return unknown_field(name, line, column, field_name, fields, count, error);
        text_add_bytes(out, rest, (size_t)(open - rest));
        add_value(out, field);
        rest = open + 2 + length + 2;
    }
    text_add_bytes(out, rest, strlen(rest));
    return out->failed ? klimb_error_set(error, STATUS_MEMORY, "no memory to fill %s", name)
                       : STATUS_OK;
}
