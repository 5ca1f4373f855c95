#include "judge/verdict_junit.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "scenario/scenario_find.h"

/* The length of a scenario's family, its folder, without the '/'. */
static int family_length(const struct judgement *judgement) {
    const char *name = judgement->scenario->name, *leaf = scenario_leaf(name);
    return leaf > name ? (int)(leaf - name) - 1 : 0;
}

static int same_family(const struct judgement *a, const struct judgement *b) {
    int length = family_length(a);
    return length == family_length(b) &&
           strncmp(a->scenario->name, b->scenario->name, (size_t)length) == 0;
}

/* The element that marks a test case as not passed; errors are runs that broke. */
static const char *junit_element(enum verdict verdict) {
    switch (verdict) {
    case VERDICT_PASS:
        return NULL;
    case VERDICT_SKIP:
        return "skipped";
    case VERDICT_ERROR:
        return "error";
    default:
        return "failure";
    }
}

static void add_family(struct text *text, const struct judgement *judgement) {
    char family[SCENARIO_NAME_MAX];
    snprintf(family, sizeof family, "%.*s", family_length(judgement), judgement->scenario->name);
    text_add_escaped(text, family, TEXT_XML);
}

static void add_property(struct text *text, const char *name, const char *value) {
    text_add(text, "<property name=\"%s\" value=\"", name);
    text_add_escaped(text, value, TEXT_XML);
    text_add(text, "\"/>");
}

static void add_number(struct text *text, const char *name, double number) {
    char value[32];
    snprintf(value, sizeof value, "%.4g", number);
    if (isfinite(number))
        add_property(text, name, value);
}

static void add_count(struct text *text, const char *name, long count) {
    char value[32];
    snprintf(value, sizeof value, "%ld", count);
    add_property(text, name, value);
}

/* Where bits departed first, by how much, and which tensor departed first. */
static void add_departure(struct text *text, const struct judgement *judgement) {
    const struct departure *bits = &judgement->bits;
    if (verdict_bits_have_place(judgement)) {
        char ulps[32];
        snprintf(ulps, sizeof ulps, "%" PRIu64, bits->ulps);
        add_count(text, "step", bits->step);
        add_property(text, "column", klimb_observable_info[bits->column].name);
        add_property(text, "ulp", ulps);
    }
    if (bits->tensor.steps > 0 && bits->tensor.step >= 0) {
        add_count(text, "tensor_step", bits->tensor.step);
        add_property(text, "tensor", bits->tensor.name);
    }
}

/* What was measured for a scenario that is not a PASS, if anything was. */
static void add_properties(struct text *text, const struct judgement *judgement) {
    struct text properties = {0};
    if (judgement->ensemble.method != ENSEMBLE_NONE)
        add_number(&properties, "ensemble_p", judgement->ensemble.p);
    if (judgement->paired.finding != PAIRED_NONE)
        add_number(&properties, "paired_p", judgement->paired.p);
    if (judgement->bits.found)
        add_departure(&properties, judgement);
    if (properties.length > 0)
        text_add(text, "<properties>%s</properties>", properties.bytes);
    text->failed |= properties.failed;
    text_free(&properties);
}

static void add_case(struct text *text, const struct judgement *judgement) {
    const char *element = junit_element(judgement->verdict);
    text_add(text, "    <testcase classname=\"");
    add_family(text, judgement);
    text_add(text, "\" name=\"");
    text_add_escaped(text, judgement->scenario->name, TEXT_XML);
    text_add(text, "\" time=\"%.3f\"%s>", judgement->seconds, element == NULL ? "/" : "");
    if (element != NULL) {
        add_properties(text, judgement);
        text_add(text, "<%s type=\"%s\" message=\"", element, verdict_names[judgement->verdict]);
        text_add_escaped(text, judgement->reason, TEXT_XML);
        text_add(text, "\"/></testcase>");
    }
    text_add(text, "\n");
}

static long count_elements(const struct judgement *judgements, long count, const char *element) {
    long found = 0;
    for (long i = 0; i < count; i++) {
        const char *own = junit_element(judgements[i].verdict);
        found += own != NULL && strcmp(own, element) == 0;
    }
    return found;
}

static void add_suite(struct text *text, const struct judgement *judgements, long count) {
    text_add(text, "  <testsuite name=\"klimb.");
    add_family(text, judgements);
    text_add(text, "\" tests=\"%ld\" failures=\"%ld\" errors=\"%ld\" skipped=\"%ld\">\n", count,
             count_elements(judgements, count, "failure"),
             count_elements(judgements, count, "error"),
             count_elements(judgements, count, "skipped"));
    for (long i = 0; i < count; i++)
        add_case(text, &judgements[i]);
    text_add(text, "  </testsuite>\n");
}

void verdict_write_junit(FILE *out, const struct judgement *judgements, long count,
                         const struct verdict_summary *summary) {
    struct text text = {0};
    text_add(&text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\"%ld\">\n",
             summary->planned);
    for (long first = 0, next; first < count; first = next) {
        next = first + 1;
        while (next < count && same_family(&judgements[first], &judgements[next]))
            next++;
        add_suite(&text, judgements + first, next - first);
    }
    text_add(&text, "</testsuites>\n");
    text_print(out, &text);
}
