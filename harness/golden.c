#include "golden.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "text.h"

/* Larger than any golden that bless writes by a factor of a hundred. */
enum { GOLDEN_FILE_LIMIT = 64 << 20, GOLDEN_SEEDS_MAX = 1024 };

enum golden_file { GOLDEN_JSON, GOLDEN_BITS, GOLDEN_BAND };
static const char *const golden_file_names[] = {"golden.json", "bits.csv", "band.csv"};

static const char seed_column[] = "seed,"; /* stands before the columns of a record */

static enum status golden_path(char out[FILE_PATH_MAX], const char *expected, const char *name,
                               enum golden_file file, struct error *error) {
    enum status status = file_join(out, expected, name, error);
    return status == STATUS_OK ? file_join(out, out, golden_file_names[file], error) : status;
}

int golden_exists(const char *expected, const char *name) {
    char path[FILE_PATH_MAX];
    return golden_path(path, expected, name, GOLDEN_JSON, NULL) == STATUS_OK && file_exists(path);
}

int golden_is_band_row(long row, long planned) {
    if (planned <= GOLDEN_BAND_ROWS)
        return 1;
    /* Row i of the band is the one nearest below i (planned - 1)/(GOLDEN_BAND_ROWS - 1). */
    long gaps = GOLDEN_BAND_ROWS - 1, last = planned - 1;
    long nearest = (row * gaps + last - 1) / last;
    return nearest <= gaps && nearest * last / gaps == row;
}

/* ---- writing --------------------------------------------------------------------------------- */

/* Add a record as CSV behind a column `seed`; the header only when the text is still empty. */
static void add_seed_rows(struct text *out, const struct record *record) {
    struct text plain = {0};
    record_format(&plain, record);
    int is_header = 1, wants_header = out->length == 0;
    for (const char *line = plain.bytes; line != NULL && *line != '\0';) {
        size_t length = strcspn(line, "\n") + 1;
        if (is_header && wants_header)
            text_add(out, "%s", seed_column);
        else if (!is_header)
            text_add(out, "%ld,", record->seed);
        if (!is_header || wants_header)
            text_add_bytes(out, line, length);
        is_header = 0;
        line += length;
    }
    out->failed |= plain.failed;
    text_free(&plain);
}

/* The band rows of a record. The row at which a run diverged is usually no logged step and has no
 * counterpart in other seeds, so it is left to golden.json. */
static enum status thin(struct record *out, const struct record *record,
                        const struct config *config, struct error *error) {
    enum status status = record_new(out, record->rows, 0, error);
    if (status != STATUS_OK)
        return status;
    out->seed = record->seed;
    long planned = config_logged_count(config);
    for (long row = 0; row < record->rows && row < planned; row++) {
        struct observation kept = {.step = record->step[row]};
        if (!golden_is_band_row(row, planned) || !config_is_logged(config, kept.step))
            continue;
        memcpy(kept.value, record->value + row * OBSERVABLES, sizeof kept.value);
        record_append(out, &kept);
    }
    return STATUS_OK;
}

static enum status format_band(struct text *out, const struct scenario *scenario,
                               const struct record *records, long count, struct error *error) {
    for (long i = 0; i < count; i++) {
        struct record thinned;
        enum status status = thin(&thinned, &records[i], &scenario->config, error);
        if (status != STATUS_OK)
            return status;
        add_seed_rows(out, &thinned);
        record_free(&thinned);
    }
    return STATUS_OK;
}

static int fill_json(cJSON *root, const struct scenario *scenario, const struct record *records,
                     long count, const struct golden_provenance *provenance) {
    struct versions versions;
    versions_get(&versions, provenance->backend);
    const char *const strings[][2] = {
        {"scenario", scenario->name},   {"digest", scenario->digest},
        {"reason", provenance->reason}, {"date", provenance->date},
        {"commit", provenance->commit}, {"command", provenance->command},
        {"klimb", versions.klimb},
    };
    int done = root != NULL;
    for (size_t i = 0; done && i < sizeof strings / sizeof *strings; i++)
        done = manifest_add_string(root, strings[i][0], strings[i][1]);
    done = done && manifest_add_versions(root, &versions);
    cJSON *outcomes = done ? cJSON_AddArrayToObject(root, "outcomes") : NULL;
    for (long i = 0; outcomes != NULL && i < count; i++) {
        cJSON *outcome = cJSON_CreateObject();
        done = done && manifest_fill_outcome(outcome, &records[i].outcome);
        cJSON_AddItemToArray(outcomes, outcome);
    }
    return done && outcomes != NULL;
}

static void format_json(struct text *text, const struct scenario *scenario,
                        const struct record *records, long count,
                        const struct golden_provenance *provenance) {
    cJSON *root = cJSON_CreateObject();
    char *json = fill_json(root, scenario, records, count, provenance) ? cJSON_Print(root) : NULL;
    cJSON_Delete(root);
    if (json != NULL)
        text_add(text, "%s\n", json);
    text->failed |= json == NULL;
    cJSON_free(json);
}

static enum status write_text(const char *expected, const char *name, enum golden_file file,
                              const struct text *text, struct error *error) {
    if (text->failed)
        return error_set(error, STATUS_MEMORY, "no memory for the golden of %s", name);
    char path[FILE_PATH_MAX];
    enum status status = golden_path(path, expected, name, file, error);
    return status == STATUS_OK ? file_write(path, text->bytes, text->length, error) : status;
}

/* golden.json is written last: without it there is no golden, so a broken bless leaves none or
 * the old one, whose seeds then no longer fit and are reported by golden_read. */
enum status golden_write(const char *expected, const struct scenario *scenario,
                         const struct record *records, long count,
                         const struct golden_provenance *provenance, struct error *error) {
    struct text text[3] = {{0}};
    for (long i = 0; i < scenario->check_seeds && i < count; i++)
        add_seed_rows(&text[GOLDEN_BITS], &records[i]);
    enum status status = format_band(&text[GOLDEN_BAND], scenario, records, count, error);
    format_json(&text[GOLDEN_JSON], scenario, records, count, provenance);
    static const enum golden_file order[] = {GOLDEN_BITS, GOLDEN_BAND, GOLDEN_JSON};
    for (int i = 0; i < 3 && status == STATUS_OK; i++)
        status = write_text(expected, scenario->name, order[i], &text[order[i]], error);
    for (int i = 0; i < 3; i++)
        text_free(&text[i]);
    return status;
}

/* ---- reading --------------------------------------------------------------------------------- */

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
        error->column += is_header ? (long)strlen(seed_column)
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
    if (strncmp(text, seed_column, strlen(seed_column)) != 0)
        return error_at(error, STATUS_FORMAT, path, 1, 1, "the first column has to be `seed`");
    struct block *blocks = calloc(GOLDEN_SEEDS_MAX, sizeof *blocks);
    *records = calloc(GOLDEN_SEEDS_MAX, sizeof **records);
    enum status status = blocks != NULL && *records != NULL
                             ? find_blocks(blocks, count, path, text, error)
                             : error_set(error, STATUS_MEMORY, "no memory to read %s", path);
    for (long i = 0; status == STATUS_OK && i < *count; i++)
        status = parse_block(&(*records)[i], path, text + strlen(seed_column), &blocks[i], error);
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

/* Every seed of the ensemble has the same steps, up to where it diverged: the band compares rows by
 * their number. */
static enum status check_steps(const struct golden *golden, const char *path, struct error *error) {
    const struct record *longest = golden_longest_seed(golden);
    for (long i = 0; i < golden->band_count; i++) {
        const struct record *seed = &golden->band[i];
        int is_whole = seed->rows == longest->rows || seed->outcome.diverged;
        for (long row = 0; row < seed->rows; row++)
            is_whole = is_whole && seed->step[row] == longest->step[row];
        if (!is_whole)
            return error_at(error, STATUS_FORMAT, path, 0, 0,
                            "band.csv has seed %ld at other steps than the others; bless again", i);
    }
    return STATUS_OK;
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
        status = check_seeds(golden, path, error);
    if (status == STATUS_OK)
        status = read_json(golden, &yaml, error);
    if (status == STATUS_OK)
        status = check_steps(golden, path, error);
    yaml_free(&yaml);
    if (status != STATUS_OK)
        golden_free(golden);
    return status;
}

const struct record *golden_longest_seed(const struct golden *golden) {
    const struct record *longest = &golden->band[0];
    for (long seed = 1; seed < golden->band_count; seed++)
        if (golden->band[seed].rows > longest->rows)
            longest = &golden->band[seed];
    return longest;
}

static void free_records(struct record *records) {
    for (long i = 0; records != NULL && i < GOLDEN_SEEDS_MAX; i++)
        record_free(&records[i]);
    free(records);
}

void golden_free(struct golden *golden) {
    free_records(golden->bits);
    free_records(golden->band);
    *golden = (struct golden){0};
}
