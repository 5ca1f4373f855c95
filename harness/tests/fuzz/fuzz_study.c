/* study_read: a study of a scenario that is there. */
#include <math.h>
#include <string.h>

#include "scenario_copy.h"
#include "sweep/study.h"

static void sets_hold(const struct study_sets *sets) {
    FUZZ_HOLDS(sets->count <= STUDY_SETS_MAX, "%ld settings", sets->count);
    for (long i = 0; i < sets->count; i++)
        FUZZ_HOLDS(strchr(sets->set[i], '=') != NULL, "the override `%s`", sets->set[i]);
}

static void axis_holds(const struct study_axis *axis) {
    FUZZ_HOLDS(axis->count >= 1 && axis->count <= STUDY_OPTIONS_MAX, "%ld options", axis->count);
    FUZZ_HOLDS(axis->name[0] != '\0' && axis->text[0] != '\0', "an axis without name or text");
    for (long i = 0; i < axis->count; i++) {
        FUZZ_HOLDS(!axis->is_numeric || !isnan(axis->options[i].number), "`%s` is not a number",
                   axis->options[i].name);
        FUZZ_HOLDS(axis->options[i].sets.count >= 1, "`%s` sets nothing", axis->options[i].name);
        sets_hold(&axis->options[i].sets);
    }
}

static void study_holds(const struct study *study) {
    long points = study_points(study), place[STUDY_AXES_MAX];
    FUZZ_HOLDS(points >= 1 && points <= STUDY_POINTS_MAX, "%ld points", points);
    FUZZ_HOLDS(study->x >= 0 && study->x < study->axis_count, "x is axis %ld", study->x);
    FUZZ_HOLDS(study->column_count >= 1 && study->claim[0] != '\0' && study->base[0] != '\0',
               "no columns, claim or base");
    sets_hold(&study->sets);
    for (long i = 0; i < study->axis_count; i++)
        axis_holds(&study->axes[i]);
    study_places(place, study, points - 1);
    for (long i = 0; i < study->axis_count; i++)
        FUZZ_HOLDS(place[i] == study->axes[i].count - 1, "the last point is at %ld", place[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static char root[FILE_PATH_MAX];
    if (root[0] == '\0') {
        fuzz_path(root, FUZZ_EXPERIMENTS);
        fuzz_folder(FUZZ_EXPERIMENTS "/studies");
    }
    struct study study;
    struct error error = {0};
    fuzz_write(FUZZ_EXPERIMENTS "/studies/input.yaml", bytes, size);
    enum status status = study_read(&study, root, "input", &error);
    if (FUZZ_STATUS(status, &error) == STATUS_OK) {
        study_holds(&study);
        study_free(&study);
    } else {
        FUZZ_HOLDS(study.axis_count == 0 && study.sets.count == 0, "axes of what was refused");
        FUZZ_HOLDS(error.file[0] != '\0' || status == STATUS_MEMORY || status == STATUS_IO,
                   "no file in: %s", error.message);
    }
    return 0;
}
