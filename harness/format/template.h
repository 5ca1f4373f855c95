/* template.h -- fills in {{fields}} of a template.
 *
 *     const struct template_field fields[] = {{"name", scenario->name, TEMPLATE_TEXT}, ...};
 *     template_fill(&page, "row.html", "<td>{{name}}</td>", fields, 1, &error);
 *
 * Values are not searched for fields.
 */
#ifndef KLIMB_TEMPLATE_H
#define KLIMB_TEMPLATE_H

#include "base/text.h"

enum template_kind {
    TEMPLATE_TEXT,  /* escaped for HTML */
    TEMPLATE_MARKUP /* HTML, made by the caller from escaped parts */
};

struct template_field {
    const char *name, *value; /* a value of NULL is "" */
    enum template_kind kind;
};

/* template_fill -- add `template` to `out` with its fields replaced.
 *   name  what errors call the template
 * STATUS_FORMAT with line and column, and the nearest spelling, for a field that is not among
 * `fields` or that is not closed on its line; STATUS_MEMORY. */
enum status template_fill(struct text *out, const char *name, const char *template,
                          const struct template_field *fields, long count,
                          struct error *error) MUST_CHECK;

#endif
