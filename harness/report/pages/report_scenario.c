/* The page of one scenario: what failed, what it claims, its figures and numbers. */
#include <string.h>

#include "judge/claims_evaluate.h"
#include "judge/verdict_format.h"
#include "judge/verdict_next.h"
#include "report/pages/report_pages.h"
#include "scenario/scenario_find.h"

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

/* Adds one claim with its result for every seed. */
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

/* ---- what failed ----------------------------------------------------------------------------- */

/* Adds the command that repeats the failure: of the seed that departed or broke a claim, if one did. */
static void add_rerun(struct text *text, const struct report_page *page,
                      const struct judgement *judgement) {
    struct check_options options = *page->report->input->check_options;
    const char *name = judgement->scenario->name;
    if (verdict_is_unblessed(judgement->verdict)) {
        report_add_command(text, &options, "bless --reason \"...\"", name);
        return;
    }
    long seed = judgement->bits.found ? judgement->bits.seed : -1;
    for (long i = 0; seed < 0 && i < judgement->claims_tested; i++)
        if (!judgement->claims[i].holds)
            seed = judgement->claim_seed[i];
    if (seed >= 0) {
        options.seeds = CHECK_SEEDS_GIVEN;
        options.seed_first = seed;
        options.seed_count = 1;
    }
    report_add_command(text, &options, "check", name);
}

/* Adds the first value that differs from the golden curve, with the golden value. If the departure is not a value, the
 * reason says so. */
static void add_departure(struct report_page *page, struct text *out,
                          const struct judgement *judgement) {
    const struct departure *departure = &judgement->bits;
    struct text place = {0}, values = {0}, count = {0};
    if (!verdict_bits_have_place(judgement))
        return;
    text_add(&place, "%s at step %ld, seed %ld", klimb_observable_info[departure->column].name,
             departure->step, departure->seed);
    text_add(&values, "%.9g, golden %.9g", departure->got, departure->wanted);
    text_add(&count, "%ld", departure->count);
    report_add_term(page, out, "First departure", place.bytes);
    report_add_term(page, out, "Got", values.bytes);
    report_add_term(page, out, "Cells that differ", count.bytes);
    report_drop(page, &place);
    report_drop(page, &values);
    report_drop(page, &count);
}

static void add_broken_claims(struct report_page *page, struct text *out,
                              const struct judgement *judgement) {
    for (long i = 0; i < judgement->claims_tested; i++) {
        struct text words = {0};
        text_add(&words, "seed %ld: %s", judgement->claim_seed[i], judgement->claims[i].message);
        if (!judgement->claims[i].holds)
            report_add_item(page, out, words.bytes);
        report_drop(page, &words);
    }
}

static const char *headline_of(enum verdict verdict) {
    static const char *const headlines[VERDICTS] = {
        [VERDICT_SKIP] = "Not run",
        [VERDICT_UNTESTED] = "Nothing to compare with",
        [VERDICT_NEW] = "No golden curves yet",
        [VERDICT_STALE] = "The golden curves are old",
        [VERDICT_DRIFT] = "What drifted",
        [VERDICT_SHIFTED] = "What shifted",
        [VERDICT_FAIL] = "What failed",
        [VERDICT_ERROR] = "What broke",
    };
    return headlines[verdict];
}

static void add_failure(struct report_page *page, struct text *out,
                        const struct report_topic *topic) {
    const struct judgement *judgement = topic->subject->judgement;
    struct text departure = {0}, claims = {0}, command = {0}, figure = {0};
    if (judgement->verdict == VERDICT_PASS)
        return;
    add_departure(page, &departure, judgement);
    add_broken_claims(page, &claims, judgement);
    report_add_figures(page, &figure, topic, REPORT_IN_FAILURE);
    if (judgement->verdict != VERDICT_SKIP)
        add_rerun(&command, page, judgement);
    const struct template_field fields[] = {
        REPORT_WORDS("verdict", verdict_names[judgement->verdict]),
        REPORT_WORDS("headline", headline_of(judgement->verdict)),
        REPORT_WORDS("reason", judgement->reason),
        REPORT_MARKUP("departure", departure.bytes),
        REPORT_MARKUP("claims", claims.bytes),
        REPORT_WORDS("command", command.bytes),
        REPORT_MARKUP("figure", figure.bytes),
    };
    REPORT_FILL(page, out, PART_FAILURE, fields);
    report_drop(page, &departure);
    report_drop(page, &claims);
    report_drop(page, &command);
    report_drop(page, &figure);
}

/* ---- the page -------------------------------------------------------------------------------- */

static const struct report_family *family_of(const struct report *report, long i) {
    const struct report_family *family = report->families;
    while (i >= family->first + family->count)
        family++;
    return family;
}

/* The link to a neighbour in the order of the index, if there is one. */
static void add_neighbour(struct report_page *page, struct text *out, long i,
                          const char *relation) {
    char path[FILE_PATH_MAX];
    if (i < 0 || i >= page->report->count)
        return;
    const struct report_subject *subject = &page->report->subjects[i];
    report_subject_path(path, subject);
    report_add_neighbour(page, out, path, relation, report_leaf(subject));
}

/* Adds the reason and date of the golden curves. */
static void add_blessing(struct text *text, const struct report_subject *subject) {
    const struct golden *golden = subject->golden;
    if (golden == NULL || subject->ensemble_seeds == 0)
        return;
    text_add(text, "%ld seeds, blessed %.10s", subject->ensemble_seeds, golden->date);
    if (golden->commit[0] != '\0')
        text_add(text, " at %.12s", golden->commit);
    text_add(text, ": %s", golden->reason);
}

enum piece {
    PIECE_FAMILY,
    PIECE_NEIGHBOURS,
    PIECE_FAILURE,
    PIECE_COMMAND,
    PIECE_BLESSING,
    PIECE_CLAIMS,
    PIECE_FIGURES,
    PIECE_WORDS,
    PIECE_NUMBERS,
    PIECE_POWER,
    PIECE_SOURCE,
    PIECES
};

/* Adds what there is to say about a judged scenario. */
static void add_verdict_pieces(struct report_page *page, struct text pieces[PIECES],
                               const struct report_topic *topic) {
    const struct report_subject *subject = topic->subject;
    add_failure(page, &pieces[PIECE_FAILURE], topic);
    report_add_command(&pieces[PIECE_COMMAND], page->report->input->check_options, "check",
                       subject->name);
    add_blessing(&pieces[PIECE_BLESSING], subject);
    add_claims(page, &pieces[PIECE_CLAIMS], subject->judgement);
    report_add_words(page, &pieces[PIECE_WORDS], subject);
    report_add_power(page, &pieces[PIECE_POWER], subject);
    report_add_source(page, &pieces[PIECE_SOURCE], subject->scenario);
}

static void add_pieces(struct report_page *page, struct text pieces[PIECES], long i) {
    const struct report_subject *subject = &page->report->subjects[i];
    const struct report_family *family = family_of(page->report, i);
    const struct report_topic topic = {REPORT_OF_SCENARIO, page->report, family, subject, NULL};
    char path[FILE_PATH_MAX];
    report_family_path(path, family);
    report_add_link(page, &pieces[PIECE_FAMILY], path, report_family_title(family));
    add_neighbour(page, &pieces[PIECE_NEIGHBOURS], i - 1, "prev");
    add_neighbour(page, &pieces[PIECE_NEIGHBOURS], i + 1, "next");
    report_add_figures(page, &pieces[PIECE_FIGURES], &topic, REPORT_ON_PAGE);
    report_add_numbers(page, &pieces[PIECE_NUMBERS], subject);
    if (subject->judgement != NULL)
        add_verdict_pieces(page, pieces, &topic);
}

static void add_scenario(struct report_page *page, struct text *out,
                         const struct report_subject *subject, const struct text pieces[PIECES]) {
    const struct scenario *scenario = subject->scenario;
    const struct template_field fields[] = {
        REPORT_WORDS("verdict", verdict_names[subject->judgement->verdict]),
        REPORT_WORDS("name", scenario->name),
        REPORT_WORDS("claim", scenario->claim),
        REPORT_WORDS("about", scenario->about),
        REPORT_MARKUP("family", pieces[PIECE_FAMILY].bytes),
        REPORT_MARKUP("neighbours", pieces[PIECE_NEIGHBOURS].bytes),
        REPORT_MARKUP("failure", pieces[PIECE_FAILURE].bytes),
        REPORT_WORDS("command", pieces[PIECE_COMMAND].bytes),
        REPORT_WORDS("blessing", pieces[PIECE_BLESSING].bytes),
        REPORT_MARKUP("claims", pieces[PIECE_CLAIMS].bytes),
        REPORT_MARKUP("figures", pieces[PIECE_FIGURES].bytes),
        REPORT_MARKUP("words", pieces[PIECE_WORDS].bytes),
        REPORT_MARKUP("numbers", pieces[PIECE_NUMBERS].bytes),
        REPORT_MARKUP("power", pieces[PIECE_POWER].bytes),
        REPORT_MARKUP("source", pieces[PIECE_SOURCE].bytes),
    };
    REPORT_FILL(page, out, PART_SCENARIO, fields);
}

/* There is less to say about a log. */
static void add_record(struct report_page *page, struct text *out,
                       const struct report_subject *subject, const struct text pieces[PIECES]) {
    const struct template_field fields[] = {
        REPORT_WORDS("name", report_leaf(subject)),
        REPORT_WORDS("path", subject->source),
        REPORT_MARKUP("neighbours", pieces[PIECE_NEIGHBOURS].bytes),
        REPORT_MARKUP("figures", pieces[PIECE_FIGURES].bytes),
        REPORT_MARKUP("numbers", pieces[PIECE_NUMBERS].bytes),
    };
    REPORT_FILL(page, out, PART_RECORD, fields);
}

void report_scenario_write(struct report_page *page, long i) {
    const struct report_subject *subject = &page->report->subjects[i];
    char path[FILE_PATH_MAX];
    struct text pieces[PIECES] = {{0}}, body = {0};
    report_subject_path(path, subject);
    report_open(page, path);
    add_pieces(page, pieces, i);
    if (subject->judgement != NULL)
        add_scenario(page, &body, subject, pieces);
    else
        add_record(page, &body, subject, pieces);
    report_close(page, path, subject->name, "scenario", &body);
    for (int piece = 0; piece < PIECES; piece++)
        report_drop(page, &pieces[piece]);
}
