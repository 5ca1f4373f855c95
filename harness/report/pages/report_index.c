/* index.html: what was found, in which scenarios, and on what machine. */
#include <string.h>

#include "record/versions.h"
#include "report/pages/report_pages.h"
#include "scenario/scenario_find.h"

/* ---- verdicts -------------------------------------------------------------------------------- */

static void add_headline(struct text *text, const struct verdict_summary *summary) {
    text_add(text, "%ld of %ld scenario%s pass%s", summary->said[VERDICT_PASS], summary->planned,
             summary->planned == 1 ? "" : "s", summary->said[VERDICT_PASS] == 1 ? "es" : "");
}

static void add_tile(struct report_page *page, struct text *out, enum verdict verdict) {
    char count[REPORT_NUMBER_MAX];
    snprintf(count, sizeof count, "%ld", page->report->input->check->summary.said[verdict]);
    const struct template_field fields[] = {REPORT_WORDS("verdict", verdict_names[verdict]),
                                            REPORT_WORDS("count", count),
                                            REPORT_WORDS("meaning", verdict_meanings[verdict])};
    REPORT_FILL(page, out, PART_TILE, fields);
}

/* A part of the bar for a verdict, after the `from` scenarios of other verdicts. */
static void add_bar_part(struct report_page *page, struct text *out, enum verdict verdict,
                         long from) {
    char start[REPORT_NUMBER_MAX], width[REPORT_NUMBER_MAX];
    snprintf(start, sizeof start, "%ld", from);
    snprintf(width, sizeof width, "%ld", page->report->input->check->summary.said[verdict]);
    const struct template_field fields[] = {REPORT_WORDS("verdict", verdict_names[verdict]),
                                            REPORT_WORDS("from", start),
                                            REPORT_WORDS("width", width)};
    REPORT_FILL(page, out, PART_BAR_PART, fields);
}

static void add_verdicts(struct report_page *page, struct text *bar, struct text *tiles) {
    const struct verdict_summary *summary = &page->report->input->check->summary;
    struct text parts = {0}, total = {0};
    long from = 0;
    for (enum verdict verdict = 0; verdict < VERDICTS; verdict++) {
        if (summary->said[verdict] == 0)
            continue;
        add_bar_part(page, &parts, verdict, from);
        add_tile(page, tiles, verdict);
        from += summary->said[verdict];
    }
    text_add(&total, "%ld", from);
    const struct template_field fields[] = {REPORT_WORDS("total", total.bytes),
                                            REPORT_MARKUP("parts", parts.bytes)};
    if (from > 0)
        REPORT_FILL(page, bar, PART_BAR, fields);
    report_drop(page, &parts);
    report_drop(page, &total);
}

/* ---- what comes first ------------------------------------------------------------------------ */

static void add_trouble(struct report_page *page, struct text *out,
                        const struct report_subject *subject) {
    const struct judgement *judgement = subject->judgement;
    struct text source = {0};
    report_add_subject_address(page, &source, subject);
    const struct template_field fields[] = {
        REPORT_WORDS("verdict", verdict_names[judgement->verdict]),
        REPORT_MARKUP("source", source.bytes), REPORT_WORDS("name", subject->name),
        REPORT_WORDS("reason", judgement->reason)};
    REPORT_FILL(page, out, PART_TROUBLE, fields);
    report_drop(page, &source);
}

/* Adds everything that did not pass and why, the most severe first. */
static void add_troubles(struct report_page *page, struct text *out) {
    for (int verdict = VERDICTS - 1; verdict > VERDICT_SKIP; verdict--)
        for (long i = 0; i < page->report->count; i++)
            if ((int)page->report->subjects[i].judgement->verdict == verdict)
                add_trouble(page, out, &page->report->subjects[i]);
}

/* ---- the tree -------------------------------------------------------------------------------- */

static void add_leaf(struct report_page *page, struct text *out,
                     const struct report_subject *subject) {
    struct text source = {0};
    report_add_subject_address(page, &source, subject);
    const struct template_field fields[] = {
        REPORT_WORDS("verdict", verdict_names[subject->judgement->verdict]),
        REPORT_MARKUP("source", source.bytes), REPORT_WORDS("name", report_leaf(subject))};
    REPORT_FILL(page, out, PART_LEAF, fields);
    report_drop(page, &source);
}

static void add_branch(struct report_page *page, struct text *out,
                       const struct report_family *family) {
    char path[FILE_PATH_MAX];
    struct text link = {0}, share = {0}, leaves = {0};
    long passed = 0;
    report_family_path(path, family);
    report_add_link(page, &link, path, report_family_title(family));
    for (long i = 0; i < family->count; i++) {
        const struct report_subject *subject = &page->report->subjects[family->first + i];
        passed += subject->judgement->verdict == VERDICT_PASS;
        add_leaf(page, &leaves, subject);
    }
    text_add(&share, "%ld of %ld", passed, family->count);
    const struct template_field fields[] = {REPORT_MARKUP("link", link.bytes),
                                            REPORT_WORDS("share", share.bytes),
                                            REPORT_MARKUP("leaves", leaves.bytes)};
    REPORT_FILL(page, out, PART_BRANCH, fields);
    report_drop(page, &link);
    report_drop(page, &share);
    report_drop(page, &leaves);
}

/* ---- since the golden curves were blessed ---------------------------------------------------- */

static void add_change(struct report_page *page, struct text *out,
                       const struct report_subject *subject) {
    const struct departure *bits = &subject->judgement->bits;
    char path[FILE_PATH_MAX], got[REPORT_NUMBER_MAX], wanted[REPORT_NUMBER_MAX];
    struct text link = {0}, place = {0}, count = {0};
    report_subject_path(path, subject);
    report_add_link(page, &link, path, subject->name);
    if (verdict_bits_have_place(subject->judgement))
        text_add(&place, "%s at step %ld, seed %ld", klimb_observable_info[bits->column].name,
                 bits->step, bits->seed);
    else
        text_add(&place, "%s", bits->message);
    text_add(&count, "%ld", bits->count);
    snprintf(got, sizeof got, "%.9g", bits->got);
    snprintf(wanted, sizeof wanted, "%.9g", bits->wanted);
    const struct template_field fields[] = {
        REPORT_MARKUP("link", link.bytes), REPORT_WORDS("place", place.bytes),
        REPORT_WORDS("wanted", wanted), REPORT_WORDS("got", got),
        REPORT_WORDS("count", count.bytes)};
    REPORT_FILL(page, out, PART_CHANGE, fields);
    report_drop(page, &link);
    report_drop(page, &place);
    report_drop(page, &count);
}

/* Adds the trajectories that are no longer the golden ones, with a summary in words. */
static void add_changes(struct report_page *page, struct text *words, struct text *rows) {
    long compared = 0, changed = 0;
    for (long i = 0; i < page->report->count; i++) {
        const struct report_subject *subject = &page->report->subjects[i];
        compared += subject->judgement->bits_tested > 0;
        if (!subject->judgement->bits.found)
            continue;
        changed++;
        add_change(page, rows, subject);
    }
    if (compared == 0)
        text_add(words, "No trajectory was compared with a golden one to the last bit.");
    else if (changed == 0)
        text_add(words,
                 "Nothing: the trajectories of %ld scenario%s are their golden ones to the last "
                 "bit, in every column of every step.",
                 compared, compared == 1 ? "" : "s");
    else
        text_add(words,
                 "%ld of %ld scenarios have other trajectories; where each departs first:", changed,
                 compared);
}

/* ---- the machine ----------------------------------------------------------------------------- */

/* Adds the facts that results could depend on. */
static void add_facts(struct report_page *page, struct text *out) {
    const struct check_options *options = page->report->input->check_options;
    struct backend backend;
    struct versions versions;
    if (page->status == STATUS_OK)
        page->status = klimb_backend_select(&backend, options->backend, options->runner.simd,
                                            page->error);
    if (page->status != STATUS_OK)
        return;
    versions_get(&versions, &backend);
    const char *const facts[][2] = {
        {"klimb", versions.klimb},   {"backend", klimb_backend_names[options->backend]},
        {"processor", versions.cpu}, {"instructions", versions.simd},
        {"system", versions.system}, {"compiler", versions.compiler},
        {"flags", versions.flags},   {"OpenBLAS", versions.openblas},
    };
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        report_add_term(page, out, facts[i][0], facts[i][1]);
}

/* ---- the page -------------------------------------------------------------------------------- */

enum piece {
    PIECE_HEADLINE,
    PIECE_BAR,
    PIECE_TILES,
    PIECE_TROUBLES,
    PIECE_TREE,
    PIECE_SCENARIOS,
    PIECE_STUDIES,
    PIECE_CHANGED,
    PIECE_CHANGES,
    PIECE_FACTS,
    PIECES
};

static void add_studies(struct report_page *page, struct text *out) {
    struct text rows = {0};
    report_add_studies(page, &rows);
    const struct template_field fields[] = {REPORT_MARKUP("rows", rows.bytes)};
    if (rows.length > 0)
        REPORT_FILL(page, out, PART_STUDY_SECTION, fields);
    report_drop(page, &rows);
}

static void add_pieces(struct report_page *page, struct text pieces[PIECES]) {
    const struct report *report = page->report;
    add_headline(&pieces[PIECE_HEADLINE], &report->input->check->summary);
    add_verdicts(page, &pieces[PIECE_BAR], &pieces[PIECE_TILES]);
    add_troubles(page, &pieces[PIECE_TROUBLES]);
    for (long i = 0; i < report->family_count; i++)
        add_branch(page, &pieces[PIECE_TREE], &report->families[i]);
    report_add_rows(page, &pieces[PIECE_SCENARIOS], NULL);
    add_studies(page, &pieces[PIECE_STUDIES]);
    add_changes(page, &pieces[PIECE_CHANGED], &pieces[PIECE_CHANGES]);
    add_facts(page, &pieces[PIECE_FACTS]);
}

/* The part of the index that has verdicts. */
static void add_verdict_page(struct report_page *page, struct text *body, struct text *title) {
    const char *given = page->report->options->title;
    struct text pieces[PIECES] = {{0}};
    add_pieces(page, pieces);
    const struct template_field fields[] = {
        REPORT_WORDS("title", given != NULL ? given : "Training dynamics"),
        REPORT_WORDS("headline", pieces[PIECE_HEADLINE].bytes),
        REPORT_MARKUP("bar", pieces[PIECE_BAR].bytes),
        REPORT_MARKUP("tiles", pieces[PIECE_TILES].bytes),
        REPORT_MARKUP("troubles", pieces[PIECE_TROUBLES].bytes),
        REPORT_MARKUP("tree", pieces[PIECE_TREE].bytes),
        REPORT_MARKUP("scenarios", pieces[PIECE_SCENARIOS].bytes),
        REPORT_MARKUP("studies", pieces[PIECE_STUDIES].bytes),
        REPORT_WORDS("changed", pieces[PIECE_CHANGED].bytes),
        REPORT_MARKUP("changes", pieces[PIECE_CHANGES].bytes),
        REPORT_MARKUP("facts", pieces[PIECE_FACTS].bytes),
    };
    REPORT_FILL(page, body, PART_INDEX, fields);
    text_add(title, "%s%s%s", given != NULL ? given : "", given != NULL ? ": " : "",
             pieces[PIECE_HEADLINE].bytes != NULL ? pieces[PIECE_HEADLINE].bytes : "");
    for (int i = 0; i < PIECES; i++)
        report_drop(page, &pieces[i]);
}

/* Records over each other, and one by one. */
static void add_comparison(struct report_page *page, struct text *body, struct text *title) {
    const struct report *report = page->report;
    const struct report_options *options = report->options;
    struct text figures = {0}, rows = {0}, golden = {0};
    text_add(title, "%s", options->title != NULL ? options->title : "Records compared");
    for (long i = 0; i < report->family_count; i++) {
        const struct report_topic topic = {REPORT_OF_FAMILY, report, &report->families[i], NULL,
                                           NULL};
        report_add_figures(page, &figures, &topic, REPORT_ON_PAGE);
    }
    report_add_rows(page, &rows, NULL);
    if (report->count > 0 && report->subjects[0].ensemble_seeds > 0)
        text_add(&golden, "Golden band: %s.", report->input->golden);
    const struct template_field fields[] = {
        REPORT_WORDS("title", title->bytes), REPORT_WORDS("golden", golden.bytes),
        REPORT_MARKUP("figures", figures.bytes), REPORT_MARKUP("rows", rows.bytes)};
    REPORT_FILL(page, body, PART_COMPARISON, fields);
    report_drop(page, &figures);
    report_drop(page, &rows);
    report_drop(page, &golden);
}

void report_index_write(struct report_page *page) {
    struct text body = {0}, title = {0};
    report_open(page, REPORT_INDEX_PATH);
    if (!report_is_judged(page->report))
        add_comparison(page, &body, &title);
    else
        add_verdict_page(page, &body, &title);
    report_close(page, REPORT_INDEX_PATH, title.bytes,
                 !report_is_judged(page->report) ? "comparison" : "index", &body);
    report_drop(page, &title);
}
