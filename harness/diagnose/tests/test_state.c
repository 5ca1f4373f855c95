/* The states: names, order, exit codes. */
#include "diagnose/state.h"

#include <string.h>

#include "base/text.h"
#include "diagnose/criteria.h"
#include "tests/check_near.h"

START_TEST(state_find_knows_every_name) {
    for (int state = 0; state < STATES; state++)
        ck_assert_int_eq(state_find(state_info[state].name), state);
    static const char *const others[] = {"", "Healthy", "healthy ", "runawa", "logging_bug"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        ck_assert_int_eq(state_find(others[i]), -1);
}
END_TEST

START_TEST(state_info_is_complete) {
    for (int state = 0; state < STATES; state++) {
        const struct state_info *info = &state_info[state];
        ck_assert(info->meaning[0] != '\0' && info->advice[0] != '\0');
        ck_assert(info->scenario == NULL || strchr(info->scenario, '/') != NULL);
        ck_assert_ptr_null(strchr(info->name, ',')); /* --stop-on separates by it */
    }
}
END_TEST

START_TEST(state_exit_codes) {
    static const int codes[STATES] = {
        [STATE_LOGGING_BUG] = 1,  [STATE_EXPLOSION] = 1, [STATE_INSUFFICIENT] = 5,
        [STATE_NOT_LEARNING] = 1, [STATE_COLLAPSE] = 1,  [STATE_RUNAWAY] = 1,
        [STATE_ANNEALING] = 0,    [STATE_LEARNING] = 0,  [STATE_HEALTHY] = 0};
    for (int state = 0; state < STATES; state++)
        ck_assert_int_eq(state_info[state].exit_code, codes[state]);
}
END_TEST

START_TEST(state_list_is_a_sentence) {
    struct text text = {0};
    state_add_list(&text);
    ck_assert_str_eq(text_string(&text),
                     "logging-bug, explosion, insufficient, not-learning, collapse, runaway, "
                     "annealing, learning or healthy");
    text_free(&text);
}
END_TEST

/* Every state but the last, which is what is left, has a rule; and the table is in the order of the questions. */
START_TEST(state_rules) {
    int ruled[STATES] = {0}, before = 0;
    for (const struct rule *rule = diagnose_rules; rule->state >= 0; rule++) {
        ck_assert_int_ge(rule->state, before);
        ck_assert_int_lt(rule->state, STATES);
        ck_assert(rule->reason[0] != '\0' && rule->criterion[0].width > 0);
        ruled[rule->state]++;
        before = rule->state;
        for (long i = 0; i < CRITERIA_MAX && rule->criterion[i].width > 0; i++) {
            ck_assert(rule->criterion[i].symptom >= 0 && rule->criterion[i].symptom < SYMPTOMS);
            ck_assert_int_eq(rule->criterion[i].sense * rule->criterion[i].sense, 1);
        }
    }
    for (int state = 0; state < STATES; state++)
        ck_assert_int_eq(ruled[state] > 0, state != STATE_HEALTHY);
}
END_TEST

/* For nothing at all, each symptom being unknown: shares are shares. */
START_TEST(state_shares_of_nothing) {
    double share[STATES], symptom[SYMPTOMS], doubt[SYMPTOMS] = {0}, sum = 0;
    long rule[STATES];
    for (int i = 0; i < SYMPTOMS; i++)
        symptom[i] = (double)NAN;
    criteria_judge(share, rule, symptom, doubt);
    for (int state = 0; state < STATES; state++) {
        ck_assert(share[state] >= 0 && share[state] <= 1);
        sum += share[state];
    }
    ck_assert_near(sum, 1, 1e-12);
    ck_assert_int_eq(rule[STATE_HEALTHY], -1);
    ck_assert_int_eq(diagnose_rules[rule[STATE_COLLAPSE]].state, STATE_COLLAPSE);
}
END_TEST

/* What holds of an earlier question is not asked of a later one. */
START_TEST(state_earlier_questions_take_all) {
    double share[STATES], symptom[SYMPTOMS], doubt[SYMPTOMS] = {0};
    long rule[STATES];
    for (int i = 0; i < SYMPTOMS; i++)
        symptom[i] = (double)NAN;
    symptom[SYMPTOM_broken_at_end] = 1;
    symptom[SYMPTOM_rows] = 1;
    criteria_judge(share, rule, symptom, doubt);
    ck_assert(share[STATE_EXPLOSION] > 0.99);
    ck_assert(share[STATE_INSUFFICIENT] < 0.01 && share[STATE_HEALTHY] < 0.01);
    symptom[SYMPTOM_broken_at_end] = 0;
    criteria_judge(share, rule, symptom, doubt);
    ck_assert(share[STATE_INSUFFICIENT] > 0.9 && share[STATE_HEALTHY] < 0.1);
}
END_TEST

static Suite *state_suite(void) {
    Suite *suite = suite_create("state");
    TCase *tests = tcase_create("state");
    tcase_add_test(tests, state_find_knows_every_name);
    tcase_add_test(tests, state_info_is_complete);
    tcase_add_test(tests, state_exit_codes);
    tcase_add_test(tests, state_list_is_a_sentence);
    tcase_add_test(tests, state_rules);
    tcase_add_test(tests, state_shares_of_nothing);
    tcase_add_test(tests, state_earlier_questions_take_all);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(state_suite)
