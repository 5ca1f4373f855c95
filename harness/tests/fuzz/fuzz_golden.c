/* A golden's four files, of a form without a seal or with one: golden.json, bits.csv, ensemble.csv,
 * features.csv, and after them a digit: how many runs are compared with what was read; one: which file
 * is changed; the place of the change; and what is put there.
 *
 * Digests and seal are what no mutation would find: what is whole but for them is given them here. What
 * has them and is changed then is refused, or says the same in other words. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "golden/compare.h"
#include "golden/ensemble.h"
#include "golden/golden_internal.h"

enum { FRESH_MAX = 4 };

static char expected[FILE_PATH_MAX];

static void write_file(enum golden_file file, const char *bytes, size_t size) {
    char below[64];
    snprintf(below, sizeof below, "expected/name/%s", golden_file_names[file]);
    fuzz_write(below, bytes, size);
}

/* Read what was written; where it only lacks a seal, seal it and read it then. */
static enum status read_golden(struct golden *golden, struct error *error) {
    struct golden unsealed;
    struct golden_texts texts;
    struct text json = {0};
    enum status status = golden_read(golden, expected, "name", error);
    if (FUZZ_STATUS(status, error) == STATUS_OK)
        return status;
    FUZZ_HOLDS(golden->bits == NULL && golden->ensemble == NULL, "records of what was refused");
    status = golden_read_unsealed(&unsealed, &texts, expected, "name", error);
    if (FUZZ_STATUS(status, error) != STATUS_OK)
        return status;
    status = golden_json_seal(&json, texts.path[GOLDEN_JSON], texts.bytes[GOLDEN_JSON], &unsealed,
                              error);
    FUZZ_HOLDS(FUZZ_STATUS(status, error) == STATUS_OK, "it cannot be sealed: %s", error->message);
    write_file(GOLDEN_JSON, json.bytes, json.length);
    status = golden_read(golden, expected, "name", error);
    FUZZ_HOLDS(FUZZ_STATUS(status, error) == STATUS_OK, "its own seal is refused: %s",
               error->message);
    text_free(&json);
    golden_texts_free(&texts);
    golden_free(&unsealed);
    return status;
}

static int is_finite(const struct record *record) {
    for (long i = 0; i < record->rows * OBSERVABLES; i++)
        if (!isfinite(record->value[i]))
            return 0;
    return 1;
}

/* A record is its own golden one, and is not once a bit of it has changed. */
static void check_bits(struct record *record) {
    struct departure departure;
    if (!is_finite(record))
        return;
    compare_bits(&departure, record, record);
    FUZZ_HOLDS(!departure.found && departure.message[0] == '\0', "a record departs from itself: %s",
               departure.message);
    struct record changed = *record;
    size_t count = (size_t)(record->rows * OBSERVABLES);
    changed.value = malloc(count * sizeof *changed.value);
    FUZZ_HOLDS(changed.value != NULL, "no memory");
    memcpy(changed.value, record->value, count * sizeof *changed.value);
    for (long column = 0; column < OBSERVABLES; column++) {
        float *cell = &changed.value[(record->rows - 1) * OBSERVABLES + column];
        if (!record->present[column])
            continue;
        *cell = nextafterf(*cell, *cell > 0 ? 0 : 1);
        compare_bits(&departure, &changed, record);
        FUZZ_HOLDS(departure.found && departure.message[0] != '\0', "a changed bit of %s",
                   klimb_observable_info[column].name);
        *cell = record->value[(record->rows - 1) * OBSERVABLES + column];
    }
    free(changed.value);
}

/* Runs of the ensemble itself under other seeds, judged as fresh ones. The level is so high that the
 * permutation test can do with few choices and stops early. */
static void check_ensemble(const struct golden *golden, long count) {
    struct record fresh[FRESH_MAX];
    struct ensemble_result result;
    struct error error = {0};
    for (long i = 0; i < count; i++) {
        fresh[i] = golden->ensemble[i % golden->ensemble_count];
        fresh[i].seed = GOLDEN_SEEDS_MAX + i;
    }
    enum status status = ensemble_compare(&result, golden, fresh, count, 0.2, &error);
    if (FUZZ_STATUS(status, &error) != STATUS_OK)
        return;
    FUZZ_HOLDS(result.p >= 0 && result.p <= 1, "p is %g", result.p);
    FUZZ_HOLDS(result.departed == (result.message[0] != '\0'), "departed %d, but: `%s`",
               result.departed, result.message);
    FUZZ_HOLDS((unsigned)result.method < ENSEMBLE_METHODS, "method %d", (int)result.method);
}

static void check_golden(const struct golden *golden, long count) {
    FUZZ_HOLDS(golden->bits_count > 0 && golden->ensemble_count >= golden->bits_count &&
                   golden->ensemble_count <= GOLDEN_SEEDS_MAX,
               "%ld and %ld seeds", golden->bits_count, golden->ensemble_count);
    for (long i = 0; i < golden->bits_count; i++) {
        FUZZ_HOLDS(golden->bits[i].rows > 0 && golden->bits[i].seed == i, "seed %ld of %ld rows",
                   golden->bits[i].seed, golden->bits[i].rows);
        check_bits(&golden->bits[i]);
    }
    check_ensemble(golden, count);
}

/* ---- an edit --------------------------------------------------------------------------------- */

static int says_the_same(const struct golden *a, const struct golden *b) {
    struct golden_contents contents[2];
    struct error error = {0};
    FUZZ_HOLDS(golden_measure(&contents[0], a, &error) == STATUS_OK &&
                   golden_measure(&contents[1], b, &error) == STATUS_OK,
               "%s", error.message);
    for (enum golden_file file = GOLDEN_BITS; file < GOLDEN_FILES; file++)
        if (strcmp(contents[0].digest[file], contents[1].digest[file]) != 0)
            return 0;
    for (long i = 0; i < a->ensemble_count; i++)
        if (memcmp(&a->ensemble[i].outcome, &b->ensemble[i].outcome,
                   sizeof a->ensemble[i].outcome) != 0)
            return 0;
    return strcmp(a->name, b->name) == 0 && strcmp(a->digest, b->digest) == 0 &&
           strcmp(a->reason, b->reason) == 0 && strcmp(a->commit, b->commit) == 0 &&
           strcmp(a->date, b->date) == 0 && strcmp(a->command, b->command) == 0;
}

/* Change a byte of a golden that was accepted. */
static void check_edit(const struct golden *golden, struct fuzz_piece *edit) {
    char path[FILE_PATH_MAX], *bytes;
    size_t size;
    struct golden edited;
    struct error error = {0};
    enum golden_file file = (enum golden_file)(fuzz_digit(edit) % GOLDEN_FILES);
    if (edit->size < 3)
        return;
    FUZZ_HOLDS(golden_path(path, expected, "name", file, &error) == STATUS_OK &&
                   file_read(&bytes, &size, path, 1 << 20, &error) == STATUS_OK,
               "%s", error.message);
    const unsigned char *number = (const unsigned char *)edit->bytes;
    bytes[(number[0] | (size_t)number[1] << 8) % size] = (char)number[2];
    write_file(file, bytes, size);
    free(bytes);
    if (FUZZ_STATUS(golden_read(&edited, expected, "name", &error), &error) == STATUS_OK)
        FUZZ_HOLDS(says_the_same(golden, &edited), "an edit of %s is not seen",
                   golden_file_names[file]);
    golden_free(&edited);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    if (expected[0] == '\0') {
        fuzz_folder("expected/name");
        fuzz_path(expected, "expected");
    }
    struct fuzz_piece piece[GOLDEN_FILES + 1];
    struct golden golden;
    struct error error = {0};
    fuzz_cut(piece, GOLDEN_FILES + 1, bytes, size);
    for (enum golden_file file = 0; file < GOLDEN_FILES; file++)
        write_file(file, piece[file].bytes, piece[file].size);
    if (read_golden(&golden, &error) == STATUS_OK) {
        check_golden(&golden, fuzz_digit(&piece[GOLDEN_FILES]) % FRESH_MAX + 1);
        check_edit(&golden, &piece[GOLDEN_FILES]);
    }
    golden_free(&golden);
    return 0;
}
