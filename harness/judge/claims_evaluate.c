#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "diagnose/diagnosis.h"
#include "judge/claims_evaluate.h"
#include "judge/claims_measure.h"

/* The measurement and messages of a verb. The texts have placeholders: see add_placeholder. */
struct verb {
    claim_measure_function *measure;
    const char *subject;   /* what is measured */
    const char *place;     /* where in the record it was found */
    int has_unit;          /* whether the value has the column's unit */
    const char *statement; /* the claim in words; NULL: "<subject> is <bounds>" */
};

#define CHANGE_PLACE " (mean of {last} over that of {ninth}, less 1)"

static const struct verb verbs[CLAIM_KINDS] = {
    [CLAIM_INITIAL] = {claim_measure_initial, "initial {column}", " at step {step}", 1, NULL},
    [CLAIM_FINAL] = {claim_measure_final, "final {column}", " (mean of {last})", 1, NULL},
    [CLAIM_PEAK] = {claim_measure_peak, "peak {column}", " at step {step}", 1, NULL},
    [CLAIM_LOWEST] = {claim_measure_lowest, "lowest {column}", " at step {step}", 1, NULL},
    [CLAIM_AT] = {claim_measure_at, "{column}", " at step {step}", 1, NULL},
    [CLAIM_RISES] = {claim_measure_rise, "rise of {column}", " (step 0 to mean of {last})", 1,
                     NULL},
    [CLAIM_FALLS] = {claim_measure_fall, "fall of {column}", " (step 0 to mean of {last})", 1,
                     NULL},
    [CLAIM_SETTLES] = {claim_measure_change, "late relative change of {column}", CHANGE_PLACE, 0,
                       NULL},
    [CLAIM_CLIMBS] = {claim_measure_change, "late relative climb of {column}", CHANGE_PLACE, 0,
                      NULL},
    [CLAIM_STAYS] = {claim_measure_stay, "{column}", " at step {step}", 1,
                     "{column} stays {bounds}"},
    [CLAIM_STRAIGHT] = {claim_measure_straightness, "R^2 of a line through {column}", "", 0, NULL},
    [CLAIM_TRACKS] = {claim_measure_distance, "largest distance of {column} from {other}",
                      " at step {step} of {last}", 1, NULL},
    [CLAIM_RATIO] = {claim_measure_ratio, "final {column} over that of {reference}",
                     " (means of {last})", 0, NULL},
    [CLAIM_CURVE] = {claim_measure_curve, "{column}", " at step {step}", 1,
                     "{column} is {bounds} in every row"},
};

/* What a text is about. Descriptions of a claim alone have neither record nor result. */
struct topic {
    const struct claim *claim;
    const struct record *record;
    const struct measurement *found;
};

static const char *unit_of(const struct claim *claim) {
    const char *unit = klimb_observable_info[claim->column].unit;
    return verbs[claim->kind].has_unit && strcmp(unit, "1") != 0 ? unit : "";
}

static void add_unit(struct text *text, const struct claim *claim) {
    const char *unit = unit_of(claim);
    text_add(text, "%s%s", unit[0] != '\0' ? " " : "", unit);
}

static void add_column(struct text *text, const struct topic *topic) {
    text_add(text, "%s", klimb_observable_info[topic->claim->column].name);
}

static void add_other(struct text *text, const struct topic *topic) {
    text_add(text, "%s", klimb_observable_info[topic->claim->other].name);
}

static void add_reference(struct text *text, const struct topic *topic) {
    text_add(text, "%s", topic->claim->reference);
}

static void add_step(struct text *text, const struct topic *topic) {
    text_add(text, "%ld", topic->found->step);
}

/* The steps after the start of a window up to the start of the next. */
static void add_window(struct text *text, double start, double end) {
    long first = (long)floor(start) + 1, last = (long)floor(end);
    if (first < last)
        text_add(text, "steps %ld-%ld", first, last);
    else
        text_add(text, "step %ld", last);
}

static void add_last(struct text *text, const struct topic *topic) {
    add_window(text, claim_tenth_start(topic->record, 1), claim_tenth_start(topic->record, 0));
}

static void add_ninth(struct text *text, const struct topic *topic) {
    add_window(text, claim_tenth_start(topic->record, 2), claim_tenth_start(topic->record, 1));
}

static void add_bounds(struct text *text, const struct topic *topic) {
    const struct claim *claim = topic->claim;
    int is_range = isfinite(claim->low) && isfinite(claim->high);
    if (claim->of_theory) {
        text_add(text, "within ");
        text_add_double(text, claim->high);
        text_add(text, " max(1, |theory|)");
        if (claim->errors > 0) {
            text_add(text, " + ");
            text_add_double(text, claim->errors);
            text_add(text, " standard errors");
        }
        text_add(text, " of theory");
        return;
    }
    if (is_range) {
        text_add(text, "in [");
        text_add_double(text, claim->low);
        text_add(text, ", ");
        text_add_double(text, claim->high);
        text_add(text, "]");
    } else {
        text_add(text, isfinite(claim->high) ? "at most " : "at least ");
        text_add_double(text, isfinite(claim->high) ? claim->high : claim->low);
    }
    add_unit(text, claim);
}

/* Adds the steps that a claim names, if any. */
static void add_steps(struct text *text, const struct topic *topic) {
    const struct claim *claim = topic->claim;
    if (claim->from > 0)
        text_add(text, " from step %ld", claim->from);
    if (claim->by >= 0)
        text_add(text, " %s step %ld", claim->kind == CLAIM_AT ? "at" : "by", claim->by);
}

static int is_inside(double value, const struct topic *topic) {
    const struct measurement *found = topic->found;
    if (topic->claim->of_theory)
        return fabs(value - found->theory) <= claim_theory_bound(topic->claim, found);
    return claim_is_inside(value, topic->claim);
}

/* Six digits, or as many as show on which side of a bound the value lies. The sign of a NaN is
 * meaningless and differs between machines, so it is not printed. */
static void add_value(struct text *text, const struct topic *topic) {
    static const int digits[] = {6, 9, 17};
    double value = topic->found->value;
    char decimal[40];
    for (size_t i = 0; i < sizeof digits / sizeof *digits; i++) {
        snprintf(decimal, sizeof decimal, "%.*g", digits[i], value);
        if (is_inside(strtod(decimal, NULL), topic) == is_inside(value, topic))
            break;
    }
    text_add(text, "%s", isnan(value) ? "nan" : decimal);
    add_unit(text, topic->claim);
}

static void add_quantity(struct text *text, const struct topic *topic, const char *what, int digits,
                         double value) {
    text_add(text, "%s %.*g", what, digits, value);
    add_unit(text, topic->claim);
}

/* Theory's value and the distance from it, with enough digits to show the distance. */
static void add_theory(struct text *text, const struct topic *topic) {
    const struct measurement *found = topic->found;
    add_quantity(text, topic, ", theory", 9, found->theory);
    add_quantity(text, topic, ", difference", 3, fabs(found->value - found->theory));
    add_quantity(text, topic, " where up to", 3, claim_theory_bound(topic->claim, found));
    text_add(text, " is allowed");
    if (topic->claim->errors > 0)
        add_quantity(text, topic, ", standard error", 3, found->error);
}

static void add_why(struct text *text, const struct topic *topic) {
    text_add(text, "%s", topic->found->why);
}

/* Replaces the placeholder that `at` begins with. Returns its length, 0 if there is no placeholder.
 */
static size_t add_placeholder(struct text *text, const char *at, const struct topic *topic) {
    static const struct {
        const char *name;
        void (*add)(struct text *, const struct topic *);
    } placeholders[] = {
        {"{column}", add_column}, {"{other}", add_other}, {"{reference}", add_reference},
        {"{step}", add_step},     {"{last}", add_last},   {"{ninth}", add_ninth},
        {"{bounds}", add_bounds}, {"{steps}", add_steps}, {"{value}", add_value},
        {"{theory}", add_theory}, {"{why}", add_why},
    };
    for (size_t i = 0; i < sizeof placeholders / sizeof *placeholders; i++) {
        size_t length = strlen(placeholders[i].name);
        if (strncmp(at, placeholders[i].name, length) != 0)
            continue;
        placeholders[i].add(text, topic);
        return length;
    }
    return 0;
}

static void expand(struct text *text, const char *pattern, const struct topic *topic) {
    for (const char *at = pattern; *at != '\0';) {
        size_t length = add_placeholder(text, at, topic);
        if (length == 0)
            text_add_bytes(text, at, length = 1);
        at += length;
    }
}

/* Moves a text into a field of fixed size; cuts text that is too long. */
static void deliver(char field[CLAIM_TEXT_MAX], struct text *text) {
    const char *bytes = text->bytes != NULL ? text->bytes : "";
    snprintf(field, CLAIM_TEXT_MAX, "%s", text->failed ? "no memory for this message" : bytes);
    text_free(text);
}

/* Which divergence is claimed: " of kl with sigma^2 zero from step 10 by step 200". */
static void add_divergence(struct text *text, const struct claim *claim) {
    const struct topic topic = {.claim = claim};
    if (claim->term != TERM_NONE)
        text_add(text, " in %s", klimb_term_names[claim->term]);
    if (claim->tail != TAIL_NONE)
        text_add(text, " with tail %s", klimb_tail_names[claim->tail]);
    add_steps(text, &topic);
}

/* How a run ended: "non-finite kl at step 61 (dimension 3, tail zero)". */
static void add_outcome(struct text *text, const struct outcome *outcome) {
    if (!outcome->diverged) {
        text_add(text, "all values stayed finite up to step %ld", outcome->step);
        return;
    }
    text_add(text, "non-finite %s at step %ld", klimb_term_names[outcome->term], outcome->step);
    if (outcome->dimension >= 0)
        text_add(text, ", dimension %ld", outcome->dimension);
    if (outcome->tail != TAIL_NONE)
        text_add(text, ", tail %s", klimb_tail_names[outcome->tail]);
}

static void evaluate_divergence(struct claim_result *result, const struct claim *claim,
                                const struct record *record) {
    const struct outcome *outcome = &record->outcome;
    int is_term = claim->term == TERM_NONE || claim->term == outcome->term;
    int is_tail = claim->tail == TAIL_NONE || claim->tail == outcome->tail;
    int is_time = outcome->step >= claim->from && (claim->by < 0 || outcome->step <= claim->by);
    result->holds = outcome->diverged && is_term && is_tail && is_time;
    result->value = outcome->diverged ? (double)outcome->step : (double)NAN;
    result->step = outcome->diverged ? outcome->step : -1;
    struct text text = {0};
    add_outcome(&text, outcome);
    text_add(&text, ", claimed to become non-finite");
    add_divergence(&text, claim);
    deliver(result->message, &text);
}

static void add_states(struct text *text, unsigned states) {
    const char *names[STATES + 1] = {NULL};
    long count = 0;
    for (int state = 0; state < STATES; state++)
        if ((states & 1U << state) != 0)
            names[count++] = state_info[state].name;
    text_add_list(text, names, "or");
}

/* Compares the state that a diagnosis finds; the message has the first sentence of its reason. */
static void evaluate_diagnosis(struct claim_result *result, const struct claim *claim,
                               const struct record *record) {
    struct diagnosis diagnosis;
    struct text text = {0};
    result->value = (double)NAN;
    result->step = -1;
    if (diagnose(&diagnosis, record, NULL) != STATUS_OK) {
        text_add(&text, "no memory for a diagnosis");
        deliver(result->message, &text);
        return;
    }
    result->holds = (claim->states & 1U << diagnosis.state) != 0;
    result->value = diagnosis.confidence;
    text_add(&text, "diagnosis is %s (confidence %.2f%s%s), claimed ",
             state_info[diagnosis.state].name, diagnosis.confidence,
             diagnosis.evidence_count > 0 ? "; " : "",
             diagnosis.evidence_count > 0 ? diagnosis.evidence[0].text : "");
    add_states(&text, claim->states);
    deliver(result->message, &text);
}

static struct measurement measure(const struct claim *claim, const struct record *record,
                                  const struct claim_reference *reference) {
    int no_other = claim->kind == CLAIM_TRACKS && !record->present[claim->other];
    if (record->rows == 0)
        return claim_nothing("the record has no rows");
    if (!record->present[claim->column] || no_other)
        return claim_nothing("the record does not have the column");
    return verbs[claim->kind].measure(claim, record, reference);
}

void claims_evaluate(struct claim_result *result, const struct claim *claim,
                     const struct record *record, const struct claim_reference *reference) {
    *result = (struct claim_result){.claim = claim, .of_theory = claim->of_theory};
    if (claim->kind == CLAIM_NON_FINITE) {
        evaluate_divergence(result, claim, record);
        return;
    }
    if (claim->kind == CLAIM_DIAGNOSIS) {
        evaluate_diagnosis(result, claim, record);
        return;
    }
    const struct measurement found = measure(claim, record, reference);
    const struct topic topic = {.claim = claim, .record = record, .found = &found};
    const struct verb *verb = &verbs[claim->kind];
    int is_in_time = claim->by < 0 || found.step <= claim->by;
    result->value = found.value;
    result->step = found.step;
    result->holds = found.nothing == NULL && is_inside(found.value, &topic) && is_in_time;
    struct text text = {0};
    expand(&text, verb->subject, &topic);
    expand(&text, found.nothing == NULL ? " = {value}" : ": ", &topic);
    expand(&text, found.nothing == NULL ? verb->place : found.nothing, &topic);
    if (found.nothing == NULL && claim->of_theory)
        expand(&text, "{theory}", &topic);
    expand(&text, ", claimed {bounds}{steps}", &topic);
    deliver(result->message, &text);
}

/* The row and column of the first non-finite value in a run that completed; -1 if all are finite.
 * Skips columns that are not in the record, and runs that diverged: there the evaluation set may
 * diverge before the training batch does. */
static long find_non_finite(enum observable *column, const struct record *record) {
    for (long row = 0; !record->outcome.diverged && row < record->rows; row++)
        for (*column = 0; *column < OBSERVABLES; ++*column)
            if (record->present[*column] && !record_is_missing(record, row, *column) &&
                !isfinite(record_value(record, row, *column)))
                return row;
    return -1;
}

/* Whether a column is measured on the evaluation set, and so can be non-finite in a run that goes
 * on. */
static int is_of_evaluation(enum observable column) {
    return column < OBSERVABLE_grad_encoder && column != OBSERVABLE_beta &&
           column != OBSERVABLE_mi_cap;
}

static void say_non_finite(struct claim_result *result, const struct record *record, long row,
                           enum observable column) {
    struct text text = {0};
    result->holds = 0;
    result->step = record->step[row];
    text_add(&text, "%s is ", klimb_observable_info[column].name);
    text_add_float(&text, record_value(record, row, column));
    text_add(&text, " at step %ld of a run that is said to have completed", result->step);
    if (is_of_evaluation(column))
        text_add(&text, "; the training batches were finite, the evaluation set was not");
    deliver(result->message, &text);
}

void claims_evaluate_finiteness(struct claim_result *result, const struct claim_list *list,
                                const struct record *record) {
    int is_declared = 0;
    for (long i = 0; i < list->count; i++)
        is_declared = is_declared || list->claims[i].kind == CLAIM_NON_FINITE;
    *result = (struct claim_result){.holds = is_declared || !record->outcome.diverged,
                                    .value = (double)NAN,
                                    .step = record->outcome.diverged ? record->outcome.step : -1};
    enum observable column;
    long row = find_non_finite(&column, record);
    if (row >= 0) {
        say_non_finite(result, record, row, column);
        return;
    }
    struct text text = {0};
    add_outcome(&text, &record->outcome);
    if (record->outcome.diverged)
        text_add(&text, is_declared ? ", as a claim expects" : ", and no claim expects that");
    deliver(result->message, &text);
}

void claims_describe(char text[CLAIM_TEXT_MAX], const struct claim *claim) {
    const struct topic topic = {.claim = claim};
    struct text words = {0};
    if (claim->kind == CLAIM_NON_FINITE) {
        text_add(&words, "the run becomes non-finite");
        add_divergence(&words, claim);
    } else if (claim->kind == CLAIM_DIAGNOSIS) {
        text_add(&words, "the diagnosis is ");
        add_states(&words, claim->states);
    } else {
        const struct verb *verb = &verbs[claim->kind];
        expand(&words, verb->statement != NULL ? verb->statement : verb->subject, &topic);
        expand(&words, verb->statement != NULL ? "{steps}" : " is {bounds}{steps}", &topic);
    }
    deliver(text, &words);
}
