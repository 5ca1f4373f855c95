/* follow.h -- wait for what an engine does, and take the records as they appear.
 */
#ifndef KLIMB_FOLLOW_H
#define KLIMB_FOLLOW_H

#include "engine/work.h"

/* follow_tasks -- wait until no task of this attempt is left. An interrupt cancels the engine's tasks: STATUS_FAILED.
 * Jobs whose records are there are done; those that broke have an error; the others were lost. */
enum status follow_tasks(struct engine_work *work, const struct engine_functions *engine,
                         struct error *error) MUST_CHECK;

/* follow_give_up -- give the jobs that were lost in every attempt their error. */
void follow_give_up(struct engine_work *work);

#endif
