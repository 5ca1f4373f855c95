/* stage.h -- records of real runs, and copies of them in which faults are planted.
 *
 *     stage_open(&stage, &error)                  runs, and goldens of them, in a temporary folder
 *     stage_set(&stage, STAGE_FRESH, &error)      fresh copies of the records of a set, and of its golden
 *     ...spoil files in stage.jobs[i].folder or stage.golden...
 *     stage_judge(&judgement, &stage)
 *     stage_close(&stage)
 */
#ifndef KLIMB_SELFTEST_STAGE_H
#define KLIMB_SELFTEST_STAGE_H

#include "base/file.h"
#include "judge/golden_subject.h"
#include "judge/verdict.h"
#include "run/runner.h"

enum { STAGE_SEEDS_MAX = 48, STAGE_CHECK_SEEDS = 3, STAGE_GOLDEN_SEEDS = 64 };

/* Which runs are judged. X(NAME, scenario, first seed, count, words) */
#define STAGE_SET_TABLE(X)                                                                         \
    X(BLESSED, SMALL, 0, STAGE_CHECK_SEEDS, "3 with golden bits")                                  \
    X(WAVE, SMALL, 0, 8, "3 and 5 more")                                                           \
    X(ONE, SMALL, 1000, 1, "1 of another seed")                                                    \
    X(FRESH, SMALL, 1000, 8, "8 of other seeds")                                                   \
    X(MANY, SMALL, 1000, 24, "24 of other seeds")                                                  \
    X(MORE, SMALL, 1000, STAGE_SEEDS_MAX, "48 of other seeds")                                     \
    X(BURST, BURSTING, 0, STAGE_CHECK_SEEDS, "3 that diverge")
#define STAGE_SET_ENUM(NAME, scenario, first, count, words) STAGE_##NAME,
enum stage_set { STAGE_SET_TABLE(STAGE_SET_ENUM) STAGE_SETS };
extern const char *const stage_set_words[];

enum stage_scenario { STAGE_SMALL, STAGE_BURSTING, STAGE_SCENARIOS };

struct stage {
    char folder[FILE_PATH_MAX];
    struct scenario scenario[STAGE_SCENARIOS];
    /* The set: copies to plant faults in. */
    const struct scenario *judged;
    struct job jobs[STAGE_SEEDS_MAX];
    long count;
    char golden[FILE_PATH_MAX]; /* folder of its golden */
};

/* stage_open -- write the scenarios, make the runs with `workers` processes, write the goldens. */
enum status stage_open(struct stage *stage, int workers, struct error *error) MUST_CHECK;
void stage_close(struct stage *stage);

/* stage_set -- make new copies of the records and golden of a set. */
enum status stage_set(struct stage *stage, enum stage_set set, struct error *error) MUST_CHECK;

/* stage_judge -- judge as `klimb check` does after the runs; free with judgement_free. */
void stage_judge(struct judgement *judgement, const struct stage *stage);

#endif
