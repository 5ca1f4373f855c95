/* The file of a study, and all that can be wrong with it. */
#include "sweep/study.h"
#include "sweep/study_find.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tests/fixtures/scratch.h"

static struct study study;

static const char whole[] =
    "claim: it falls\n"
    "about: >\n"
    "  why\n"
    "base: ../learning/healthy.yaml\n"
    "seeds: 3\n"
    "set: {train.steps: 100, model.hidden: [8, 4]}\n"
    "axes:\n"
    "  - {name: beta, key: objective.beta, values: [0, 0.5, 1e1]}\n"
    "  - name: decoder\n"
    "    text: depth of the decoder\n"
    "    options:\n"
    "      - {name: shallow, set: {model.decoder_hidden: [8]}}\n"
    "      - {name: deep, set: {model.decoder_hidden: [8, 8], model.activation: tanh}}\n"
    "figure: {x: beta, scale: log, columns: [recon, active_units]}\n"
    "phase: {name: collapse, otherwise: learning, column: active_units, below: 1}\n"
    "theory: true\n";

static void set_up(void) {
    make_scratch();
}

static void tear_down(void) {
    study_free(&study);
    remove_scratch();
}

static enum status read_text(const char *text) {
    error = (struct error){0};
    study_free(&study);
    temp_folder_write(scratch, "studies/beta-sweep.yaml", text);
    return study_read(&study, scratch, "beta-sweep", &error);
}

static void read_well(void) {
    ck_assert_msg(read_text(whole) == STATUS_OK, "%s:%ld: %s", error.file, error.line,
                  error.message);
}

START_TEST(study_read_fills_in_everything) {
    read_well();
    ck_assert_str_eq(study.name, "beta-sweep");
    ck_assert_str_eq(study.claim, "it falls");
    ck_assert_str_eq(study.about, "why");
    ck_assert_str_eq(study.base, "learning/healthy");
    ck_assert_int_eq(study.seeds, 3);
    ck_assert_int_eq(study.sets.count, 2);
    ck_assert_str_eq(study.sets.set[0], "train.steps=100");
    ck_assert_str_eq(study.sets.set[1], "model.hidden=[8, 4]");
    ck_assert_int_eq(study.axis_count, 2);
    ck_assert_str_eq(study.axes[0].text, "objective.beta");
    ck_assert_int_eq(study.axes[0].is_numeric, 1);
    ck_assert_str_eq(study.axes[0].options[2].name, "1e1");
    ck_assert(study.axes[0].options[2].number == 10);
    ck_assert_str_eq(study.axes[0].options[2].sets.set[0], "objective.beta=1e1");
    ck_assert_str_eq(study.axes[1].text, "depth of the decoder");
    ck_assert_int_eq(study.axes[1].is_numeric, 0);
    ck_assert_str_eq(study.axes[1].options[1].name, "deep");
    ck_assert(isnan(study.axes[1].options[1].number));
    ck_assert_str_eq(study.axes[1].options[1].sets.set[1], "model.activation=tanh");
    ck_assert_int_eq(study.x, 0);
    ck_assert_int_eq(study.scale, STUDY_LOG);
    ck_assert_int_eq(study.columns[1], OBSERVABLE_active_units);
    ck_assert_str_eq(study.phase.name, "collapse");
    ck_assert_str_eq(study.phase.otherwise, "learning");
    ck_assert(study.phase.limit == 1 && !study.phase.is_above);
    ck_assert_int_eq(study.wants_theory, 1);
}
END_TEST

START_TEST(study_places_moves_the_last_axis_first) {
    static const long wanted[][2] = {{0, 0}, {0, 1}, {1, 0}, {1, 1}, {2, 0}, {2, 1}};
    read_well();
    ck_assert_int_eq(study_points(&study), 6);
    for (long point = 0; point < 6; point++) {
        long place[STUDY_AXES_MAX];
        study_places(place, &study, point);
        ck_assert_int_eq(place[0], wanted[point][0]);
        ck_assert_int_eq(place[1], wanted[point][1]);
    }
}
END_TEST

/* ---- what can be wrong ------------------------------------------------------------------------ */

/* `was` in the whole study becomes `is`; what is said then, and where. */
static const struct {
    const char *was, *is;
    long line, column;
    const char *message, *hint;
} wrongs[] = {
    {"claim: it falls\n", "", 1, 1, "a study has no claim", ""},
    {"seeds: 3", "seed: 3", 5, 1,
     "unknown key seed, the keys of a study are claim, about, base, seeds, set, axes, figure, "
     "phase "
     "and theory",
     "did you mean seeds?"},
    {"seeds: 3", "seeds: 0", 5, 8, "seeds must be an integer from 1 to 1000, not 0", ""},
    {"seeds: 3", "seeds: many", 5, 8, "seeds must be an integer, digits only, found \"many\"", ""},
    {"base: ../learning/healthy.yaml", "base: healthy", 4, 7, "base", ""},
    {"train.steps: 100", "train.step: 100", 6, 7, "unknown key train.step,",
     "did you mean train.steps?"},
    {"train.steps: 100", "train.steps: -1", 6, 20, "train.steps must be an integer from 0", ""},
    {"train.steps: 100", "seeds.check: 1", 6, 20,
     "seeds.check does not concern a study: its seeds do", ""},
    {"train.steps: 100", "claim: x", 6, 14, "claim belongs to a scenario", ""},
    {"[8, 4]", "{a: 1}", 6, 39, "model.hidden must be a list", ""},
    {"set: {train.steps: 100, model.hidden: [8, 4]}", "set: 7", 6, 6,
     "set must be a map of settings, like {train.steps: 1000}", ""},
    {"[0, 0.5, 1e1]", "[0, -1]", 8, 51, "objective.beta must be", ""},
    {"[0, 0.5, 1e1]", "[0, 0.5, 0.50]", 8, 56, "the axis beta has 0.50 twice", ""},
    {"[0, 0.5, 1e1]", "[1, 0.5]", 14, 26, "the numbers of beta must ascend, 0.5 does not", ""},
    {"[0, 0.5, 1e1]", "[]", 8, 47, "values must be a list of 1 to 256", ""},
    {"[0, 0.5, 1e1]", "1", 8, 47, "values must be a list of 1 to 256", ""},
    {"key: objective.beta", "key: objective.bet", 8, 47, "unknown key objective.bet,",
     "did you mean objective.beta?"},
    {"key: objective.beta, ", "", 8, 5, "the axis beta must have a key and its values, or options",
     ""},
    {"name: beta", "name: Beta", 8, 12, "name must be of small letters, digits and _, not \"Beta\"",
     ""},
    {"name: beta", "name: decoder", 9, 5, "there are two axes decoder", ""},
    {"name: decoder", "name: recon", 8, 3, "the axis recon has the name of a column of the tables",
     ""},
    {"name: deep", "name: shallow", 13, 9, "the axis decoder has shallow twice", ""},
    {"name: deep, ", "", 13, 9, "an option has no name", ""},
    {"model.activation: tanh", "train.steps: 7", 8, 3,
     "the axis decoder sets train.steps, which is set already", ""},
    {"model.activation: tanh", "objective.beta: 7", 8, 3,
     "the axis decoder sets objective.beta, which is set already", ""},
    {"x: beta", "x: bets", 14, 13, "x is \"bets\"; must be beta or decoder", "did you mean beta?"},
    {"x: beta", "x: decoder", 14, 29, "scale must be names: decoder is not of numbers", ""},
    {"scale: log", "scale: logs", 14, 26, "scale is \"logs\"; must be lin, log or names",
     "did you mean log?"},
    {"[recon, active_units]", "[recon, recon]", 14, 48, "columns has recon twice", ""},
    {"[recon, active_units]", "[recons]", 14, 41, "a column is \"recons\"; must be ",
     "did you mean recon?"},
    {"[recon, active_units]", "[recon]", 15, 54, "column must be one of the figure's", ""},
    {"otherwise: learning", "otherwise: collapse", 15, 36, "name and otherwise are both", ""},
    {"name: collapse", "name: diverged", 15, 15, "name must not be diverged", ""},
    {"otherwise: learning", "otherwise: diverged", 15, 36, "otherwise must not be diverged", ""},
    {"below: 1", "below: .nan", 15, 75, "below must be a finite number", ""},
    {", below: 1", "", 15, 8, "the phase must have below or above", ""},
    {"below: 1", "below: 1, above: 2", 15, 8, "the phase must have below or above", ""},
    {"theory: true", "theory: perhaps", 16, 9, "theory must be true or false", ""},
};
enum { WRONGS = sizeof wrongs / sizeof *wrongs };

START_TEST(study_read_wrong_file_names_place_and_remedy) {
    struct text text = {0};
    const char *at = strstr(whole, wrongs[_i].was);
    ck_assert_ptr_nonnull(at);
    text_add(&text, "%.*s%s%s", (int)(at - whole), whole, wrongs[_i].is,
             at + strlen(wrongs[_i].was));
    ck_assert_int_eq(read_text(text.bytes), STATUS_FORMAT);
    ck_assert_msg(strncmp(error.message, wrongs[_i].message, strlen(wrongs[_i].message)) == 0,
                  "%s\nwanted: %s", error.message, wrongs[_i].message);
    ck_assert_str_eq(error.file, in_scratch("studies/beta-sweep.yaml"));
    ck_assert_msg(error.line == wrongs[_i].line && error.column == wrongs[_i].column, "%ld:%ld: %s",
                  error.line, error.column, error.message);
    if (wrongs[_i].hint[0] != '\0')
        ck_assert_str_eq(error.hint, wrongs[_i].hint);
    ck_assert_str_eq(study.name, ""); /* empty on error */
    text_free(&text);
}
END_TEST

START_TEST(study_read_many_wrong_keys_are_told_together) {
    ck_assert_int_eq(read_text("claim: x\nbase: ../a.yaml\nseeds: 0\naxes: 7\ncolour: red\n"),
                     STATUS_FORMAT);
    ck_assert_str_eq(error.message, "unknown key colour, the keys of a study are claim, about, "
                                    "base, seeds, set, axes, figure, phase and theory");
    ck_assert_ptr_nonnull(strstr(error.more, "seeds must be an integer from 1 to 1000, not 0"));
    ck_assert_ptr_nonnull(strstr(error.more, "axes must be a list of 1 to 3 axes"));
    ck_assert_ptr_nonnull(strstr(error.more, "a study has no figure"));
    ck_assert_int_eq(read_text(""), STATUS_FORMAT);
    ck_assert_str_eq(error.message, "a study has no claim");
}
END_TEST

START_TEST(study_read_too_many_points_is_refused) {
    struct text text = {0};
    text_add(&text, "claim: x\nbase: ../a.yaml\nseeds: 1\naxes:\n");
    for (int axis = 0; axis < 2; axis++) {
        text_add(&text, "  - {name: %c, key: %s, values: [", 'a' + axis,
                 axis == 0 ? "objective.beta" : "train.steps");
        for (int i = 1; i <= 101; i++)
            text_add(&text, "%d,", i);
        text_add(&text, "]}\n");
    }
    text_add(&text, "figure: {x: a, scale: lin, columns: [kl]}\n");
    ck_assert_int_eq(read_text(text.bytes), STATUS_FORMAT);
    ck_assert_str_eq(error.message, "the axes have 10201 points, more than 2000");
    text_free(&text);
}
END_TEST

/* ---- names ------------------------------------------------------------------------------------ */

START_TEST(study_find_knows_a_study_by_name_folder_and_path) {
    char name[SCENARIO_NAME_MAX], found[SCENARIO_NAME_MAX * 2], file[FILE_PATH_MAX];
    read_well();
    memcpy(file, in_scratch("studies/beta-sweep.yaml"), sizeof file);
    const char *const names[] = {"beta-sweep", "beta-sweep.yaml", "studies/beta-sweep", file};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        ck_assert_int_eq(study_find(name, found, scratch, names[i], &error), STATUS_OK);
        ck_assert_str_eq(name, "beta-sweep");
        ck_assert_str_eq(found, file);
    }
}
END_TEST

START_TEST(study_find_unknown_name_suggests_the_nearest) {
    read_well();
    study_free(&study);
    ck_assert_int_eq(study_read(&study, scratch, "beta-sweeps", &error), STATUS_INVALID);
    ck_assert_str_eq(error.hint, "did you mean beta-sweep?");
    ck_assert_int_eq(study_read(&study, scratch, "healthy", &error), STATUS_INVALID);
    ck_assert_str_eq(error.hint, "`klimb sweep` lists the studies");
}
END_TEST

/* A file that study_list does not list is no study. */
START_TEST(study_find_name_that_leads_elsewhere_is_refused) {
    static const char *const names[] = {"../outside", "studies/../outside", ".hidden", "a/.b"};
    temp_folder_write(scratch, "outside.yaml", whole);
    temp_folder_write(scratch, "studies/.hidden.yaml", whole);
    temp_folder_write(scratch, "studies/a/.b.yaml", whole);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        ck_assert_int_eq(study_read(&study, scratch, names[i], &error), STATUS_INVALID);
}
END_TEST

START_TEST(study_list_is_sorted_and_none_without_a_folder) {
    char **names;
    long count;
    ck_assert_int_eq(study_list(&names, &count, scratch, &error), STATUS_OK);
    ck_assert_int_eq(count, 0);
    free(names);
    temp_folder_write(scratch, "studies/b.yaml", "");
    temp_folder_write(scratch, "studies/a-2.yaml", "");
    temp_folder_write(scratch, "studies/a-10.yaml", "");
    temp_folder_write(scratch, "studies/a.yaml", "");
    ck_assert_int_eq(study_list(&names, &count, scratch, &error), STATUS_OK);
    static const char *const wanted[] = {"a", "a-2", "a-10", "b"};
    ck_assert_int_eq(count, 4);
    for (int i = 0; i < 4; i++)
        ck_assert_str_eq(names[i], wanted[i]);
    free(names);
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("study");
    TCase *tests = tcase_create("study");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, study_read_fills_in_everything);
    tcase_add_test(tests, study_places_moves_the_last_axis_first);
    tcase_add_loop_test(tests, study_read_wrong_file_names_place_and_remedy, 0, WRONGS);
    tcase_add_test(tests, study_read_many_wrong_keys_are_told_together);
    tcase_add_test(tests, study_read_too_many_points_is_refused);
    tcase_add_test(tests, study_find_knows_a_study_by_name_folder_and_path);
    tcase_add_test(tests, study_find_unknown_name_suggests_the_nearest);
    tcase_add_test(tests, study_find_name_that_leads_elsewhere_is_refused);
    tcase_add_test(tests, study_list_is_sorted_and_none_without_a_folder);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
