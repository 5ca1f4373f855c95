/* plants.h -- faults in curves that need arithmetic. Faults that are edits of text are in the table
 * of cases.h.
 */
#ifndef KLIMB_SELFTEST_PLANTS_H
#define KLIMB_SELFTEST_PLANTS_H

#include "stage.h"

/* A fault in records[0..count-1] of different seeds. */
typedef void plant(struct record *records, long count);

plant plant_one_bit;     /* kl of the second run at its 20th row: one unit in the last place more */
plant plant_two_percent; /* recon, and what depends on it, times 1.02 in every run */
plant plant_kl_offset;   /* kl, and what depends on it, 0.05 nats higher in every run */
plant plant_spike;  /* recon, and what depends on it, 5 nats higher at step 300 of the last run */
plant plant_spikes; /* the same in every run */
plant plant_slow_clock;    /* at step t the values of step 0.95 t, in every run */
plant plant_half_spread;   /* every run half as far from the mean of all */
plant plant_bits_for_nats; /* nats of every run given in bits: times 1/ln 2 */
plant plant_step_by_one;   /* the rows of every run one step later */
plant plant_inf_for_nan;   /* NaN where there was infinity and infinity where there was NaN */

/* plants_apply -- read the records of the set, plant the fault, write them back. */
enum status plants_apply(const struct stage *stage, plant *fault, struct error *error) MUST_CHECK;

#endif
