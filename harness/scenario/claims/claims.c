#include "scenario/claims/claims.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/claims/claims_value.h"

#define NAME_OF_CLAIM(NAME, name, text) name,
const char *const claim_names[] = {CLAIM_TABLE(NAME_OF_CLAIM) NULL};

/* Whether a key must be there. At least one BOUND of a verb must be. */
enum need { REQUIRED, OPTIONAL, BOUND };

/* One key that a verb takes. */
struct field {
    const char *key;
    const struct claim_value *value;
    enum need need;
};

/* The keys that a verb takes. A verb of columns takes the name of any column as a key, with its
 * bounds as value; each becomes a claim of its own. */
enum { FIELDS_MAX = 5 };
struct grammar {
    const struct claim_value *columns; /* the values of its columns; NULL: it takes none */
    const struct claim_value *word; /* the one word that it takes instead of a map; NULL: a map */
    struct field fields[FIELDS_MAX + 1]; /* ends with a NULL key */
};

/* The bounds of a verb whose value is called `name`: [low, high], or one end in words. */
#define BOUNDS(name)                                                                               \
    {name, &claim_value_bounds, BOUND}, {"at least", &claim_value_low, BOUND}, {                   \
        "at most", &claim_value_high, BOUND                                                        \
    }

static const struct grammar grammars[CLAIM_KINDS] = {
    [CLAIM_INITIAL] = {.columns = &claim_value_bounds},
    [CLAIM_FINAL] = {.columns = &claim_value_bounds_or_theory},
    [CLAIM_PEAK] = {.columns = &claim_value_bounds, .fields = {{"by", &claim_value_by, OPTIONAL}}},
    [CLAIM_LOWEST] = {.columns = &claim_value_bounds},
    [CLAIM_AT] = {.columns = &claim_value_bounds, .fields = {{"step", &claim_value_by, REQUIRED}}},
    [CLAIM_RISES] = {.fields = {{"column", &claim_value_column, REQUIRED}, BOUNDS("by")}},
    [CLAIM_FALLS] = {.fields = {{"column", &claim_value_column, REQUIRED}, BOUNDS("by")}},
    [CLAIM_SETTLES] = {.fields = {{"column", &claim_value_column, REQUIRED},
                                  {"within", &claim_value_within_signed, REQUIRED}}},
    [CLAIM_CLIMBS] = {.fields = {{"column", &claim_value_column, REQUIRED}, BOUNDS("by")}},
    [CLAIM_STAYS] = {.fields = {{"column", &claim_value_column, REQUIRED},
                                BOUNDS("in"),
                                {"from", &claim_value_from, OPTIONAL}}},
    [CLAIM_STRAIGHT] = {.fields = {{"column", &claim_value_column, REQUIRED},
                                   {"r2", &claim_value_r2, REQUIRED},
                                   {"from", &claim_value_from, OPTIONAL}}},
    [CLAIM_TRACKS] = {.fields = {{"column", &claim_value_column, REQUIRED},
                                 {"of", &claim_value_other, REQUIRED},
                                 {"within", &claim_value_within, REQUIRED}}},
    [CLAIM_RATIO] = {.fields = {{"column", &claim_value_column, REQUIRED},
                                {"of", &claim_value_reference, REQUIRED},
                                BOUNDS("in")}},
    [CLAIM_CURVE] = {.columns = &claim_value_theory},
    [CLAIM_NON_FINITE] = {.fields = {{"term", &claim_value_term, OPTIONAL},
                                     {"tail", &claim_value_tail, OPTIONAL},
                                     {"from", &claim_value_from, OPTIONAL},
                                     {"by", &claim_value_by, OPTIONAL}}},
    [CLAIM_DIAGNOSIS] = {.word = &claim_value_state},
};

static const struct field *find_field(const struct grammar *grammar, const char *key) {
    for (const struct field *field = grammar->fields; field->key != NULL; field++)
        if (strcmp(field->key, key) == 0)
            return field;
    return NULL;
}

/* The place of a key rather than of its value. */
static struct yaml_node at_key(const struct yaml_node *node) {
    struct yaml_node place = *node;
    place.line = node->key_line;
    place.column = node->key_column;
    return place;
}

/* The error for a key that a verb does not take; lists those it takes. */
static enum status unknown_key(const struct claim_reader *reader, const struct grammar *grammar,
                               const struct yaml_node *node) {
    const char *allowed[OBSERVABLES + FIELDS_MAX + 1];
    const struct yaml_node place = at_key(node);
    long count = 0;
    for (const struct field *field = grammar->fields; field->key != NULL; field++)
        allowed[count++] = field->key;
    for (long i = 0; grammar->columns != NULL && i < OBSERVABLES; i++)
        allowed[count++] = klimb_observable_info[i].name;
    allowed[count] = NULL;
    return claim_unknown_word(reader, &place, grammar->columns != NULL ? "column" : "key",
                              node->key, allowed);
}

/* Adds the keys of a verb to an error's hint. */
static void hint_keys(const struct claim_reader *reader, enum claim_kind kind) {
    const struct grammar *grammar = &grammars[kind];
    static const char *const need_words[] = {
        [REQUIRED] = "", [OPTIONAL] = " (optional)", [BOUND] = " (a bound)"};
    struct text keys = {0};
    if (grammar->columns != NULL)
        text_add(&keys, "columns with their bounds, as in {kl: %s}",
                 grammar->columns == &claim_value_theory ? "{theory: within 1e-3}" : "[1, 4]");
    for (const struct field *field = grammar->fields; field->key != NULL; field++)
        text_add(&keys, "%s%s%s", keys.length > 0 ? ", " : "", field->key, need_words[field->need]);
    if (!keys.failed && keys.length > 0)
        klimb_error_hint(reader->error, "%s takes a map of %s", claim_names[kind], keys.bytes);
    text_free(&keys);
}

static enum status needs(const struct claim_reader *reader, const struct yaml_node *verb,
                         enum claim_kind kind, const char *what) {
    enum status status = yaml_error(reader->yaml, verb, reader->error, "%s needs %s",
                                    claim_names[kind], what);
    hint_keys(reader, kind);
    return status;
}

static enum status needs_key(const struct claim_reader *reader, const struct yaml_node *verb,
                             enum claim_kind kind, const char *key) {
    char what[64];
    snprintf(what, sizeof what, "the key '%s'", key);
    return needs(reader, verb, kind, what);
}

/* Read the keys of a verb that are not columns, into the claim that all its columns start from. */
static enum status read_fields(struct claim *claim, const struct claim_reader *reader,
                               const struct yaml_node *verb) {
    int bounds = 0, bounds_given = 0;
    const struct field *field = grammars[claim->kind].fields;
    for (; field->key != NULL; field++) {
        const struct yaml_node *node = yaml_get(verb, field->key);
        bounds += field->need == BOUND;
        bounds_given += field->need == BOUND && node != NULL;
        if (node == NULL && field->need == REQUIRED)
            return needs_key(reader, verb, claim->kind, field->key);
        enum status status = node == NULL ? STATUS_OK
                                          : field->value->read(claim, field->value, reader, node);
        if (status != STATUS_OK)
            return status;
    }
    if (bounds > 0 && bounds_given == 0)
        return needs(reader, verb, claim->kind, "a bound");
    if (!(claim->low <= claim->high))
        return yaml_error(reader->yaml, verb, reader->error,
                          "%s has its lower bound %g above its upper bound %g",
                          claim_names[claim->kind], claim->low, claim->high);
    return STATUS_OK;
}

/* Read the keys of a verb that are columns, each into a claim of its own; refuse all others. */
static enum status read_columns(struct claim_list *list, const struct claim *start,
                                const struct claim_reader *reader, const struct yaml_node *verb) {
    const struct grammar *grammar = &grammars[start->kind];
    const char *columns[OBSERVABLES + 1];
    claim_column_names(columns);
    for (long i = 0; i < verb->count; i++) {
        const struct yaml_node *node = &verb->children[i];
        if (find_field(grammar, node->key) != NULL)
            continue;
        long column = grammar->columns != NULL ? text_index(node->key, columns) : -1;
        if (column < 0)
            return unknown_key(reader, grammar, node);
        struct claim *claim = &list->claims[list->count];
        *claim = *start;
        claim->column = (enum observable)column;
        claim->line = node->key_line;
        enum status status = grammar->columns->read(claim, grammar->columns, reader, node);
        if (status != STATUS_OK)
            return status;
        list->count++;
    }
    return STATUS_OK;
}

/* Reads the value of a verb that takes one word. */
static enum status read_word_of(struct claim_list *list, struct claim *claim,
                                const struct claim_reader *reader, const struct yaml_node *verb) {
    const struct claim_value *word = grammars[claim->kind].word;
    enum status status = word->read(claim, word, reader, verb);
    if (status == STATUS_OK)
        list->claims[list->count++] = *claim;
    return status;
}

/* Reads the map of a verb. */
static enum status read_map_of(struct claim_list *list, struct claim *claim,
                               const struct claim_reader *reader, const struct yaml_node *verb) {
    long before = list->count;
    if (verb->kind != YAML_MAP) {
        enum status status = yaml_error(reader->yaml, verb, reader->error, "%s must be a map",
                                        verb->key);
        hint_keys(reader, claim->kind);
        return status;
    }
    enum status status = read_fields(claim, reader, verb);
    if (status == STATUS_OK)
        status = read_columns(list, claim, reader, verb);
    if (status != STATUS_OK)
        return status;
    if (grammars[claim->kind].columns == NULL)
        list->claims[list->count++] = *claim;
    else if (list->count == before)
        return yaml_error(reader->yaml, verb, reader->error, "%s names no column", verb->key);
    return STATUS_OK;
}

/* Read one item of the list: a map of one verb. */
static enum status read_item(struct claim_list *list, const struct claim_reader *reader,
                             const struct yaml_node *item) {
    if (item->kind != YAML_MAP || item->count != 1)
        return yaml_error(reader->yaml, item, reader->error,
                          "a claim must be one word and its keys, as in 'final: {kl: [1, 4]}'");
    const struct yaml_node *verb = &item->children[0];
    const struct yaml_node place = at_key(verb);
    long kind = text_index(verb->key, claim_names);
    if (kind < 0)
        return claim_unknown_word(reader, &place, "expectation", verb->key, claim_names);
    struct claim claim = {.kind = (enum claim_kind)kind,
                          .low = -HUGE_VAL,
                          .high = HUGE_VAL,
                          .by = -1,
                          .line = verb->key_line};
    return (grammars[kind].word != NULL ? read_word_of : read_map_of)(list, &claim, reader, verb);
}

/* An upper bound of the number of claims: every key of every verb, and the verb itself. */
static size_t count_at_most(const struct yaml_node *node) {
    size_t count = 0;
    for (long i = 0; i < node->count; i++) {
        const struct yaml_node *item = &node->children[i];
        count += 1 + (item->count > 0 ? (size_t)item->children[0].count : 0);
    }
    return count;
}

enum status claims_parse(struct claim_list *list, const struct yaml *yaml,
                         const struct yaml_node *node, const char *folder, struct error *error) {
    const struct claim_reader reader = {.yaml = yaml, .folder = folder, .error = error};
    *list = (struct claim_list){0};
    if (node->kind != YAML_LIST)
        return yaml_error(yaml, node, error,
                          "expect must be a list of claims, as in "
                          "'- final: {kl: [1, 4]}'");
    if (node->count == 0)
        return STATUS_OK;
    list->claims = calloc(count_at_most(node), sizeof *list->claims);
    if (list->claims == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the claims of %s", yaml->file);
    enum status status = STATUS_OK;
    for (long i = 0; i < node->count && status == STATUS_OK; i++)
        status = read_item(list, &reader, &node->children[i]);
    if (status != STATUS_OK)
        claims_free(list);
    return status;
}

void claims_free(struct claim_list *list) {
    free(list->claims);
    *list = (struct claim_list){0};
}

/* Add "key: value", with a comma when it is not the first; nothing when the value writes nothing.
 */
static void add_pair(struct text *text, int *is_first, const char *key, const struct claim *claim,
                     const struct claim_value *value, const char *folder) {
    struct text written = {0};
    value->write(&written, claim, value, folder);
    if (written.length > 0)
        text_add(text, "%s%s: %s", *is_first ? "" : ", ", key, written.bytes);
    *is_first = *is_first && written.length == 0;
    text->failed |= written.failed;
    text_free(&written);
}

void claims_format(struct text *text, const struct claim_list *list, const char *folder) {
    if (list->count == 0)
        text_add(text, " []");
    for (long i = 0; i < list->count; i++) {
        const struct claim *claim = &list->claims[i];
        const struct grammar *grammar = &grammars[claim->kind];
        int is_first = 1;
        text_add(text, "\n  - %s: ", claim_names[claim->kind]);
        if (grammar->word != NULL) {
            grammar->word->write(text, claim, grammar->word, folder);
            continue;
        }
        text_add(text, "{");
        if (grammar->columns != NULL)
            add_pair(text, &is_first, klimb_observable_info[claim->column].name, claim,
                     grammar->columns, folder);
        for (const struct field *field = grammar->fields; field->key != NULL; field++)
            add_pair(text, &is_first, field->key, claim, field->value, folder);
        text_add(text, "}");
    }
}
