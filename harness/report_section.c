#include <string.h>

#include "report_parts.h"

/* ---- claims ---------------------------------------------------------------------------------- */

/* What was measured for one claim and seed. Claims about how a run ends have no value. */
static void format_value(char text[REPORT_NUMBER_MAX], const struct claim_result *result) {
    int is_of_outcome = result->claim == NULL || result->claim->kind == CLAIM_NON_FINITE;
    if (!is_of_outcome)
        report_format_number(text, result->value);
    else if (result->step >= 0)
        snprintf(text, REPORT_NUMBER_MAX, "at step %ld", result->step);
    else
        snprintf(text, REPORT_NUMBER_MAX, "completed");
}

/* One claim with what every seed said to it. */
static void add_claim(struct report_page *page, struct text *out, const struct judgement *judgement,
                      const struct claim *claim) {
    char words[CLAIM_TEXT_MAX] = "the run stays finite, unless a claim says otherwise, and "
                                 "its columns agree with one another";
    const char *complaint = NULL;
    struct text values = {0};
    for (long i = 0; i < judgement->claims_tested; i++) {
        const struct claim_result *result = &judgement->claims[i];
        char value[REPORT_NUMBER_MAX];
        if (result->claim != claim)
            continue;
        format_value(value, result);
        const struct template_field fields[] = {REPORT_WORDS("holds", result->holds ? "yes" : "no"),
                                                REPORT_WORDS("value", value)};
        REPORT_FILL(page, &values, PART_VALUE, fields);
        if (!result->holds && complaint == NULL)
            complaint = result->message;
    }
    if (claim != NULL)
        claims_describe(words, claim);
    const struct template_field fields[] = {
        REPORT_WORDS("holds", complaint == NULL ? "yes" : "no"), REPORT_WORDS("claim", words),
        REPORT_MARKUP("values", values.bytes), REPORT_WORDS("message", complaint)};
    if (values.length > 0)
        REPORT_FILL(page, out, PART_CLAIM, fields);
    report_drop(page, &values);
}

static void add_claims(struct report_page *page, struct text *out,
                       const struct judgement *judgement) {
    const struct claim_list *list = &judgement->scenario->expect;
    add_claim(page, out, judgement, NULL);
    for (long i = 0; i < list->count; i++)
        add_claim(page, out, judgement, &list->claims[i]);
}

/* ---- figures --------------------------------------------------------------------------------- */

static void add_figure(struct report_page *page, struct text *out,
                       const struct report_figure *figure, const struct report_subject *subject) {
    struct text source = {0}, alt = {0}, caption = {0};
    char path[FILE_PATH_MAX];
    if (page->status == STATUS_OK)
        page->status = report_figure_path(path, figure, subject, page->error);
    if (page->status != STATUS_OK)
        return;
    report_add_address(&source, path);
    figure->describe(&alt, subject);
    figure->explain(&caption, subject);
    const struct template_field fields[] = {
        REPORT_MARKUP("source", source.bytes), REPORT_WORDS("kind", figure->layout),
        REPORT_WORDS("width", figure->width),  REPORT_WORDS("height", figure->height),
        REPORT_WORDS("alt", alt.bytes),        REPORT_WORDS("caption", caption.bytes),
    };
    REPORT_FILL(page, out, PART_FIGURE, fields);
    report_drop(page, &source);
    report_drop(page, &alt);
    report_drop(page, &caption);
}

void report_add_figures(struct report_page *page, struct text *out,
                        const struct report_subject *subject) {
    for (int i = 0; i < REPORT_FIGURES; i++) {
        const struct report_figure *figure = &report_figures[i];
        if (figure->scope == subject->scope && figure->lacks(subject) == NULL)
            add_figure(page, out, figure, subject);
    }
}

/* ---- the section ----------------------------------------------------------------------------- */

static void add_downloads(struct report_page *page, struct text *out,
                          const struct report_item *item) {
    const char *seed = item->seeds;
    while (*seed != '\0') {
        int length = (int)strcspn(seed, " ");
        char file[REPORT_NUMBER_MAX];
        struct text source = {0};
        snprintf(file, sizeof file, "seed-%.*s.csv", length, seed);
        text_add(&source, "data/");
        report_add_address(&source, report_scenario(item)->name);
        text_add(&source, "/%s", file);
        const struct template_field fields[] = {REPORT_MARKUP("source", source.bytes),
                                                REPORT_WORDS("name", file)};
        REPORT_FILL(page, out, PART_DOWNLOAD, fields);
        report_drop(page, &source);
        seed += length + (seed[length] == ' ');
    }
}

void report_add_scenario(struct report_page *page, struct text *out,
                         const struct report_family *family, const struct report_item *item) {
    const struct report_subject subject = {REPORT_OF_SCENARIO, page->report, family, item};
    const struct judgement *judgement = item->judgement;
    const struct scenario *scenario = judgement->scenario;
    struct text id = {0}, command = {0}, claims = {0}, figures = {0}, downloads = {0};
    report_add_id(&id, "scenario", scenario->name);
    report_add_command(&command, page->report->check_options, "check", scenario->name);
    add_claims(page, &claims, judgement);
    report_add_figures(page, &figures, &subject);
    add_downloads(page, &downloads, item);
    const struct template_field fields[] = {
        REPORT_MARKUP("id", id.bytes),
        REPORT_WORDS("verdict", verdict_names[judgement->verdict]),
        REPORT_WORDS("name", scenario->name),
        REPORT_WORDS("reason", judgement->reason),
        REPORT_WORDS("claim", scenario->claim),
        REPORT_WORDS("about", scenario->about),
        REPORT_WORDS("command", command.bytes),
        REPORT_MARKUP("claims", claims.bytes),
        REPORT_MARKUP("figures", figures.bytes),
        REPORT_MARKUP("downloads", downloads.bytes),
    };
    REPORT_FILL(page, out, PART_SCENARIO, fields);
    report_drop(page, &id);
    report_drop(page, &command);
    report_drop(page, &claims);
    report_drop(page, &figures);
    report_drop(page, &downloads);
}
