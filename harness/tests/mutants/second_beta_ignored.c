/* second_beta_ignored -- the KL of a second level is not multiplied by its own weight
 *
 * seen: AlexanderVNikitin/tsgm#69
 * changes: distribution
 * tensor: gradient of prior
 * also: linear/hierarchical-collapse linear/hierarchical-learned
 */
#include "layers/hierarchy.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_hierarchy_layout);

void __wrap_klimb_hierarchy_layout(struct hierarchy *hierarchy, struct arena *arena, long k,
                                   const struct hierarchy_config *config) {
    __real_klimb_hierarchy_layout(hierarchy, arena, k, config);
    hierarchy->beta = 1;
}
