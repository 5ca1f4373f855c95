#include "run/manifest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/yaml.h"
#include "record/versions.h"
#include "scenario/scenario_load.h"
#include "tests/check_near.h"
#include "tests/fixtures/temp_folder.h"

static const struct backend backend = {.kind = BACKEND_EXACT, .simd = "scalar"};

/* A record of one row, as if a run had ended in `outcome`. */
static struct record make_record(long seed, struct outcome outcome) {
    struct record record;
    struct error error = {0};
    ck_assert_int_eq(record_new(&record, 1, 0, &error), STATUS_OK);
    record_append(&record, &(struct observation){.step = 0});
    snprintf(record.name, sizeof record.name, "explosion/raw-variance");
    record.seed = seed;
    record.outcome = outcome;
    return record;
}

/* Text that JSON has to escape and YAML to read back. */
static const struct scenario scenario = {
    .name = "explosion/raw-variance",
    .claim = "With \xCE\xB2 = 1e-3 the \"KL\" \\ ends:\n\tat no number",
    .digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
};

/* Write a manifest of `record` and read the whole file as a document. */
static void write_and_open(struct yaml *yaml, const struct record *record, const char *folder) {
    struct error error = {0};
    char path[FILE_PATH_MAX];
    ck_assert_int_eq(manifest_write(folder, record, &scenario, &backend, 0.84375, 20480, &error),
                     STATUS_OK);
    ck_assert_int_eq(file_join(path, folder, "manifest.json", &error), STATUS_OK);
    ck_assert_msg(yaml_read(yaml, path, &error) == STATUS_OK, "%ld:%ld: %s", error.line,
                  error.column, error.message);
}

static const char *string_at(const struct yaml *yaml, const char *map, const char *key) {
    const struct yaml_node *node = map == NULL ? yaml->root : yaml_get(yaml->root, map);
    const char *string = NULL;
    struct error error = {0};
    node = yaml_get(node, key);
    ck_assert_msg(node != NULL, "no %s in %s", key, map == NULL ? "the manifest" : map);
    ck_assert_msg(yaml_as_string(&string, yaml, node, &error) == STATUS_OK, "%s", error.message);
    return string;
}

static double number_at(struct yaml *yaml, const char *key) {
    struct error error = {0};
    double number;
    ck_assert_int_eq(yaml_as_double(&number, yaml, yaml_get(yaml->root, key), &error), STATUS_OK);
    return number;
}

START_TEST(manifest_write_every_field_is_there) {
    struct record record = make_record(3, (struct outcome){.step = 3000, .dimension = -1});
    struct versions versions;
    struct yaml yaml;
    struct text canonical = {0};
    char folder[FILE_PATH_MAX], digest[65];
    temp_folder_make(folder);
    write_and_open(&yaml, &record, folder);
    versions_get(&versions, &backend);
    record_digest(digest, &record);
    scenario_canonical(&canonical, &scenario, 1);
    ck_assert_near(number_at(&yaml, "format"), RECORD_FORMAT, 0);
    ck_assert_str_eq(string_at(&yaml, "klimb", "version"), versions.klimb);
    ck_assert_str_eq(string_at(&yaml, "scenario", "name"), scenario.name);
    ck_assert_str_eq(string_at(&yaml, "scenario", "digest"), scenario.digest);
    ck_assert_str_eq(string_at(&yaml, "scenario", "canonical"), canonical.bytes);
    ck_assert_str_eq(string_at(&yaml, NULL, "backend"), "exact");
    ck_assert_near(number_at(&yaml, "threads"), 1, 0);
    ck_assert_str_eq(string_at(&yaml, "versions", "compiler"), versions.compiler);
    ck_assert_str_eq(string_at(&yaml, "versions", "flags"), versions.flags);
    ck_assert_str_eq(string_at(&yaml, "versions", "openblas"), versions.openblas);
    ck_assert_str_eq(string_at(&yaml, "versions", "cpu"), versions.cpu);
    ck_assert_str_eq(string_at(&yaml, "versions", "simd"), "scalar");
    ck_assert_str_eq(string_at(&yaml, "versions", "system"), versions.system);
    ck_assert_str_eq(string_at(&yaml, NULL, "record_digest"), digest);
    ck_assert_near(number_at(&yaml, "wall_seconds"), 0.84375, 0);
    ck_assert_near(number_at(&yaml, "peak_kib"), 20480, 0);
    text_free(&canonical);
    yaml_tree_free(&yaml);
    record_free(&record);
    temp_folder_remove(folder);
}
END_TEST

/* Ends of runs. 2^53 + 1 is the first whole number that a double cannot hold. */
static const struct {
    long seed;
    struct outcome outcome;
} ends[] = {
    {0, {.step = 3000, .dimension = -1}},
    {9007199254740993, {.step = 20, .dimension = -1}},
    {7, {.diverged = 1, .step = 61, .term = TERM_KL, .dimension = 4, .tail = TAIL_ZERO}},
    {8, {.diverged = 1, .step = 1, .term = TERM_PARAMETER, .dimension = 25000}},
    {9, {.diverged = 1, .step = 0, .term = TERM_RECON, .dimension = -1, .tail = TAIL_NAN}},
};

START_TEST(record_read_manifest_is_what_was_written) {
    struct record written = make_record(ends[_i].seed, ends[_i].outcome);
    struct record read = make_record(-1, (struct outcome){0});
    struct error error = {0};
    char folder[FILE_PATH_MAX];
    temp_folder_make(folder);
    ck_assert_int_eq(manifest_write(folder, &written, &scenario, &backend, 1, 1, &error),
                     STATUS_OK);
    ck_assert_msg(record_read_manifest(&read, folder, &error) == STATUS_OK, "%s", error.message);
    ck_assert_str_eq(read.name, scenario.name);
    ck_assert_str_eq(read.scenario_digest, scenario.digest);
    ck_assert_int_eq(read.seed, ends[_i].seed);
    ck_assert_int_eq(read.outcome.diverged, ends[_i].outcome.diverged);
    ck_assert_int_eq(read.outcome.step, ends[_i].outcome.step);
    ck_assert_int_eq(read.outcome.term, ends[_i].outcome.term);
    ck_assert_int_eq(read.outcome.dimension, ends[_i].outcome.dimension);
    ck_assert_int_eq(read.outcome.tail, ends[_i].outcome.tail);
    record_free(&written);
    record_free(&read);
    temp_folder_remove(folder);
}
END_TEST

START_TEST(manifest_write_where_a_file_stands_is_an_io_error) {
    struct record record = make_record(0, (struct outcome){0});
    struct error error = {0};
    char folder[FILE_PATH_MAX], file[FILE_PATH_MAX];
    temp_folder_make(folder);
    temp_folder_write(folder, "occupied", "x");
    ck_assert_int_eq(file_join(file, folder, "occupied", &error), STATUS_OK);
    ck_assert_int_eq(manifest_write(file, &record, &scenario, &backend, 1, 1, &error), STATUS_IO);
    record_free(&record);
    temp_folder_remove(folder);
}
END_TEST

#define OUTCOME(kind, step, term, dimension, tail)                                                 \
    "{\"scenario\": {\"name\": \"a\"}, \"seed\": 1,\n\"outcome\": {\"kind\": " kind                \
    ", \"step\": " step ", \"term\": " term ", \"dimension\": " dimension ", \"tail\": " tail      \
    "}}\n"

static const struct {
    const char *text;
    long line;
    const char *message;
} refusals[] = {
    {"[]\n", 1, "the manifest is not a JSON object"},
    {"", 1, "the manifest is not a JSON object"},
    {"{\"seed\": 1}\n", 1, "\"scenario\" is missing"},
    {"{\"scenario\": {\"digest\": \"a\"}}\n", 1, "\"name\" is missing"},
    {"{\"scenario\": \"a\", \"seed\": 1}\n", 1, "\"name\" is missing"},
    {"{\"scenario\": {\"name\": [1]}}\n", 1, "name"},
    {"{\"scenario\": {\"name\": \"a\"}}\n", 1, "\"seed\" is missing"},
    {"{\"scenario\": {\"name\": \"a\"},\n\"seed\": \"1\"}\n", 2, "seed"},
    {"{\"scenario\": {\"name\": \"a\"},\n\"seed\": 1.5}\n", 2, "seed"},
    {"{\"scenario\": {\"name\": \"a\"}, \"seed\": 1}\n", 1, "\"outcome\" is missing"},
    {OUTCOME("\"done\"", "1", "\"none\"", "-1", "\"none\""), 2,
     "kind is \"done\"; must be one of completed or non-finite"},
    {OUTCOME("\"completed\"", "true", "\"none\"", "-1", "\"none\""), 2, "step"},
    {OUTCOME("\"completed\"", "1", "\"nothing\"", "-1", "\"none\""), 2,
     "term is \"nothing\"; must be one of none, kl, recon, gradient or parameter"},
    {OUTCOME("\"completed\"", "1", "\"none\"", "\"x\"", "\"none\""), 2, "dimension"},
    {OUTCOME("\"completed\"", "1", "\"none\"", "-1", "\"some\""), 2,
     "tail is \"some\"; must be one of none, zero, infinite or nan"},
    {"{\"scenario\": {\"name\":", 0, ""},
    {"{\"format\": 2, \"scenario\": {\"name\": \"a\"}}\n", 1, "format is 2; this klimb reads 1"},
    {"{\"format\": 0}\n", 1, "format is 0; this klimb reads 1"},
    {"{\"format\": 1.5}\n", 1, "format must be an integer"},
    {"{\"format\": \"1\"}\n", 1, "format must be an integer"},
};

START_TEST(record_read_manifest_faulty_file_is_refused_at_its_line) {
    struct record record = {0};
    struct error error = {0};
    char folder[FILE_PATH_MAX];
    temp_folder_make(folder);
    temp_folder_write(folder, "manifest.json", refusals[_i].text);
    ck_assert_int_eq(record_read_manifest(&record, folder, &error), STATUS_FORMAT);
    ck_assert_msg(strstr(error.message, refusals[_i].message) != NULL, "%s", error.message);
    ck_assert_msg(refusals[_i].line == 0 || error.line == refusals[_i].line, "line %ld: %s",
                  error.line, error.message);
    ck_assert_ptr_nonnull(strstr(error.file, "manifest.json"));
    temp_folder_remove(folder);
}
END_TEST

/* A cell that was edited, a row that was deleted, and the record of another run beside the manifest. */
static const char *const edited[] = {"step,kl\n0,1\n10,2.5\n", "step,kl\n0,1\n",
                                     "step,kl\n0,1\n10,3\n20,4\n"};

START_TEST(record_read_of_an_edited_record_is_refused) {
    static const char whole[] = "step,kl\n0,1\n10,3\n";
    struct record record;
    struct error error = {0};
    char folder[FILE_PATH_MAX];
    temp_folder_make(folder);
    ck_assert_int_eq(record_parse(&record, "made", whole, sizeof whole - 1, &error), STATUS_OK);
    ck_assert_int_eq(manifest_write(folder, &record, &scenario, &backend, 1, 1, &error), STATUS_OK);
    record_free(&record);
    temp_folder_write(folder, "record.csv", whole);
    ck_assert_msg(record_read(&record, folder, &error) == STATUS_OK, "%s", error.message);
    record_free(&record);
    temp_folder_write(folder, "record.csv", edited[_i]);
    ck_assert_int_eq(record_read(&record, folder, &error), STATUS_FORMAT);
    ck_assert_ptr_nonnull(strstr(error.message, "edited"));
    ck_assert_ptr_nonnull(strstr(error.message, "record.csv"));
    ck_assert_ptr_nonnull(strstr(error.file, "manifest.json"));
    ck_assert_int_eq(record.rows, 0);
    temp_folder_remove(folder);
}
END_TEST

/* ---- digests.csv ---- */

static const char *const table = "tensor,0\nbatch x,0123456789abcdef\n";

/* A record with digests, in a folder of its own, by the way a run writes it. */
static void write_with_digests(char folder[FILE_PATH_MAX]) {
    struct record record = make_record(3, (struct outcome){.step = 0, .dimension = -1});
    struct error error = {0};
    temp_folder_make(folder);
    ck_assert_int_eq(tensor_digests_parse(&record.digests, "made", table, strlen(table), &error),
                     STATUS_OK);
    ck_assert_int_eq(record_write(&record, folder, &error), STATUS_OK);
    ck_assert_int_eq(manifest_write(folder, &record, &scenario, &backend, 1, 1, &error), STATUS_OK);
    record_free(&record);
}

START_TEST(record_read_digests_are_those_that_were_written) {
    struct record record;
    struct error error = {0};
    char folder[FILE_PATH_MAX];
    write_with_digests(folder);
    ck_assert_msg(record_read(&record, folder, &error) == STATUS_OK, "%s", error.message);
    ck_assert_int_eq(record.digests.tensors, 1);
    ck_assert_int_eq(record.digests.steps, 1);
    ck_assert_str_eq(record.digests.row[0].name, "batch x");
    ck_assert_uint_eq(record.digests.row[0].digest[0], UINT64_C(0x0123456789abcdef));
    record_free(&record);
    temp_folder_remove(folder);
}
END_TEST

static const struct {
    const char *text, *message, *file; /* text NULL: the file is not there */
    enum status status;
} wrong_digests[] = {
    {"tensor,0\nbatch x,0123456789abcdee\n", "tensor_digests is", "manifest.json", STATUS_FORMAT},
    {"tensor,0\nbatch x,0123456789abcde\n", "16 hexadecimal digits", "digests.csv", STATUS_FORMAT},
    {NULL, "digests.csv", "", STATUS_IO},
};

START_TEST(record_read_of_edited_digests_is_refused) {
    struct record record;
    struct error error = {0};
    char folder[FILE_PATH_MAX];
    write_with_digests(folder);
    if (wrong_digests[_i].text != NULL)
        temp_folder_write(folder, "digests.csv", wrong_digests[_i].text);
    else
        ck_assert_int_eq(file_remove(folder, "digests.csv", &error), STATUS_OK);
    ck_assert_int_eq(record_read(&record, folder, &error), wrong_digests[_i].status);
    ck_assert_msg(strstr(error.message, wrong_digests[_i].message) != NULL, "%s", error.message);
    ck_assert_msg(strstr(error.file, wrong_digests[_i].file) != NULL, "%s", error.file);
    ck_assert_int_eq(record.rows, 0);
    ck_assert_ptr_null(record.digests.row);
    temp_folder_remove(folder);
}
END_TEST

/* As of klimb 0.1, or of another program: what is called digests.csv there may be anything. */
START_TEST(record_read_of_a_manifest_without_digests_leaves_the_file_alone) {
    struct record record = make_record(3, (struct outcome){.step = 0, .dimension = -1});
    struct error error = {0};
    char folder[FILE_PATH_MAX];
    temp_folder_make(folder);
    ck_assert_int_eq(record_write(&record, folder, &error), STATUS_OK);
    ck_assert_int_eq(manifest_write(folder, &record, &scenario, &backend, 1, 1, &error), STATUS_OK);
    record_free(&record);
    temp_folder_write(folder, "digests.csv", "of somebody\n");
    ck_assert_msg(record_read(&record, folder, &error) == STATUS_OK, "%s", error.message);
    ck_assert_int_eq(record.digests.tensors, 0);
    /* A record without digests that is written over one with them leaves none. */
    ck_assert_int_eq(record_write(&record, folder, &error), STATUS_OK);
    char path[FILE_PATH_MAX];
    ck_assert_int_eq(file_join(path, folder, "digests.csv", &error), STATUS_OK);
    ck_assert(!temp_folder_has(path));
    record_free(&record);
    temp_folder_remove(folder);
}
END_TEST

/* What helps is a command that can be pasted. */
START_TEST(record_read_manifest_of_a_newer_format_is_refused_with_the_command) {
    struct record record = {0};
    struct error error = {0};
    char folder[FILE_PATH_MAX];
    temp_folder_make(folder);
    temp_folder_write(folder, "manifest.json",
                      "{\"format\": 2, \"scenario\": {\"name\": \"learning/healthy\"}}\n");
    ck_assert_int_eq(record_read_manifest(&record, folder, &error), STATUS_FORMAT);
    ck_assert_str_eq(error.message, "format is 2; this klimb reads 1");
    ck_assert_str_eq(error.hint,
                     "`klimb run learning/healthy` makes the record again; or update klimb");
    temp_folder_write(folder, "manifest.json", "{\"format\": 2}\n");
    ck_assert_int_eq(record_read_manifest(&record, folder, &error), STATUS_FORMAT);
    ck_assert_str_eq(error.hint, "a newer klimb wrote it: update this one");
    temp_folder_remove(folder);
}
END_TEST

START_TEST(record_read_manifest_without_file_is_an_io_error) {
    struct record record = {0};
    struct error error = {0};
    char folder[FILE_PATH_MAX];
    temp_folder_make(folder);
    ck_assert_int_eq(record_read_manifest(&record, folder, &error), STATUS_IO);
    temp_folder_remove(folder);
}
END_TEST

START_TEST(versions_get_nothing_is_left_empty) {
    struct versions versions;
    versions_get(&versions, &backend);
    ck_assert_str_ne(versions.klimb, "");
    ck_assert(strncmp(versions.compiler, "gcc ", 4) == 0 ||
              strncmp(versions.compiler, "clang ", 6) == 0);
    ck_assert_str_ne(versions.flags, "");
    ck_assert_str_eq(versions.openblas, "not used");
    ck_assert_str_ne(versions.cpu, "");
    ck_assert_ptr_null(strchr(versions.cpu, '\n'));
    ck_assert_str_eq(versions.simd, "scalar");
    ck_assert_str_ne(versions.system, "");
}
END_TEST

static Suite *manifest_suite(void) {
    Suite *suite = suite_create("manifest");
    TCase *tests = tcase_create("manifest");
    tcase_add_test(tests, manifest_write_every_field_is_there);
    tcase_add_loop_test(tests, record_read_manifest_is_what_was_written, 0,
                        sizeof ends / sizeof *ends);
    tcase_add_test(tests, manifest_write_where_a_file_stands_is_an_io_error);
    tcase_add_loop_test(tests, record_read_manifest_faulty_file_is_refused_at_its_line, 0,
                        sizeof refusals / sizeof *refusals);
    tcase_add_loop_test(tests, record_read_of_an_edited_record_is_refused, 0,
                        sizeof edited / sizeof *edited);
    tcase_add_test(tests, record_read_digests_are_those_that_were_written);
    tcase_add_loop_test(tests, record_read_of_edited_digests_is_refused, 0,
                        sizeof wrong_digests / sizeof *wrong_digests);
    tcase_add_test(tests, record_read_of_a_manifest_without_digests_leaves_the_file_alone);
    tcase_add_test(tests, record_read_manifest_of_a_newer_format_is_refused_with_the_command);
    tcase_add_test(tests, record_read_manifest_without_file_is_an_io_error);
    tcase_add_test(tests, versions_get_nothing_is_left_empty);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(manifest_suite)
