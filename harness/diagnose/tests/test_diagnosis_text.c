/* A diagnosis for a terminal, for GitHub, for programs. */
#include "diagnose/diagnosis_text.h"

#include <math.h>
#include <string.h>

#include "diagnose/diagnosis_json.h"
#include "diagnose/tests/curve_record.h"
#include "tests/check_near.h"

enum { ROWS = 60 };

static double recon_of(long row) {
    return 27 + 18 * exp(-0.2 * (double)row);
}
static double kl_of(long row) {
    return 1e-5 + 3 * exp(-0.5 * (double)row);
}
static double total_of(long row) {
    return recon_of(row) + kl_of(row);
}

/* A log and its diagnosis: a collapse, with a row that is not finite. */
struct sample {
    struct record record;
    struct diagnosis diagnosis;
    struct diagnosed diagnosed;
};

static void make(struct sample *sample, const char *name) {
    curve_record(&sample->record, ROWS);
    curve_record_fill(&sample->record, OBSERVABLE_recon, recon_of);
    curve_record_fill(&sample->record, OBSERVABLE_kl, kl_of);
    curve_record_fill(&sample->record, OBSERVABLE_loss, total_of);
    curve_record_set(&sample->record, 20, OBSERVABLE_kl, (double)NAN);
    ck_assert_int_eq(diagnose(&sample->diagnosis, &sample->record, NULL), STATUS_OK);
    ck_assert_int_eq(sample->diagnosis.state, STATE_COLLAPSE);
    sample->diagnosed = (struct diagnosed){name, &sample->record, &sample->diagnosis};
}

/* Columns of a line of UTF-8. */
static long columns_of(const char *line, size_t length) {
    long columns = 0;
    for (size_t i = 0; i < length; i++)
        columns += ((unsigned char)line[i] & 0xC0) != 0x80;
    return columns;
}

static long widest_line(const char *text) {
    long widest = 0;
    for (const char *end; (end = strchr(text, '\n')) != NULL; text = end + 1) {
        long columns = columns_of(text, (size_t)(end - text));
        widest = columns > widest ? columns : widest;
    }
    ck_assert_int_eq(*text, '\0'); /* the last line has its end */
    return widest;
}

/* ---- terminal -------------------------------------------------------------------------------- */

static struct text text_of(const struct sample *sample, int width) {
    struct text text = {0};
    diagnosis_add_text(&text, &sample->diagnosed, width);
    return text;
}

START_TEST(diagnosis_text_wraps) {
    static const int widths[] = {40, 60, 80, 200};
    struct sample sample;
    make(&sample, "train.log");
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        struct text text = text_of(&sample, widths[i]);
        long widest = widest_line(text_string(&text));
        ck_assert_msg(widest <= widths[i], "%ld columns of %d:\n%s", widest, widths[i],
                      text_string(&text));
        ck_assert(widths[i] > 80 || widest > widths[i] / 2); /* the room is used */
        text_free(&text);
    }
    struct text narrow = text_of(&sample, 10), least = text_of(&sample, 40);
    ck_assert_int_le(widest_line(text_string(&narrow)), 40); /* nothing is narrower than that */
    ck_assert_str_eq(text_string(&narrow), text_string(&least));
    text_free(&narrow);
    text_free(&least);
    record_free(&sample.record);
}
END_TEST

/* All that was found, whatever the width: words, and no others. */
static void assert_words(const char *text, const char *sentence) {
    char word[FINDING_TEXT];
    const char *at = text;
    for (; *sentence != '\0'; sentence += strspn(sentence, " ")) {
        size_t length = strcspn(sentence, " ");
        snprintf(word, sizeof word, "%.*s", (int)length, sentence);
        const char *found = strstr(at, word);
        ck_assert_msg(found != NULL, "no \"%s\" in:\n%s", word, at);
        at = found + length;
        sentence += length;
    }
}

START_TEST(diagnosis_text_has_all) {
    struct sample sample;
    make(&sample, "train.log");
    const struct diagnosis *diagnosis = &sample.diagnosis;
    for (int width = 40; width <= 200; width += 80) {
        struct text text = text_of(&sample, width);
        const char *words = text_string(&text);
        ck_assert_ptr_eq(strstr(words, "train.log: collapse (confidence 0."), words);
        for (long i = 0; i < diagnosis->evidence_count; i++)
            assert_words(words, diagnosis->evidence[i].text);
        for (long i = 0; i < diagnosis->remark_count; i++)
            assert_words(words, diagnosis->remark[i].text);
        assert_words(words, state_info[STATE_COLLAPSE].meaning);
        assert_words(words, state_info[STATE_COLLAPSE].advice);
        assert_words(words, "`klimb run annealing/linear` shows it");
        text_free(&text);
    }
    struct text text = text_of(&sample, 100);
    ck_assert_ptr_nonnull(strstr(text_string(&text), "not finite at !"));
    ck_assert_ptr_nonnull(strstr(text_string(&text), "log scale"));
    ck_assert_ptr_nonnull(strstr(text_string(&text), "\n  loss "));
    ck_assert_ptr_null(strstr(text_string(&text), "\n  beta "));
    text_free(&text);
    record_free(&sample.record);
}
END_TEST

/* ---- names that try to steer what shows them ------------------------------------------------- */

static const char *const hostile[] = {"\x1b[31mred\x1b]0;title\x07.log",
                                      "a\nb: healthy (confidence 1.00)\n.log",
                                      "a\rb.log",
                                      "a\x7f\x08\x08.log",
                                      "\xc2\x9b"
                                      "2J.log",
                                      "\xff\xfe.log",
                                      "a\xe2\x80\xae"
                                      "gol.b",
                                      "::error::x%0A,y:z\n::stop-commands::t"};

/* No controls but the ends of lines, of which there are no more than of a plain name. */
static void assert_inert(const char *text, long lines) {
    long ends = 0;
    for (const char *at = text; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        struct text line = {0}, inert = {0};
        text_add_bytes(&line, at, length);
        text_add_escaped(&inert, text_string(&line), TEXT_TERMINAL);
        ck_assert_str_eq(text_string(&line), text_string(&inert));
        text_free(&line);
        text_free(&inert);
        ends += at[length] == '\n';
        at += length + (at[length] == '\n');
    }
    ck_assert_int_eq(ends, lines);
}

static long count_lines(const char *text) {
    long lines = 0;
    for (; *text != '\0'; text++)
        lines += *text == '\n';
    return lines;
}

START_TEST(diagnosis_text_names_are_inert) {
    struct sample sample;
    make(&sample, "a.log");
    struct text plain = text_of(&sample, 80);
    sample.diagnosed.name = hostile[_i];
    struct text text = text_of(&sample, 80);
    assert_inert(text_string(&text), count_lines(text_string(&plain)));
    text_free(&text);
    text_free(&plain);
    record_free(&sample.record);
}
END_TEST

START_TEST(diagnosis_github_names_are_inert) {
    struct sample sample;
    struct text text = {0};
    make(&sample, hostile[_i]);
    diagnosis_add_github(&text, &sample.diagnosed);
    const char *line = text_string(&text);
    assert_inert(line, 1);
    ck_assert_ptr_eq(strstr(line, "::error title=klimb diagnose "), line);
    const char *message = strstr(line + 2, "::"); /* a name has no colon of its own */
    ck_assert_ptr_eq(strstr(message, "::collapse (confidence 0."), message);
    ck_assert_ptr_null(strstr(message + 2, "::"));
    for (const char *at = line; (at = strchr(at, '%')) != NULL; at++)
        ck_assert_int_eq(strspn(at + 1, "0123456789ABCDEF") >= 2, 1);
    text_free(&text);
    record_free(&sample.record);
}
END_TEST

/* ---- GitHub ---------------------------------------------------------------------------------- */

START_TEST(diagnosis_github_is_one_line) {
    struct sample sample;
    make(&sample, "a,b:c%d.log");
    static const char *const levels[STATES] = {
        [STATE_LOGGING_BUG] = "::error ",    [STATE_EXPLOSION] = "::error ",
        [STATE_INSUFFICIENT] = "::warning ", [STATE_NOT_LEARNING] = "::error ",
        [STATE_COLLAPSE] = "::error ",       [STATE_RUNAWAY] = "::error ",
        [STATE_ANNEALING] = "::notice ",     [STATE_LEARNING] = "::notice ",
        [STATE_HEALTHY] = "::notice "};
    for (int state = 0; state < STATES; state++) {
        struct text text = {0};
        sample.diagnosis.state = (enum state)state;
        diagnosis_add_github(&text, &sample.diagnosed);
        const char *line = text_string(&text);
        ck_assert_ptr_eq(strstr(line, levels[state]), line);
        ck_assert_ptr_nonnull(strstr(line, "klimb diagnose a%2Cb%3Ac%25d.log::"));
        ck_assert_int_eq(count_lines(line), 1);
        ck_assert_int_eq(strstr(line, ". Advice: ") != NULL, state_info[state].exit_code != 0);
        text_free(&text);
    }
    record_free(&sample.record);
}
END_TEST

/* ---- JSON ------------------------------------------------------------------------------------ */

static cJSON *parsed_back(const struct sample *sample) {
    cJSON *object = diagnosis_to_json(&sample->diagnosed);
    ck_assert_ptr_nonnull(object);
    char *words = cJSON_PrintUnformatted(object);
    cJSON *back = cJSON_Parse(words);
    ck_assert_ptr_nonnull(back);
    cJSON_free(words);
    cJSON_Delete(object);
    return back;
}

static const cJSON *member(const cJSON *object, const char *key) {
    const cJSON *found = cJSON_GetObjectItemCaseSensitive(object, key);
    ck_assert_msg(found != NULL, "no key %s", key);
    return found;
}

START_TEST(diagnosis_json_has_the_keys) {
    struct sample sample;
    make(&sample, "train.log");
    cJSON *object = parsed_back(&sample);
    static const char *const strings[] = {"log",     "verdict", "meaning",
                                          "missing", "advice",  "scenario"};
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
        ck_assert(cJSON_IsString(member(object, strings[i])));
    ck_assert_str_eq(member(object, "log")->valuestring, "train.log");
    ck_assert_str_eq(member(object, "verdict")->valuestring, "collapse");
    ck_assert(member(object, "confidence")->valuedouble > 0);
    ck_assert(member(object, "coverage")->valuedouble == DIAGNOSIS_COVERAGE);
    double sum = 0;
    for (int state = 0; state < STATES; state++)
        sum += member(member(object, "shares"), state_info[state].name)->valuedouble;
    ck_assert_near(sum, 1, 1e-9);
    const cJSON *one, *set = member(object, "set");
    ck_assert_int_ge(cJSON_GetArraySize(set), 1);
    for (one = set->child; one != NULL; one = one->next)
        ck_assert(sample.diagnosis.in_set[state_find(one->valuestring)]);
    ck_assert_int_eq(cJSON_GetArraySize(member(object, "evidence")),
                     sample.diagnosis.evidence_count);
    cJSON_ArrayForEach(one, member(object, "evidence")) {
        ck_assert(cJSON_IsString(member(one, "text")));
        ck_assert(cJSON_IsNumber(member(one, "step")) || cJSON_IsNull(member(one, "step")));
    }
    ck_assert_int_eq(cJSON_GetArraySize(member(object, "remarks")), sample.diagnosis.remark_count);
    ck_assert_int_eq(cJSON_GetArraySize(member(object, "symptoms")), SYMPTOMS);
    cJSON_Delete(object);
    record_free(&sample.record);
}
END_TEST

/* JSON has no NaN and no infinity. */
START_TEST(diagnosis_json_has_null_for_what_is_no_number) {
    struct sample sample;
    make(&sample, "train.log");
    sample.diagnosis.symptom[SYMPTOM_units] = (double)NAN;
    sample.diagnosis.symptom[SYMPTOM_kl_rise] = -HUGE_VAL;
    sample.diagnosis.evidence[0].step = HUGE_VAL;
    cJSON *object = parsed_back(&sample);
    ck_assert(cJSON_IsNull(member(member(object, "symptoms"), "units")));
    ck_assert(cJSON_IsNull(member(member(object, "symptoms"), "kl_rise")));
    ck_assert(cJSON_IsNumber(member(member(object, "symptoms"), "rows")));
    ck_assert(cJSON_IsNull(member(cJSON_GetArrayItem(member(object, "evidence"), 0), "step")));
    cJSON_Delete(object);
    record_free(&sample.record);
}
END_TEST

START_TEST(diagnosis_json_of_any_name_is_json) {
    struct sample sample;
    make(&sample, hostile[_i]);
    cJSON *object = parsed_back(&sample);
    ck_assert(cJSON_IsString(member(object, "log")));
    cJSON_Delete(object);
    record_free(&sample.record);
}
END_TEST

/* ---- rules ----------------------------------------------------------------------------------- */

START_TEST(diagnosis_rules_name_every_symptom) {
    struct text text = {0};
    diagnosis_add_rules(&text, (enum state)_i, 10000);
    const char *words = text_string(&text);
    const char *name = state_info[_i].name;
    ck_assert_ptr_eq(strstr(words, name), words);
    ck_assert_ptr_nonnull(strstr(words, ", exit code "));
    for (const struct rule *rule = diagnose_rules; rule->state >= 0; rule++)
        if (rule->state == _i) {
            ck_assert_ptr_nonnull(strstr(words, rule->reason));
            for (long i = 0; i < CRITERIA_MAX && rule->criterion[i].width > 0; i++)
                ck_assert_ptr_nonnull(strstr(words, symptom_info[rule->criterion[i].symptom].name));
        }
    ck_assert_int_eq(strstr(words, "no other state holds") != NULL, _i == STATE_HEALTHY);
    text_free(&text);
}
END_TEST

static Suite *text_suite(void) {
    enum { HOSTILE = sizeof hostile / sizeof *hostile };
    Suite *suite = suite_create("diagnosis text");
    TCase *tests = tcase_create("diagnosis text");
    tcase_add_test(tests, diagnosis_text_wraps);
    tcase_add_test(tests, diagnosis_text_has_all);
    tcase_add_loop_test(tests, diagnosis_text_names_are_inert, 0, HOSTILE);
    tcase_add_loop_test(tests, diagnosis_github_names_are_inert, 0, HOSTILE);
    tcase_add_test(tests, diagnosis_github_is_one_line);
    tcase_add_test(tests, diagnosis_json_has_the_keys);
    tcase_add_test(tests, diagnosis_json_has_null_for_what_is_no_number);
    tcase_add_loop_test(tests, diagnosis_json_of_any_name_is_json, 0, HOSTILE);
    tcase_add_loop_test(tests, diagnosis_rules_name_every_symptom, 0, STATES);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(text_suite)
