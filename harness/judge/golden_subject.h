/* golden_subject.h -- a scenario in the form that golden_write takes. The golden chapter does not
 * know scenarios.
 *
 *     golden_write(expected, golden_subject_of(&scenario), records, count, &provenance, error)
 */
#ifndef KLIMB_GOLDEN_SUBJECT_H
#define KLIMB_GOLDEN_SUBJECT_H

#include "golden/golden.h"
#include "scenario/scenario.h"

/* golden_subject_of -- a subject that points into the scenario and has no noise. */
static inline struct golden_subject golden_subject_of(const struct scenario *scenario) {
    return (struct golden_subject){.name = scenario->name,
                                   .digest = scenario->digest,
                                   .check_seeds = scenario->check_seeds,
                                   .config = scenario_is_external(scenario) ? NULL
                                                                            : &scenario->config};
}

#endif
