/* last_example_never_used -- the last training example is never drawn
 *
 * seen: DagnyT/hardnet#4, Sanster/text_renderer#82
 * changes: distribution
 * tensor: batch x
 */
#include "data/batcher.h"
#include "mutant.h"

MUTANT_WRAPS(klimb_batcher_layout);

void __wrap_klimb_batcher_layout(struct batcher *batcher, struct arena *arena,
                                 const struct batch_config *config, long count, uint64_t seed) {
    __real_klimb_batcher_layout(batcher, arena, config, count > 1 ? count - 1 : count, seed);
}
