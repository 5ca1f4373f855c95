/* scenario_external.h -- the rules of scenarios that a program of the user trains.
 */
#ifndef KLIMB_SCENARIO_EXTERNAL_H
#define KLIMB_SCENARIO_EXTERNAL_H

#include "base/file.h"
#include "scenario/scenario.h"

/* scenario_external_check -- whether the keys of an external trainer fit each other, and of a scenario without one whether
 * there are none. Reads the files that determine a trajectory, for their digests. Keys that the command asks for count as
 * given.
 * STATUS_FORMAT and STATUS_IO with the key in error->key: a name in braces that is not known, keys without a command, a
 * file that is not there, a column that klimb does not have. */
enum status scenario_external_check(struct scenario *scenario, struct error *error) MUST_CHECK;

/* scenario_external_folder -- the folder in which the trainer runs: that of the scenario's file, absolute. STATUS_IO. */
enum status scenario_external_folder(char folder[FILE_PATH_MAX], const struct scenario *scenario,
                                     struct error *error) MUST_CHECK;

/* scenario_lacks_program -- whether the trainer's program, or what trainer.needs asks for, is not installed, of a scenario
 * that says how to install it (trainer.install). Runs trainer.needs. */
int scenario_lacks_program(const struct scenario *scenario);

/* scenario_has_program -- whether the first word of the command is found. */
int scenario_has_program(const struct scenario *scenario);

#endif
