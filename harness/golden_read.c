#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "golden_internal.h"
#include "text.h"

/* Larger than any golden that bless writes by a factor of a hundred. */
enum { GOLDEN_FILE_LIMIT = 64 << 20 };

/* One seed's lines of bits.csv or band.csv. */
struct block {
    const char *begin; /* first line of the seed */
    long line;         /* its number in the file, 1-based */
    long seed, lines;
};

/* The seed in front of a line and where the rest begins; NULL when there is none. strtol alone
 * would pass over an empty line and take the seed of the next. */
static const char *split_seed(long *seed, const char *line) {
    char *rest;
    if (*line < '0' || *line > '9')
        return NULL;
    *seed = strtol(line, &rest, 10);
    return *rest == ',' ? rest + 1 : NULL;
}

/* An error in the record that was made of a block is told where it stands in the whole file, which
 * has a column more. */
static void place_error(struct error *error, const struct block *block) {
    int is_header = error->line <= 1;
    if (error->column > 0)
        error->column += is_header ? (long)strlen(golden_seed_column)
                                   : snprintf(NULL, 0, "%ld,", block->seed);
    if (!is_header)
        error->line += block->line - 2;
}

/* Read one block as a record. */
static enum status parse_block(struct record *record, const char *path, const char *header,
                               const struct block *block, struct error *error) {
    struct text plain = {0};
    text_add_bytes(&plain, header, strcspn(header, "\n") + 1);
    const char *line = block->begin;
    for (long i = 0; i < block->lines; i++) {
        long seed;
        const char *rest = split_seed(&seed, line);
        size_t length = strcspn(rest, "\n");
        text_add_bytes(&plain, rest, length + (rest[length] == '\n'));
        line = rest + length + (rest[length] == '\n');
    }
    enum status status = STATUS_OK;
    if (plain.failed)
        status = error_set(error, STATUS_MEMORY, "no memory to read %s", path);
    else
        status = record_parse(record, path, plain.bytes, plain.length, error);
    if (status != STATUS_OK && error != NULL)
        place_error(error, block);
    record->seed = block->seed;
    text_free(&plain);
    return status;
}

/* Find where each seed begins: seeds are 0, 1, 2, ... in this order, each in one piece. */
static enum status find_blocks(struct block *blocks, long *count, const char *path,
                               const char *text, struct error *error) {
    const char *line = text + strcspn(text, "\n");
    long number = 1;
    *count = 0;
    while (*line == '\n' && line[1] != '\0') {
        long seed;
        line++;
        number++;
        if (split_seed(&seed, line) == NULL)
            return error_at(error, STATUS_FORMAT, path, number, 1,
                            "a line begins with its seed, a number, and a comma");
        if (*count == 0 || seed != blocks[*count - 1].seed) {
            if (seed != *count || *count == GOLDEN_SEEDS_MAX)
                return error_at(error, STATUS_FORMAT, path, number, 1,
                                "seed is %ld, but the next one here is %ld", seed, *count);
            blocks[(*count)++] = (struct block){.begin = line, .line = number, .seed = seed};
        }
        blocks[*count - 1].lines++;
        line += strcspn(line, "\n");
    }
    if (*count == 0)
        return error_at(error, STATUS_FORMAT, path, number, 1, "the file holds no seed");
    return STATUS_OK;
}

static enum status parse_seeds(struct record **records, long *count, const char *path,
                               const char *text, struct error *error) {
    if (strncmp(text, golden_seed_column, strlen(golden_seed_column)) != 0)
        return error_at(error, STATUS_FORMAT, path, 1, 1, "the first column has to be `seed`");
    struct block *blocks = calloc(GOLDEN_SEEDS_MAX, sizeof *blocks);
    *records = calloc(GOLDEN_SEEDS_MAX, sizeof **records);
    enum status status = blocks != NULL && *records != NULL
                             ? find_blocks(blocks, count, path, text, error)
                             : error_set(error, STATUS_MEMORY, "no memory to read %s", path);
    for (long i = 0; status == STATUS_OK && i < *count; i++)
        status = parse_block(&(*records)[i], path, text + strlen(golden_seed_column), &blocks[i],
                             error);
    free(blocks);
    return status;
}

static enum status read_seeds(struct record **records, long *count, const char *expected,
                              const char *name, enum golden_file file, struct error *error) {
    char path[FILE_PATH_MAX], *text = NULL;
    size_t size;
    enum status status = golden_path(path, expected, name, file, error);
    if (status == STATUS_OK)
        status = file_read(&text, &size, path, GOLDEN_FILE_LIMIT, error);
    if (status == STATUS_OK)
        status = parse_seeds(records, count, path, text, error);
    free(text);
    return status;
}

/* The names of columns of features.csv: the seed, then all features. */
static const char *const *feature_columns(const char *names[FEATURES + 2]) {
    names[0] = "seed";
    memcpy(names + 1, feature_names, (FEATURES + 1) * sizeof *names);
    return names;
}

/* One line: seed number `seed`, and every feature. */
static enum status parse_features(double *out, struct csv *csv, long seed, struct error *error) {
    enum status status = csv_next(csv, error);
    for (long place = 0; status == STATUS_OK && place < csv->columns; place++) {
        long meaning = csv->meaning[place], number = seed;
        float value = 0;
        status = meaning == 0 ? csv_as_count(&number, csv, place, error)
                              : csv_as_float(&value, csv, place, error);
        if (status == STATUS_OK && number != seed)
            status = csv_error(csv, place, error, "the next seed here is %ld", seed);
        if (status == STATUS_OK && meaning > 0)
            out[meaning - 1] = (double)value;
    }
    return status;
}

static enum status parse_feature_table(struct golden *golden, const char *path, const char *text,
                                       size_t size, struct error *error) {
    const char *names[FEATURES + 2];
    struct csv csv;
    enum status status = csv_open(&csv, path, text, size, feature_columns(names), error);
    if (status == STATUS_OK && (csv.rows != golden->band_count || csv.columns != FEATURES + 1))
        status = error_at(error, STATUS_FORMAT, path, 0, 0,
                          "%ld seeds with %ld columns, but band.csv has %ld seeds and there are %d "
                          "columns; bless again",
                          csv.rows, csv.columns, golden->band_count, FEATURES + 1);
    for (long seed = 0; status == STATUS_OK && seed < csv.rows; seed++)
        status = parse_features(golden->features + seed * FEATURES, &csv, seed, error);
    return status;
}

static enum status read_features(struct golden *golden, const char *expected, const char *name,
                                 struct error *error) {
    char path[FILE_PATH_MAX], *text = NULL;
    size_t size;
    enum status status = golden_path(path, expected, name, GOLDEN_FEATURES, error);
    if (status == STATUS_OK)
        status = file_read(&text, &size, path, GOLDEN_FILE_LIMIT, error);
    if (status == STATUS_OK) {
        golden->features = calloc((size_t)golden->band_count * FEATURES, sizeof(double));
        status = golden->features != NULL
                     ? parse_feature_table(golden, path, text, size, error)
                     : error_set(error, STATUS_MEMORY, "no memory to read %s", path);
    }
    free(text);
    return status;
}

static enum status read_string(char *out, size_t size, const struct yaml *yaml, const char *key,
                               struct error *error) {
    const struct yaml_node *node = yaml_get(yaml->root, key);
    if (node == NULL)
        return yaml_error(yaml, yaml->root, error, "the key `%s` is missing", key);
    const char *string;
    enum status status = yaml_as_string(&string, yaml, node, error);
    if (status == STATUS_OK)
        snprintf(out, size, "%s", string);
    return status;
}

/* Outcomes of all seeds: the ensemble has all of them, bits.csv the first ones. */
static enum status read_outcomes(struct golden *golden, const struct yaml *yaml,
                                 struct error *error) {
    const struct yaml_node *list = yaml_get(yaml->root, "outcomes");
    if (list == NULL || list->kind != YAML_LIST || list->count != golden->band_count)
        return yaml_error(yaml, list != NULL ? list : yaml->root, error,
                          "`outcomes` has to list the %ld seeds of band.csv; bless again",
                          golden->band_count);
    for (long i = 0; i < list->count; i++) {
        struct outcome outcome;
        enum status status = manifest_parse_outcome(&outcome, yaml, &list->children[i], error);
        if (status != STATUS_OK)
            return status;
        golden->band[i].outcome = outcome;
        if (i < golden->bits_count)
            golden->bits[i].outcome = outcome;
    }
    return STATUS_OK;
}

static enum status read_json(struct golden *golden, const struct yaml *yaml, struct error *error) {
    if (yaml->root == NULL || yaml->root->kind != YAML_MAP)
        return error_at(error, STATUS_FORMAT, yaml->file, 1, 1, "a golden is a JSON object");
    const struct {
        const char *key;
        char *out;
        size_t size;
    } strings[] = {
        {"scenario", golden->name, sizeof golden->name},
        {"digest", golden->digest, sizeof golden->digest},
        {"reason", golden->reason, sizeof golden->reason},
        {"date", golden->date, sizeof golden->date},
        {"commit", golden->commit, sizeof golden->commit},
        {"command", golden->command, sizeof golden->command},
    };
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
        enum status status = read_string(strings[i].out, strings[i].size, yaml, strings[i].key,
                                         error);
        if (status != STATUS_OK)
            return status;
    }
    return read_outcomes(golden, yaml, error);
}

/* Whether the two tables have seeds that fit each other. */
static enum status check_seeds(const struct golden *golden, const char *path, struct error *error) {
    if (golden->bits_count <= golden->band_count)
        return STATUS_OK;
    return error_at(error, STATUS_FORMAT, path, 0, 0,
                    "bits.csv holds %ld seeds and band.csv only %ld; bless again",
                    golden->bits_count, golden->band_count);
}

enum status golden_read(struct golden *golden, const char *expected, const char *name,
                        struct error *error) {
    *golden = (struct golden){0};
    struct yaml yaml = {0};
    char path[FILE_PATH_MAX];
    enum status status = golden_path(path, expected, name, GOLDEN_JSON, error);
    if (status == STATUS_OK)
        status = yaml_read(&yaml, path, error);
    if (status == STATUS_OK)
        status = read_seeds(&golden->bits, &golden->bits_count, expected, name, GOLDEN_BITS, error);
    if (status == STATUS_OK)
        status = read_seeds(&golden->band, &golden->band_count, expected, name, GOLDEN_BAND, error);
    if (status == STATUS_OK)
        status = read_features(golden, expected, name, error);
    if (status == STATUS_OK)
        status = check_seeds(golden, path, error);
    if (status == STATUS_OK)
        status = read_json(golden, &yaml, error);
    if (status == STATUS_OK)
        status = golden_check(golden, expected, name, error);
    yaml_free(&yaml);
    if (status != STATUS_OK)
        golden_free(golden);
    return status;
}
