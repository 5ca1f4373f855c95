#include <stdlib.h>
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

static const struct report_figure linear = {"linear.svg", "curves", "640", "600"};
static const struct report_figure logarithmic = {"log.svg", "curves", "640", "600"};
static const struct report_figure dimensions = {"dimensions.svg", "heat", "640", "330"};
static const struct report_figure overlay = {"overlay.svg", "overlay", "1180", "620"};

void report_add_figure(struct report_page *page, struct text *out,
                       const struct report_figure *figure, const char *name, const struct text *alt,
                       const struct text *caption) {
    struct text source = {0};
    report_add_address(&source, "figures/");
    report_add_address(&source, name);
    text_add(&source, "%s%s", name[0] != '\0' ? "/" : "", figure->file);
    const struct template_field fields[] = {
        REPORT_MARKUP("source", source.bytes), REPORT_WORDS("kind", figure->kind),
        REPORT_WORDS("width", figure->width),  REPORT_WORDS("height", figure->height),
        REPORT_WORDS("alt", alt->bytes),       REPORT_WORDS("caption", caption->bytes),
    };
    REPORT_FILL(page, out, PART_FIGURE, fields);
    report_drop(page, &source);
}

/* The course of the first seed in words, for those who do not see the figure. */
static void describe_course(struct text *text, const struct report_item *item, const char *axis) {
    char from[REPORT_NUMBER_MAX], to[REPORT_NUMBER_MAX];
    text_add(text, "Curves of %s against %s.", report_scenario(item)->name, axis);
    static const enum observable columns[] = {OBSERVABLE_recon, OBSERVABLE_kl, OBSERVABLE_mi};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        report_format_number(from, item->initial[columns[i]]);
        report_format_number(to, item->final[columns[i]]);
        text_add(text, " %s: from %s to %s nats.", observable_info[columns[i]].name, from, to);
    }
    if (item->outcome.diverged)
        text_add(text, " The %s was not finite at step %ld.", term_names[item->outcome.term],
                 item->outcome.step);
}

static void describe_band(struct text *text, const struct report_item *item) {
    text_add(text, "Seed %ld%s.", strtol(item->seeds, NULL, 10),
             item->seed_count > 1 ? " dark, the other seeds pale" : "");
    if (item->band_seeds == 0) {
        text_add(text, " There is no golden band yet.");
        return;
    }
    text_add(
        text,
        " Band: where %g %% of the values of another seed are expected, from %ld golden seeds; "
        "dashed: their mean.",
        100 * (1 - REPORT_BAND_LEVEL), item->band_seeds);
    if (item->judgement->verdict == VERDICT_STALE)
        text_add(text, " The golden is that of an earlier form of the scenario.");
}

static void add_curves(struct report_page *page, struct text *out, const struct report_item *item) {
    const char *name = report_scenario(item)->name;
    struct text alt = {0}, log_alt = {0}, caption = {0}, log_caption = {0};
    describe_course(&alt, item, "step");
    describe_course(&log_alt, item, "the logarithm of step + 1");
    describe_band(&caption, item);
    text_add(&log_caption, "The same on a logarithmic axis of steps, which shows the first ones.");
    report_add_figure(page, out, &linear, name, &alt, &caption);
    report_add_figure(page, out, &logarithmic, name, &log_alt, &log_caption);
    report_drop(page, &alt);
    report_drop(page, &log_alt);
    report_drop(page, &caption);
    report_drop(page, &log_caption);
}

static void add_heat(struct report_page *page, struct text *out, const struct report_item *item) {
    const char *name = report_scenario(item)->name;
    struct text alt = {0}, caption = {0};
    text_add(&alt, "Heat map of the KL of %ld latent dimensions of %s against step.", item->latent,
             name);
    text_add(&caption,
             "KL of each latent dimension over time, seed %ld; those that end with the "
             "largest on top.",
             strtol(item->seeds, NULL, 10));
    report_add_figure(page, out, &dimensions, name, &alt, &caption);
    report_drop(page, &alt);
    report_drop(page, &caption);
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
                         const struct report_item *item) {
    const struct judgement *judgement = item->judgement;
    const struct scenario *scenario = judgement->scenario;
    struct text id = {0}, command = {0}, claims = {0}, figures = {0}, downloads = {0};
    report_add_id(&id, "scenario", scenario->name);
    report_add_command(&command, page->report->check_options, "check", scenario->name);
    add_claims(page, &claims, judgement);
    if (item->seed_count > 0)
        add_curves(page, &figures, item);
    if (item->latent > 0)
        add_heat(page, &figures, item);
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

void report_add_overlay(struct report_page *page, struct text *out,
                        const struct report_family *family) {
    struct text alt = {0}, caption = {0};
    text_add(&alt, "KL and reconstruction of the scenarios of %s over each other.",
             report_family_title(family));
    text_add(&caption, "KL and reconstruction of the first seed of every scenario; on the right "
                       "with a logarithmic axis of steps.");
    if (family->curves > 0)
        report_add_figure(page, out, &overlay, family->name, &alt, &caption);
    report_drop(page, &alt);
    report_drop(page, &caption);
}
