/* calibration.h -- the numbers that turn shares into confidences and sets. Internal to diagnose.
 *
 * `make diagnose-report` fits them to a part of the corpus in harness/tests/logs that was not used to choose
 * thresholds. It prints the values, and the coverage of the sets on another part.
 */
#ifndef KLIMB_CALIBRATION_H
#define KLIMB_CALIBRATION_H

/* Confidence in a state is share^POWER / sum of share^POWER: 1 leaves shares unchanged, less makes confidences more
 * equal. */
#define CALIBRATION_POWER 0.5

/* A state is in the conformal set if its confidence is at least this. */
#define CALIBRATION_LEAST 0.057

#endif
