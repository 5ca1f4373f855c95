#include <string.h>

#include "report_parts.h"

/* ---- summary --------------------------------------------------------------------------------- */

static void add_headline(struct text *text, const struct verdict_summary *summary) {
    text_add(text, "%ld of %ld scenario%s pass%s", summary->said[VERDICT_PASS], summary->planned,
             summary->planned == 1 ? "" : "s", summary->said[VERDICT_PASS] == 1 ? "es" : "");
}

static void add_counts(struct report_page *page, struct text *out) {
    const struct verdict_summary *summary = &page->report->check->summary;
    for (enum verdict verdict = 0; verdict < VERDICTS; verdict++) {
        char count[REPORT_NUMBER_MAX];
        snprintf(count, sizeof count, "%ld", summary->said[verdict]);
        const struct template_field fields[] = {REPORT_WORDS("verdict", verdict_names[verdict]),
                                                REPORT_WORDS("count", count),
                                                REPORT_WORDS("meaning", verdict_meanings[verdict])};
        if (summary->said[verdict] > 0)
            REPORT_FILL(page, out, PART_COUNT, fields);
    }
}

static void add_trouble(struct report_page *page, struct text *out,
                        const struct report_item *item) {
    const struct judgement *judgement = item->judgement;
    struct text id = {0};
    report_add_id(&id, "scenario", judgement->scenario->name);
    const struct template_field fields[] = {
        REPORT_WORDS("verdict", verdict_names[judgement->verdict]), REPORT_MARKUP("id", id.bytes),
        REPORT_WORDS("name", judgement->scenario->name), REPORT_WORDS("reason", judgement->reason)};
    REPORT_FILL(page, out, PART_TROUBLE, fields);
    report_drop(page, &id);
}

/* What a reader has to know first: everything that did not pass and why, the gravest on top. */
static void add_troubles(struct report_page *page, struct text *out) {
    for (int verdict = VERDICTS - 1; verdict > VERDICT_SKIP; verdict--)
        for (long i = 0; i < page->report->count; i++)
            if ((int)page->report->items[i].judgement->verdict == verdict)
                add_trouble(page, out, &page->report->items[i]);
}

/* A final value of a scenario, a dash where no run has a record. */
static void format_final(char text[REPORT_NUMBER_MAX], const struct report_item *item,
                         enum observable column) {
    if (item->seed_count > 0)
        report_format_number(text, item->final[column]);
    else
        snprintf(text, REPORT_NUMBER_MAX, "\u2013");
}

static void add_row(struct report_page *page, struct text *out, const struct report_item *item) {
    const struct scenario *scenario = report_scenario(item);
    char recon[REPORT_NUMBER_MAX], kl[REPORT_NUMBER_MAX], mi[REPORT_NUMBER_MAX],
        units[REPORT_NUMBER_MAX];
    struct text id = {0};
    report_add_id(&id, "scenario", scenario->name);
    format_final(recon, item, OBSERVABLE_recon);
    format_final(kl, item, OBSERVABLE_kl);
    format_final(mi, item, OBSERVABLE_mi);
    format_final(units, item, OBSERVABLE_active_units);
    const struct template_field fields[] = {
        REPORT_WORDS("verdict", verdict_names[item->judgement->verdict]),
        REPORT_MARKUP("id", id.bytes),
        REPORT_WORDS("name", scenario->name),
        REPORT_WORDS("claim", scenario->claim),
        REPORT_WORDS("recon", recon),
        REPORT_WORDS("kl", kl),
        REPORT_WORDS("mi", mi),
        REPORT_WORDS("active_units", units),
    };
    REPORT_FILL(page, out, PART_ROW, fields);
    report_drop(page, &id);
}

static void add_link(struct report_page *page, struct text *out,
                     const struct report_family *family) {
    struct text id = {0};
    report_add_id(&id, "family", family->name);
    const struct template_field fields[] = {REPORT_MARKUP("id", id.bytes),
                                            REPORT_WORDS("name", report_family_title(family))};
    REPORT_FILL(page, out, PART_LINK, fields);
    report_drop(page, &id);
}

static void add_link_to_speed(struct report_page *page, struct text *out) {
    const struct template_field fields[] = {REPORT_MARKUP("id", "speed"),
                                            REPORT_WORDS("name", "speed")};
    if (page->report->speed.path != NULL)
        REPORT_FILL(page, out, PART_LINK, fields);
}

static void add_family(struct report_page *page, struct text *out,
                       const struct report_family *family) {
    struct text id = {0}, figure = {0}, scenarios = {0};
    report_add_id(&id, "family", family->name);
    const struct report_subject subject = {REPORT_OF_FAMILY, page->report, family, NULL};
    report_add_figures(page, &figure, &subject);
    for (long i = 0; i < family->count; i++)
        report_add_scenario(page, &scenarios, family, &page->report->items[family->first + i]);
    const struct template_field fields[] = {
        REPORT_MARKUP("id", id.bytes), REPORT_WORDS("name", report_family_title(family)),
        REPORT_MARKUP("figure", figure.bytes), REPORT_MARKUP("scenarios", scenarios.bytes)};
    REPORT_FILL(page, out, PART_FAMILY, fields);
    report_drop(page, &id);
    report_drop(page, &figure);
    report_drop(page, &scenarios);
}

/* ---- words ----------------------------------------------------------------------------------- */

static void add_term(struct report_page *page, struct text *out, const char *word,
                     const char *meaning) {
    const struct template_field fields[] = {REPORT_WORDS("word", word),
                                            REPORT_WORDS("meaning", meaning)};
    REPORT_FILL(page, out, PART_TERM, fields);
}

static void add_observables(struct report_page *page, struct text *out) {
    for (enum observable column = 0; column < OBSERVABLES; column++) {
        const struct observable_info *info = &observable_info[column];
        struct text meaning = {0};
        int has_unit = strcmp(info->unit, "1") != 0;
        text_add(&meaning, "%s%s%s%s", info->meaning, has_unit ? " (" : "",
                 has_unit ? info->unit : "", has_unit ? ")" : "");
        add_term(page, out, info->name, meaning.bytes);
        report_drop(page, &meaning);
    }
}

static void add_phases(struct report_page *page, struct text *out) {
    static const char *const phases[][2] = {
        {"annealing", "β has not come to its final value yet (shaded)"},
        {"encoding",
         "until the KL has come to 90 % of its final value for the first time; said only "
         "of runs that end with an active unit"},
        {"settling", "after that, and after annealing"},
        {"not finite", "the step at which the run ended because a term was no finite number"},
    };
    for (size_t i = 0; i < sizeof phases / sizeof *phases; i++)
        add_term(page, out, phases[i][0], phases[i][1]);
}

/* ---- the page -------------------------------------------------------------------------------- */

enum piece {
    PIECE_HEADLINE,
    PIECE_COUNTS,
    PIECE_LINKS,
    PIECE_TROUBLES,
    PIECE_ROWS,
    PIECE_FAMILIES,
    PIECE_SPEED,
    PIECE_VERDICTS,
    PIECE_OBSERVABLES,
    PIECE_PHASES,
    PIECE_COMMAND,
    PIECE_FACTS,
    PIECES
};

/* Everything that results could depend on. */
static void add_facts(struct report_page *page, struct text *text) {
    const struct check_options *options = page->report->check_options;
    struct backend backend;
    struct versions versions;
    if (page->status == STATUS_OK)
        page->status = backend_select(&backend, options->backend, options->runner.simd,
                                      page->error);
    if (page->status != STATUS_OK)
        return;
    versions_get(&versions, &backend);
    text_add(text, "klimb %s (%s), %s backend, %s on %s", versions.klimb, versions.compiler,
             backend_names[options->backend], versions.simd, versions.cpu);
}

static void add_pieces(struct report_page *page, struct text pieces[PIECES]) {
    const struct report *report = page->report;
    add_headline(&pieces[PIECE_HEADLINE], &report->check->summary);
    add_counts(page, &pieces[PIECE_COUNTS]);
    for (long i = 0; i < report->family_count; i++) {
        add_link(page, &pieces[PIECE_LINKS], &report->families[i]);
        add_family(page, &pieces[PIECE_FAMILIES], &report->families[i]);
    }
    report_add_speed(page, &pieces[PIECE_SPEED]);
    add_link_to_speed(page, &pieces[PIECE_LINKS]);
    add_troubles(page, &pieces[PIECE_TROUBLES]);
    for (long i = 0; i < report->count; i++)
        add_row(page, &pieces[PIECE_ROWS], &report->items[i]);
    for (enum verdict verdict = 0; verdict < VERDICTS; verdict++)
        add_term(page, &pieces[PIECE_VERDICTS], verdict_names[verdict], verdict_meanings[verdict]);
    add_observables(page, &pieces[PIECE_OBSERVABLES]);
    add_phases(page, &pieces[PIECE_PHASES]);
    add_facts(page, &pieces[PIECE_FACTS]);
    report_add_command(&pieces[PIECE_COMMAND], report->check_options, "report", NULL);
}

static void add_page(struct report_page *page, struct text *out) {
    struct text pieces[PIECES] = {{0}};
    add_pieces(page, pieces);
    const struct template_field fields[] = {
        REPORT_WORDS("headline", pieces[PIECE_HEADLINE].bytes),
        {"style", page->parts[PART_STYLE], TEMPLATE_MARKUP},
        REPORT_MARKUP("counts", pieces[PIECE_COUNTS].bytes),
        REPORT_MARKUP("links", pieces[PIECE_LINKS].bytes),
        REPORT_MARKUP("troubles", pieces[PIECE_TROUBLES].bytes),
        REPORT_MARKUP("rows", pieces[PIECE_ROWS].bytes),
        REPORT_MARKUP("families", pieces[PIECE_FAMILIES].bytes),
        REPORT_MARKUP("speed", pieces[PIECE_SPEED].bytes),
        REPORT_MARKUP("verdicts", pieces[PIECE_VERDICTS].bytes),
        REPORT_MARKUP("observables", pieces[PIECE_OBSERVABLES].bytes),
        REPORT_MARKUP("phases", pieces[PIECE_PHASES].bytes),
        REPORT_WORDS("facts", pieces[PIECE_FACTS].bytes),
        REPORT_WORDS("command", pieces[PIECE_COMMAND].bytes),
    };
    REPORT_FILL(page, out, PART_PAGE, fields);
    for (int i = 0; i < PIECES; i++)
        report_drop(page, &pieces[i]);
}

enum status report_page_write(const struct report *report, struct error *error) {
    struct report_page page = {.report = report, .error = error};
    struct text text = {0};
    char path[FILE_PATH_MAX];
    report_parts_read(&page);
    if (page.status == STATUS_OK)
        add_page(&page, &text);
    if (page.status == STATUS_OK)
        page.status = file_join(path, report->options->folder, "index.html", error);
    if (page.status == STATUS_OK)
        page.status = file_write(path, text.bytes, text.length, error);
    report_drop(&page, &text);
    report_parts_free(&page);
    return page.status;
}
