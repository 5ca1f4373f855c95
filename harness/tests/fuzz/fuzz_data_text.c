/* Data from text: lines or glosses, with a file of test examples; each position of an example is one symbol, and its
 * characters, written as a line, read back as the same values. */
#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "data/alphabet.h"

/* The only 1 among the values of a position, which are else 0. */
static long symbol_at(const real *x) {
    long symbol = -1;
    for (long v = 0; v < ALPHABET_SYMBOLS; v++) {
        int is_one = x[v] >= 1;
        FUZZ_HOLDS(is_one ? x[v] <= 1 : x[v] <= 0 && x[v] >= 0, "value %ld of a symbol is %g", v,
                   (double)x[v]);
        FUZZ_HOLDS(!is_one || symbol < 0, "a position has the symbols %ld and %ld", symbol, v);
        symbol = is_one ? v : symbol;
    }
    FUZZ_HOLDS(symbol >= 0, "a position without a symbol");
    return symbol;
}

/* An example as a line. A full one gets a letter more, which is cut off again: a blank at its end is then kept. */
static void add_line(struct text *text, const real *x, long length) {
    long filled = 0, last = ALPHABET_SPACE;
    for (long t = 0; t < length; t++) {
        long symbol = symbol_at(x + t * ALPHABET_SYMBOLS);
        if (symbol == ALPHABET_END)
            continue;
        FUZZ_HOLDS(t == filled++, "a symbol behind the end");
        FUZZ_HOLDS(symbol != ALPHABET_SPACE || last != symbol, "a blank first, or behind a blank");
        last = symbol;
        char character = klimb_alphabet_character(symbol);
        text_add_bytes(text, &character, 1);
    }
    FUZZ_HOLDS(filled > 0, "an example without text");
    text_add(text, filled == length ? "x\n" : "\n");
}

static void read_back(const struct dataset *set, long length) {
    struct data_config config = {.source = DATA_TEXT, .format = TEXT_LINES, .length = length};
    struct data_input input = {.config = config};
    struct dataset copy;
    struct text text = {0};
    char path[FILE_PATH_MAX];
    size_t bytes = (size_t)(set->train_count * set->dimensions) * sizeof *set->train;
    for (long i = 0; i < set->train_count; i++)
        add_line(&text, set->train + i * set->dimensions, length);
    fuzz_write("copy.txt", text.bytes, text.length);
    text_free(&text);
    fuzz_path(path, "copy.txt");
    FUZZ_HOLDS(strlen(path) < sizeof input.config.path, "a long path");
    memcpy(input.config.path, path, strlen(path) + 1);
    FUZZ_HOLDS(data_input_load(&copy, &input) == STATUS_OK, "its own copy is refused");
    FUZZ_HOLDS(copy.train_count == set->train_count && copy.dimensions == set->dimensions &&
                   memcmp(copy.train, set->train, bytes) == 0,
               "other values read back");
    klimb_dataset_free(&copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static struct data_input input;
    static const long lengths[4] = {1, 2, 5, 10};
    struct dataset set;
    data_input_make(&input, DATA_TEXT, bytes, size);
    input.config.format = input.digit & 1 ? TEXT_WORDNET : TEXT_LINES;
    input.config.length = lengths[input.digit >> 1];
    if (input.has_second)
        memcpy(input.config.test_path, input.second, sizeof input.second);
    if (data_input_load(&set, &input) == STATUS_OK) {
        FUZZ_HOLDS(set.dimensions == input.config.length * ALPHABET_SYMBOLS, "%ld values",
                   set.dimensions);
        read_back(&set, input.config.length);
    }
    klimb_dataset_free(&set);
    return 0;
}
