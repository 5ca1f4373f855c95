/* follow.h -- waits for an engine's tasks, and takes the records as they appear.
 */
#ifndef KLIMB_FOLLOW_H
#define KLIMB_FOLLOW_H

#include "engine/work.h"

/* follow_tasks -- wait until no task of this attempt is left. An interrupt cancels the tasks, and so does another
 * klimb in place of the one that the lines call: STATUS_FAILED. Afterwards a job is done (its record exists), broke (it
 * has an error) or was lost. */
enum status follow_tasks(struct engine_work *work, const struct engine_functions *engine,
                         struct error *error) MUST_CHECK;

/* follow_give_up -- set the error of jobs that were lost in every attempt. */
void follow_give_up(struct engine_work *work);

#endif
