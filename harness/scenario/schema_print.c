#include "scenario/schema_print.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "scenario/schema_words.h"

/* A range in words: "0 to 1", "above 0", "at least 0 and below 1"; nothing if it has no ends. */
static void add_range(struct text *text, const struct range *range) {
    int has_low = isfinite(range->low), has_high = isfinite(range->high);
    if (has_low && has_high && !range->low_is_open && !range->high_is_open) {
        text_add(text, " %.16g to %.16g", range->low, range->high);
        return;
    }
    if (has_low)
        text_add(text, " %s %.16g", range->low_is_open ? "above" : "at least", range->low);
    if (has_low && has_high)
        text_add(text, " and");
    if (has_high)
        text_add(text, " %s %.16g", range->high_is_open ? "below" : "at most", range->high);
}

/* The values that a key takes: "integer at least 1", "one of relu, tanh". */
static void add_allowed(struct text *text, const struct schema_key *key) {
    int is_list = key->type == SCHEMA_INTEGERS || key->type == SCHEMA_REALS;
    int is_number = key->type == SCHEMA_INTEGER || key->type == SCHEMA_SEED ||
                    key->type == SCHEMA_REAL;
    text_add(text, "%s", schema_type_names[key->type]);
    for (long i = 0; key->names != NULL && key->names[i] != NULL; i++)
        text_add(text, "%s %s", i > 0 ? "," : "", key->names[i]);
    if (is_number || is_list)
        add_range(text, key->range);
    if (is_list)
        text_add(text, ", at most %ld", key->capacity);
}

void schema_add_wanted(struct text *text, const struct schema_key *key) {
    char words[RANGE_WORDS_MAX];
    switch (key->type) {
    case SCHEMA_INTEGER:
    case SCHEMA_SEED:
    case SCHEMA_REAL:
        klimb_range_words(words, key->range,
                          key->type == SCHEMA_REAL ? SETTING_REAL : SETTING_INTEGER);
        text_add(text, "%s", words);
        break;
    case SCHEMA_INTEGERS:
    case SCHEMA_REALS:
        text_add(text, "a list of at most %ld %s", key->capacity,
                 key->type == SCHEMA_REALS ? "numbers" : "integers");
        break;
    default:
        add_allowed(text, key);
    }
}

static const void *field_of(const struct scenario *scenario, const struct schema_key *key) {
    return (const char *)scenario + key->offset;
}

static long list_count(const struct scenario *scenario, const struct schema_key *key) {
    return *(const long *)(const void *)((const char *)scenario + key->count_offset);
}

typedef void add_function(struct text *text, const struct scenario *scenario,
                          const struct schema_key *key);

static void add_integer(struct text *text, const struct scenario *scenario,
                        const struct schema_key *key) {
    text_add(text, "%ld", *(const long *)field_of(scenario, key));
}

static void add_seed(struct text *text, const struct scenario *scenario,
                     const struct schema_key *key) {
    text_add(text, "%llu", (unsigned long long)*(const uint64_t *)field_of(scenario, key));
}

static void add_real(struct text *text, const struct scenario *scenario,
                     const struct schema_key *key) {
    text_add_double(text, *(const double *)field_of(scenario, key));
}

static void add_choice(struct text *text, const struct scenario *scenario,
                       const struct schema_key *key) {
    text_add(text, "%s", key->names[*(const unsigned *)field_of(scenario, key)]);
}

static void add_text(struct text *text, const struct scenario *scenario,
                     const struct schema_key *key) {
    text_add_escaped(text, field_of(scenario, key), TEXT_YAML);
}

static void add_integers(struct text *text, const struct scenario *scenario,
                         const struct schema_key *key) {
    const long *list = field_of(scenario, key);
    text_add(text, "[");
    for (long i = 0; i < list_count(scenario, key); i++)
        text_add(text, "%s%ld", i > 0 ? ", " : "", list[i]);
    text_add(text, "]");
}

static void add_reals(struct text *text, const struct scenario *scenario,
                      const struct schema_key *key) {
    const double *list = field_of(scenario, key);
    text_add(text, "[");
    for (long i = 0; i < list_count(scenario, key); i++) {
        text_add(text, "%s", i > 0 ? ", " : "");
        text_add_double(text, list[i]);
    }
    text_add(text, "]");
}

static void add_expect(struct text *text, const struct scenario *scenario,
                       const struct schema_key *key) {
    char folder[FILE_PATH_MAX];
    file_parent(folder, scenario->name);
    claims_format(text, field_of(scenario, key), folder);
}

static void add_words(struct text *text, const struct scenario *scenario,
                      const struct schema_key *key) {
    schema_add_words(text, field_of(scenario, key));
}

static void add_pairs(struct text *text, const struct scenario *scenario,
                      const struct schema_key *key) {
    schema_add_pairs(text, field_of(scenario, key));
}

static void add_seconds(struct text *text, const struct scenario *scenario,
                        const struct schema_key *key) {
    schema_add_seconds(text, *(const double *)field_of(scenario, key));
}

/* SCHEMA_BASE is not printed: the canonical form holds the base's settings, not its name. */
static add_function *const adders[SCHEMA_TYPES] = {
    [SCHEMA_INTEGER] = add_integer,   [SCHEMA_SEED] = add_seed,   [SCHEMA_REAL] = add_real,
    [SCHEMA_CHOICE] = add_choice,     [SCHEMA_TEXT] = add_text,   [SCHEMA_PATH] = add_text,
    [SCHEMA_INTEGERS] = add_integers, [SCHEMA_REALS] = add_reals, [SCHEMA_EXPECT] = add_expect,
    [SCHEMA_WORDS] = add_words,       [SCHEMA_FILES] = add_words, [SCHEMA_PAIRS] = add_pairs,
    [SCHEMA_SECONDS] = add_seconds};

void schema_add_value(struct text *text, const struct scenario *scenario,
                      const struct schema_key *key) {
    if (key->type == SCHEMA_TEXT || key->type == SCHEMA_PATH)
        text_add(text, "%s", (const char *)field_of(scenario, key));
    else
        adders[key->type](text, scenario, key);
}

/* Writes the section headings of `path` that `previous` did not have, then the last part as a key. */
static void add_key(struct text *text, const char *previous, const char *path) {
    int depth = 0, is_new = 0;
    for (const char *part = path, *dot; (dot = strchr(part, '.')) != NULL; part = dot + 1) {
        is_new = is_new || strncmp(previous, path, (size_t)(dot + 1 - path)) != 0;
        if (is_new)
            text_add(text, "%*s%.*s:\n", 2 * depth, "", (int)(dot - part), part);
        depth++;
    }
    const char *dot = strrchr(path, '.');
    text_add(text, "%*s%s:", 2 * depth, "", dot != NULL ? dot + 1 : path);
}

/* At its default a key that is younger than a golden changes nothing, so it must not change the digest. */
static int is_digested(struct text *text, const struct scenario *scenario,
                       const struct schema_key *key) {
    if (key->flags & SCHEMA_UNDIGESTED)
        return 0;
    if (!(key->flags & SCHEMA_LATER))
        return 1;
    struct text value = {0};
    adders[key->type](&value, scenario, key);
    text->failed |= value.failed;
    int is_default = !value.failed && strcmp(value.bytes, key->fallback) == 0;
    text_free(&value);
    return !is_default;
}

/* A run of an external trainer depends on the keys that the file sets, not on the defaults of klimb's own trainer. */
static int is_concerned(const struct scenario *scenario, const struct schema_key *key) {
    if (key->flags & SCHEMA_EXTERNAL)
        return scenario_is_external(scenario);
    int is_about_all = (key->flags & SCHEMA_OWN) || strncmp(key->path, "seeds.", 6) == 0;
    return !scenario_is_external(scenario) || is_about_all || scenario->given[key - schema_keys];
}

/* The digested text includes the digests of files. */
static void add_file_digests(struct text *text, const struct scenario *scenario) {
    for (long i = 0; i < scenario->external.files.count; i++)
        text_add(text, "  # %s\n", scenario->external.file_digests[i]);
}

void schema_format(struct text *text, const struct scenario *scenario, int with_prose) {
    const char *previous = "";
    for (const struct schema_key *key = schema_keys; key->path != NULL; key++) {
        if (adders[key->type] == NULL || !is_concerned(scenario, key) ||
            (!with_prose && !is_digested(text, scenario, key)))
            continue;
        add_key(text, previous, key->path);
        if (key->type != SCHEMA_EXPECT) /* its items begin on a new line */
            text_add(text, " ");
        adders[key->type](text, scenario, key);
        text_add(text, "\n");
        if (key->type == SCHEMA_FILES && !with_prose)
            add_file_digests(text, scenario);
        previous = key->path;
    }
}

/* A row of the help for a key, and one for each value of a choice. */
static void add_help(struct text_table *table, const struct schema_key *key) {
    struct text allowed = {0};
    if (key->names == NULL)
        add_allowed(&allowed, key);
    const char *fallback = key->fallback != NULL ? key->fallback : "";
    const char *const cells[] = {key->path, key->names != NULL ? "one of" : allowed.bytes,
                                 key->unit, fallback, key->meaning};
    text_table_add(table, cells);
    text_free(&allowed);
    for (long i = 0; key->names != NULL && key->names[i] != NULL; i++) {
        const char *const value[] = {"", key->names[i], "", "", key->meanings[i]};
        text_table_add(table, value);
    }
}

void scenario_print_schema(struct text *text) {
    static const char *const headings[] = {"key", "allowed", "unit", "default", "meaning"};
    char *bytes = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&bytes, &length);
    struct text_table *table = stream != NULL ? text_table_new(5, headings) : NULL;
    for (const struct schema_key *key = schema_keys; table != NULL && key->path != NULL; key++)
        add_help(table, key);
    if (table != NULL)
        text_table_print(table, stream, 0);
    if (stream == NULL || fclose(stream) != 0 || table == NULL)
        text->failed = 1;
    else
        text_add_bytes(text, bytes, length);
    text_table_free(table);
    free(bytes);
}
