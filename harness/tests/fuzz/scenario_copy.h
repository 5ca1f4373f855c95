/* scenario_copy.h -- the property of a scenario that was accepted: its canonical form is accepted
 * too, stays the same and has the same digest.
 */
#ifndef KLIMB_FUZZ_SCENARIO_COPY_H
#define KLIMB_FUZZ_SCENARIO_COPY_H

/* Of fuzz_path and fuzz_write: the experiments folder, and in it the scenario that is copied from
 * and where the copy goes. They share a folder, to which paths are relative. */
#define FUZZ_EXPERIMENTS "experiments"

#include "fuzz.h"
#include "scenario/scenario.h"
#include "scenario/scenario_load.h"

static inline void scenario_copy_holds(const struct scenario *scenario, const char *root) {
    struct text canonical = {0}, again = {0};
    struct scenario copy;
    struct error error = {0};
    scenario_canonical(&canonical, scenario, 1);
    fuzz_write(FUZZ_EXPERIMENTS "/family/copy.yaml", canonical.bytes, canonical.length);
    enum status status = scenario_load(&copy, root, "family/copy", NULL, 0, &error);
    FUZZ_HOLDS(FUZZ_STATUS(status, &error) == STATUS_OK,
               "the canonical form is refused: line %ld: %s:\n%s", error.line, error.message,
               canonical.bytes);
    FUZZ_HOLDS(strcmp(copy.digest, scenario->digest) == 0,
               "the canonical form has another digest:\n%s", canonical.bytes);
    scenario_canonical(&again, &copy, 1);
    FUZZ_HOLDS(fuzz_is(&canonical, &again), "%s\nreads back as\n%s", canonical.bytes, again.bytes);
    scenario_free(&copy);
    text_free(&canonical);
    text_free(&again);
}

#endif
