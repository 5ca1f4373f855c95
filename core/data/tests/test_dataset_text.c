/* Text: the symbols kept of a line, and the refusals; the glosses of WordNet. */
#include "data/alphabet.h"
#include "tests/check_near.h"
#include "tests/data_folder.h"

static struct data_config config_of(const char *text, enum text_format format, long length) {
    struct data_config config = {.source = DATA_TEXT, .format = format, .length = length};
    data_folder_write(config.path, "data.txt", text, strlen(text));
    return config;
}

/* The characters of training example i, at most 63; fails unless each position has one 1 and otherwise 0. */
static const char *words_of(char words[64], const struct dataset *set, long i) {
    long length = set->dimensions / ALPHABET_SYMBOLS;
    const real *x = set->train + i * set->dimensions;
    for (long t = 0; t < length; t++, x += ALPHABET_SYMBOLS) {
        long ones = 0;
        for (long v = 0; v < ALPHABET_SYMBOLS; v++) {
            ck_assert((x[v] >= 0 && x[v] <= 0) || (x[v] >= 1 && x[v] <= 1));
            if (x[v] > 0)
                words[t] = klimb_alphabet_character(v);
            ones += x[v] > 0;
        }
        ck_assert_int_eq(ones, 1);
    }
    words[length] = '\0';
    return words;
}

START_TEST(alphabet_symbol_every_byte_has_its_class) {
    for (int byte = 0; byte < 256; byte++) {
        int symbol = klimb_alphabet_symbol((unsigned char)byte);
        int is_upper = byte >= 'A' && byte <= 'Z', is_lower = byte >= 'a' && byte <= 'z';
        int wanted = is_upper                                  ? byte - 'A' + 1
                     : is_lower                                ? byte - 'a' + 1
                     : byte == ' '                             ? 27
                     : byte != 0 && strchr("\t\n\v\f\r", byte) ? 27
                     : byte >= 0x80 && byte < 0xc0             ? -1
                                                               : 28;
        ck_assert_int_eq(symbol, wanted);
    }
}
END_TEST

START_TEST(alphabet_character_is_the_inverse_of_symbol) {
    for (const char *at = "the quick brown fox jumps over a lazy dog"; *at != '\0'; at++)
        ck_assert_int_eq(klimb_alphabet_character(klimb_alphabet_symbol((unsigned char)*at)), *at);
    ck_assert_int_eq(klimb_alphabet_character(ALPHABET_END), '_');
    ck_assert_int_eq(klimb_alphabet_character(ALPHABET_OTHER), '.');
    ck_assert_int_eq(klimb_alphabet_character(ALPHABET_SYMBOLS), '?');
    ck_assert_int_eq(klimb_alphabet_character(-1), '?');
}
END_TEST

/* A line, and the ten symbols that are kept of it. */
static const struct {
    const char *line, *kept;
} lines[] = {
    {"abc", "abc_______"},
    {"abc\n", "abc_______"},
    {"\n\n  \nabc\n\n", "abc_______"},
    {"Ab \t C\r\n", "ab c______"},
    {"  ab  \n", "ab________"},
    {"it's 3 o'clock", "it.s . o.c"},
    {"na\xc3\xafve \xe2\x82\xac\xe2\x82\xac", "na.ve ..__"},
    {"abcdefghij\n", "abcdefghij"},
    {"abcdefghijk", "abcdefghij"},
    {"abcdefghi jk", "abcdefghi "},
};

START_TEST(dataset_load_text_keeps_the_symbols_of_a_line) {
    struct data_config config = config_of(lines[_i].line, TEXT_LINES, 10);
    struct dataset set = load(&config);
    char words[64];
    ck_assert_int_eq(set.train_count, 1);
    ck_assert_int_eq(set.dimensions, 10 * ALPHABET_SYMBOLS);
    ck_assert_int_eq(set.symbols, ALPHABET_SYMBOLS);
    ck_assert_int_eq(set.image_height, 0);
    ck_assert_str_eq(words_of(words, &set, 0), lines[_i].kept);
    klimb_dataset_free(&set);
}
END_TEST

START_TEST(dataset_load_text_limit_reads_no_further) {
    struct data_config config = {.source = DATA_TEXT, .length = 2, .limit = 2};
    data_folder_write(config.path, "data.txt", "a\n\nb\n\0", 6);
    struct dataset set = load(&config);
    char words[64];
    ck_assert_int_eq(set.train_count, 2);
    ck_assert_str_eq(words_of(words, &set, 1), "b_");
    klimb_dataset_free(&set);
    config.limit = 3;
    struct error error = assert_load_fails(&config, STATUS_FORMAT, "the byte is 0");
    ck_assert_int_eq(error.line, 4);
    ck_assert_int_eq(error.column, 1);
}
END_TEST

/* Lines longer than a piece that is read at a time, and enough of them that memory grows more than once. */
START_TEST(dataset_load_text_large_gzip_file_arrives_whole) {
    enum { LINES = 3000, LINE = 101 };
    struct data_config config = {.source = DATA_TEXT, .length = 3};
    char *text = malloc((size_t)LINES * LINE), words[64];
    memset(text, 'x', (size_t)LINES * LINE);
    for (long i = 0; i < LINES; i++) {
        text[i * LINE] = (char)('a' + i % 26);
        text[i * LINE + LINE - 1] = i == 1 ? 'x' : '\n';
    }
    data_folder_write_gzip(config.path, "data.gz", text, LINES * LINE);
    struct dataset set = load(&config);
    ck_assert_int_eq(set.train_count, LINES - 1);
    for (long i = 3; i < LINES; i++) /* line 1 has no end, so line 2 belongs to it */
        ck_assert_int_eq(words_of(words, &set, i - 1)[0], 'a' + i % 26);
    klimb_dataset_free(&set);
    free(text);
}
END_TEST

static const char wordnet[] =
    "  1 This is the licence | not a gloss  \n"
    "  2   \n"
    "00001740 02 r 01 a 0 000 | without music; \"they sang a cappella\"  \n"
    "00001837 02 r 01 b 0 000 | (of time) again  \n";

START_TEST(dataset_load_text_wordnet_takes_glosses_up_to_the_semicolon) {
    struct data_config config = config_of(wordnet, TEXT_WORDNET, 16);
    struct dataset set = load(&config);
    char words[64];
    ck_assert_int_eq(set.train_count, 2);
    ck_assert_str_eq(words_of(words, &set, 0), "without music___");
    ck_assert_str_eq(words_of(words, &set, 1), ".of time. again_");
    klimb_dataset_free(&set);
}
END_TEST

START_TEST(dataset_load_text_wordnet_line_without_gloss_is_refused) {
    struct data_config config = config_of("  1 licence\nplain text\n", TEXT_WORDNET, 16);
    struct error error = assert_load_fails(&config, STATUS_FORMAT, "the line has no |");
    ck_assert_int_eq(error.line, 2);
    ck_assert_ptr_nonnull(strstr(error.hint, "data.format lines"));
}
END_TEST

START_TEST(dataset_load_text_without_any_is_refused) {
    struct data_config config = config_of("\n \n", TEXT_LINES, 16);
    assert_load_fails(&config, STATUS_FORMAT, "0 examples");
    config.path[0] = '\0';
    assert_load_fails(&config, STATUS_INVALID, "data.path is empty");
}
END_TEST

START_TEST(dataset_load_text_length_out_of_range_is_refused) {
    struct data_config config = config_of("abc\n", TEXT_LINES, 0);
    assert_load_fails(&config, STATUS_INVALID, "data.length is 0");
    config.length = DATA_LENGTH_MAX + 1;
    assert_load_fails(&config, STATUS_INVALID, "data.length is 4097");
    config.length = 1;
    config.format = TEXT_FORMATS;
    assert_load_fails(&config, STATUS_INVALID, "data.format");
}
END_TEST

START_TEST(dataset_load_text_test_path_is_held_out) {
    struct data_config config = config_of("abc\n", TEXT_LINES, 4);
    data_folder_write(config.test_path, "test.txt", "def\ngh\n", 7);
    struct dataset set = load(&config);
    ck_assert_int_eq(set.train_count, 1);
    ck_assert_int_eq(set.test_count, 2);
    ck_assert(set.test[4] > 0); /* d */
    klimb_dataset_free(&set);
}
END_TEST

#define ADVERBS "/usr/share/wordnet/data.adv"

/* wnstats(7WN) of WordNet 3.0: 3,621 synsets of adverbs. */
START_TEST(dataset_load_text_wordnet_adverbs_have_their_published_number) {
    struct data_config config = {.source = DATA_TEXT, .format = TEXT_WORDNET, .length = 24};
    if (access(ADVERBS, R_OK) != 0)
        SKIP_TEST("it needs the Debian package wordnet-base");
    snprintf(config.path, sizeof config.path, "%s", ADVERBS);
    struct dataset set = load(&config);
    char words[64];
    ck_assert_int_eq(set.train_count, 3621);
    ck_assert_str_eq(words_of(words, &set, 0), "without musical accompan");
    klimb_dataset_free(&set);
}
END_TEST

static Suite *dataset_text_suite(void) {
    Suite *suite = suite_create("dataset_text");
    TCase *tcase = tcase_create("text");
    suite_add_tcase(suite, tcase);
    tcase_add_checked_fixture(tcase, data_folder_make, data_folder_remove);
    tcase_add_test(tcase, alphabet_symbol_every_byte_has_its_class);
    tcase_add_test(tcase, alphabet_character_is_the_inverse_of_symbol);
    tcase_add_loop_test(tcase, dataset_load_text_keeps_the_symbols_of_a_line, 0,
                        (int)(sizeof lines / sizeof *lines));
    tcase_add_test(tcase, dataset_load_text_limit_reads_no_further);
    tcase_add_test(tcase, dataset_load_text_large_gzip_file_arrives_whole);
    tcase_add_test(tcase, dataset_load_text_wordnet_takes_glosses_up_to_the_semicolon);
    tcase_add_test(tcase, dataset_load_text_wordnet_line_without_gloss_is_refused);
    tcase_add_test(tcase, dataset_load_text_without_any_is_refused);
    tcase_add_test(tcase, dataset_load_text_length_out_of_range_is_refused);
    tcase_add_test(tcase, dataset_load_text_test_path_is_held_out);
    tcase_add_test(tcase, dataset_load_text_wordnet_adverbs_have_their_published_number);
    return suite;
}

TEST_MAIN(dataset_text_suite)
