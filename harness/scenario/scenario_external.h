/* scenario_external.h -- the rules of scenarios trained by a program of the user's.
 */
#ifndef KLIMB_SCENARIO_EXTERNAL_H
#define KLIMB_SCENARIO_EXTERNAL_H

#include "base/file.h"
#include "scenario/scenario.h"

/* scenario_external_check -- check that the keys of an external trainer fit each other, and that a scenario without one
 * sets none of them. Stores the digests of the files that determine a trajectory. Keys that the command names in braces
 * count as given.
 * STATUS_FORMAT and STATUS_IO with the key in error->key: an unknown name in braces, keys without a command, a missing
 * file, an unknown column. */
enum status scenario_external_check(struct scenario *scenario, struct error *error) MUST_CHECK;

/* scenario_external_folder -- the folder in which the trainer runs: that of the scenario's file, absolute. STATUS_IO.
 */
enum status scenario_external_folder(char folder[FILE_PATH_MAX], const struct scenario *scenario,
                                     struct error *error) MUST_CHECK;

/* scenario_lacks_program -- whether the scenario says how to install its trainer (trainer.install), and the trainer's
 * program is missing or the command trainer.needs fails. Runs that command. */
int scenario_lacks_program(const struct scenario *scenario);

#endif
