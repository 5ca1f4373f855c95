#include "scenario/claims/claims_value.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "scenario/claims/reference.h"

void claim_column_names(const char *names[OBSERVABLES + 1]) {
    for (long i = 0; i < OBSERVABLES; i++)
        names[i] = klimb_observable_info[i].name;
    names[OBSERVABLES] = NULL;
}

enum status claim_unknown_word(const struct claim_reader *reader, const struct yaml_node *node,
                               const char *what, const char *word, const char *const *allowed) {
    struct text list = {0};
    text_add_list(&list, allowed, "or");
    enum status status = yaml_error(reader->yaml, node, reader->error,
                                    "unknown %s '%.60s'; must be one of %s", what, word,
                                    text_string(&list));
    text_free(&list);
    const char *nearest = text_nearest(word, allowed);
    if (nearest != NULL)
        klimb_error_hint(reader->error, "did you mean %s?", nearest);
    return status;
}

static void *field_of(struct claim *claim, const struct claim_value *value) {
    return (char *)claim + value->offset;
}

static const void *field_in(const struct claim *claim, const struct claim_value *value) {
    return (const char *)claim + value->offset;
}

static enum status read_word(struct claim *claim, const struct claim_value *value,
                             const struct claim_reader *reader, const struct yaml_node *node) {
    const char *columns[OBSERVABLES + 1], *word;
    claim_column_names(columns);
    /* "none" comes first in the tables of terms and tails and cannot be claimed. */
    const char *const *allowed = value->names != NULL ? value->names + 1 : columns;
    enum status status = yaml_as_string(&word, reader->yaml, node, reader->error);
    if (status != STATUS_OK)
        return status;
    long place = text_index(word, allowed);
    if (place < 0)
        return claim_unknown_word(reader, node, node->key, word, allowed);
    unsigned *field = field_of(claim, value);
    *field = (unsigned)(value->names != NULL ? place + 1 : place);
    return STATUS_OK;
}

static void write_word(struct text *text, const struct claim *claim,
                       const struct claim_value *value, const char *folder) {
    (void)folder;
    unsigned place = *(const unsigned *)field_in(claim, value);
    if (value->names == NULL)
        text_add(text, "%s", klimb_observable_info[place].name);
    else if (place > 0)
        text_add(text, "%s", value->names[place]);
}

static enum status read_number(double *number, const struct claim_reader *reader,
                               const struct yaml_node *node) {
    enum status status = yaml_as_double(number, reader->yaml, node, reader->error);
    if (status == STATUS_OK && isnan(*number))
        return yaml_error(reader->yaml, node, reader->error,
                          "a bound must be a number or .inf, not .nan, which nothing satisfies");
    return status;
}

static enum status read_bounds(struct claim *claim, const struct claim_value *value,
                               const struct claim_reader *reader, const struct yaml_node *node) {
    (void)value;
    if (node->kind != YAML_LIST || node->count != 2)
        return yaml_error(reader->yaml, node, reader->error,
                          "%s must be bounds [low, high], with -.inf or .inf for none", node->key);
    enum status status = read_number(&claim->low, reader, &node->children[0]);
    if (status == STATUS_OK)
        status = read_number(&claim->high, reader, &node->children[1]);
    if (status == STATUS_OK && !(claim->low <= claim->high))
        return yaml_error(reader->yaml, node, reader->error,
                          "%s has its lower bound %g above its upper bound %g", node->key,
                          claim->low, claim->high);
    return status;
}

/* The value of {theory: ...}: "within x", or "within x and n standard errors". */
struct theory_words {
    char within[32], errors[32]; /* the numbers, as written */
    int within_at, errors_at;    /* where they begin */
    int is_short, is_long;       /* which of the two forms it has */
};

static struct theory_words split_theory(const char *text) {
    struct theory_words words = {0};
    int short_end = 0, long_end = 0;
    int found = sscanf(text, "within %n%31s%n and %n%31s standard errors%n", &words.within_at,
                       words.within, &short_end, &words.errors_at, words.errors, &long_end);
    words.is_short = found >= 1 && text[short_end] == '\0';
    words.is_long = found == 2 && long_end > 0 && text[long_end] == '\0';
    return words;
}

/* Reads a number that is part of a text; an error names the number's own column. */
static enum status read_part(double *number, const char *digits, int at,
                             const struct claim_reader *reader, const struct yaml_node *node) {
    struct yaml_node part = *node;
    part.scalar = digits;
    part.column += at + node->is_quoted;
    part.is_quoted = 0;
    enum status status = read_number(number, reader, &part);
    if (status == STATUS_OK && !(*number >= 0 && isfinite(*number)))
        return yaml_error(reader->yaml, &part, reader->error,
                          "the number after theory is %g; must be at least 0 and finite", *number);
    return status;
}

/* Reads {theory: ...}. A curve has no noise and so no standard error. */
static enum status read_theory(struct claim *claim, const struct claim_value *value,
                               const struct claim_reader *reader, const struct yaml_node *node) {
    const struct yaml_node *text = yaml_get(node, "theory");
    (void)value;
    if (text == NULL || node->count != 1)
        return yaml_error(reader->yaml, node, reader->error, "%s must be {theory: within x}",
                          node->key);
    struct theory_words words = {0};
    if (text->kind == YAML_SCALAR)
        words = split_theory(text->scalar);
    if (!words.is_short && !(words.is_long && claim->kind != CLAIM_CURVE))
        return yaml_error(reader->yaml, text, reader->error,
                          "theory must be 'within' and a number, as in {theory: within 1e-3}%s",
                          claim->kind == CLAIM_CURVE ? ": a curve has no noise to allow for"
                                                     : ", or 'within 1e-3 and 5 standard errors'");
    enum status status = read_part(&claim->high, words.within, words.within_at, reader, text);
    if (status == STATUS_OK && words.is_long)
        status = read_part(&claim->errors, words.errors, words.errors_at, reader, text);
    claim->low = 0;
    claim->of_theory = 1;
    return status;
}

static enum status read_bounds_or_theory(struct claim *claim, const struct claim_value *value,
                                         const struct claim_reader *reader,
                                         const struct yaml_node *node) {
    return (node->kind == YAML_MAP ? read_theory : read_bounds)(claim, value, reader, node);
}

static void write_bounds(struct text *text, const struct claim *claim,
                         const struct claim_value *value, const char *folder) {
    (void)value, (void)folder;
    if (claim->of_theory) {
        text_add(text, "{theory: within ");
        text_add_double(text, claim->high);
        if (claim->errors > 0) {
            text_add(text, " and ");
            text_add_double(text, claim->errors);
            text_add(text, " standard errors");
        }
        text_add(text, "}");
        return;
    }
    text_add(text, "[");
    text_add_double(text, claim->low);
    text_add(text, ", ");
    text_add_double(text, claim->high);
    text_add(text, "]");
}

/* Reads one end of the bounds. write_bounds writes both. */
static enum status read_end(struct claim *claim, const struct claim_value *value,
                            const struct claim_reader *reader, const struct yaml_node *node) {
    return read_number(field_of(claim, value), reader, node);
}

static void write_nothing(struct text *text, const struct claim *claim,
                          const struct claim_value *value, const char *folder) {
    (void)text, (void)claim, (void)value, (void)folder;
}

static enum status read_real(struct claim *claim, const struct claim_value *value,
                             const struct claim_reader *reader, const struct yaml_node *node) {
    double *field = field_of(claim, value);
    enum status status = read_number(field, reader, node);
    if (status == STATUS_OK && !(*field >= 0 && *field <= value->most))
        return yaml_error(reader->yaml, node, reader->error, "%s is %g; must be from 0 to %g",
                          node->key, *field, value->most);
    return status;
}

/* A distance has no sign, so it starts at 0. */
static enum status read_within(struct claim *claim, const struct claim_value *value,
                               const struct claim_reader *reader, const struct yaml_node *node) {
    claim->low = 0;
    return read_real(claim, value, reader, node);
}

static enum status read_within_signed(struct claim *claim, const struct claim_value *value,
                                      const struct claim_reader *reader,
                                      const struct yaml_node *node) {
    enum status status = read_real(claim, value, reader, node);
    claim->low = -claim->high;
    return status;
}

static void write_real(struct text *text, const struct claim *claim,
                       const struct claim_value *value, const char *folder) {
    (void)folder;
    text_add_double(text, *(const double *)field_in(claim, value));
}

static enum status read_step(struct claim *claim, const struct claim_value *value,
                             const struct claim_reader *reader, const struct yaml_node *node) {
    long *field = field_of(claim, value);
    enum status status = yaml_as_long(field, reader->yaml, node, reader->error);
    if (status == STATUS_OK && *field < 0)
        return yaml_error(reader->yaml, node, reader->error,
                          "%s is %ld; must be a step, at least 0", node->key, *field);
    return status;
}

static void write_step(struct text *text, const struct claim *claim,
                       const struct claim_value *value, const char *folder) {
    (void)folder;
    long step = *(const long *)field_in(claim, value);
    if (step >= 0)
        text_add(text, "%ld", step);
}

static enum status read_reference(struct claim *claim, const struct claim_value *value,
                                  const struct claim_reader *reader, const struct yaml_node *node) {
    const char *written;
    struct error reason;
    enum status status = yaml_as_string(&written, reader->yaml, node, reader->error);
    if (status != STATUS_OK)
        return status;
    if (reference_resolve(field_of(claim, value), sizeof claim->reference, reader->folder, written,
                          &reason) == STATUS_OK)
        return STATUS_OK;
    status = yaml_error(reader->yaml, node, reader->error, "%s: %s", node->key, reason.message);
    if (reason.hint[0] != '\0')
        klimb_error_hint(reader->error, "%s", reason.hint);
    return status;
}

static void write_reference(struct text *text, const struct claim *claim,
                            const struct claim_value *value, const char *folder) {
    char file[2 * CLAIM_PATH_MAX], relative[2 * CLAIM_PATH_MAX];
    snprintf(file, sizeof file, "%s.yaml", (const char *)field_in(claim, value));
    if (reference_relative(relative, sizeof relative, folder, file, NULL) != STATUS_OK)
        text->failed = 1;
    else
        text_add_escaped(text, relative, TEXT_YAML);
}

static enum status take_state(struct claim *claim, const struct claim_reader *reader,
                              const struct yaml_node *node) {
    const char *word, *names[STATES + 1] = {NULL};
    for (int state = 0; state < STATES; state++)
        names[state] = state_info[state].name;
    enum status status = yaml_as_string(&word, reader->yaml, node, reader->error);
    if (status != STATUS_OK)
        return status;
    int state = state_find(word);
    if (state < 0)
        return claim_unknown_word(reader, node, "diagnosis", word, names);
    claim->states |= 1U << state;
    return STATUS_OK;
}

/* A state, or a list of states. */
static enum status read_states(struct claim *claim, const struct claim_value *value,
                               const struct claim_reader *reader, const struct yaml_node *node) {
    (void)value;
    if (node->kind != YAML_LIST)
        return take_state(claim, reader, node);
    if (node->count == 0)
        return yaml_error(reader->yaml, node, reader->error,
                          "%s must be a state, or a list of one or more", node->key);
    enum status status = STATUS_OK;
    for (long i = 0; i < node->count && status == STATUS_OK; i++)
        status = take_state(claim, reader, &node->children[i]);
    return status;
}

static void write_states(struct text *text, const struct claim *claim,
                         const struct claim_value *value, const char *folder) {
    int is_list = (claim->states & (claim->states - 1)) != 0, is_first = 1;
    (void)value, (void)folder;
    text_add(text, "%s", is_list ? "[" : "");
    for (int state = 0; state < STATES; state++) {
        if ((claim->states & 1U << state) == 0)
            continue;
        text_add(text, "%s%s", is_first ? "" : ", ", state_info[state].name);
        is_first = 0;
    }
    text_add(text, "%s", is_list ? "]" : "");
}

const struct claim_value claim_value_state = {.read = read_states, .write = write_states};
const struct claim_value claim_value_column = {
    .read = read_word, .write = write_word, .offset = offsetof(struct claim, column)};
const struct claim_value claim_value_other = {
    .read = read_word, .write = write_word, .offset = offsetof(struct claim, other)};
const struct claim_value claim_value_bounds = {.read = read_bounds, .write = write_bounds};
const struct claim_value claim_value_theory = {.read = read_theory, .write = write_bounds};
const struct claim_value claim_value_bounds_or_theory = {.read = read_bounds_or_theory,
                                                         .write = write_bounds};
const struct claim_value claim_value_low = {
    .read = read_end, .write = write_nothing, .offset = offsetof(struct claim, low)};
const struct claim_value claim_value_high = {
    .read = read_end, .write = write_nothing, .offset = offsetof(struct claim, high)};
const struct claim_value claim_value_within = {.read = read_within,
                                               .write = write_real,
                                               .offset = offsetof(struct claim, high),
                                               .most = HUGE_VAL};
const struct claim_value claim_value_within_signed = {.read = read_within_signed,
                                                      .write = write_real,
                                                      .offset = offsetof(struct claim, high),
                                                      .most = HUGE_VAL};
const struct claim_value claim_value_r2 = {
    .read = read_real, .write = write_real, .offset = offsetof(struct claim, low), .most = 1};
const struct claim_value claim_value_from = {
    .read = read_step, .write = write_step, .offset = offsetof(struct claim, from)};
const struct claim_value claim_value_by = {
    .read = read_step, .write = write_step, .offset = offsetof(struct claim, by)};
const struct claim_value claim_value_reference = {
    .read = read_reference, .write = write_reference, .offset = offsetof(struct claim, reference)};
const struct claim_value claim_value_term = {.read = read_word,
                                             .write = write_word,
                                             .offset = offsetof(struct claim, term),
                                             .names = klimb_term_names};
const struct claim_value claim_value_tail = {.read = read_word,
                                             .write = write_word,
                                             .offset = offsetof(struct claim, tail),
                                             .names = klimb_tail_names};
