/* calibration.h -- the numbers that turn shares into confidence and sets. Internal to diagnose.
 *
 * Fitted to a part of the corpus in harness/tests/logs that no threshold was chosen on, by `make diagnose-report`. It prints what they
 * should be, and what coverage the sets have on another part.
 */
#ifndef KLIMB_CALIBRATION_H
#define KLIMB_CALIBRATION_H

/* Confidence in a state is share^POWER / sum of share^POWER: 1 takes shares as they are, less makes them humbler. */
#define CALIBRATION_POWER 0.5

/* A state is in the conformal set if its confidence is at least this. */
#define CALIBRATION_LEAST 0.057

#endif
