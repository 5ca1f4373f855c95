/* study_axis.h -- the axes in the file of a study.
 */
#ifndef KLIMB_STUDY_AXIS_H
#define KLIMB_STUDY_AXIS_H

#include "sweep/study_map.h"

/* study_axis_read -- a study_read_function: the list of axes, into the reader's study. STATUS_FORMAT also if an axis
 * has both a key and options, or neither, or a name twice. */
study_read_function study_axis_read;

void study_axis_free(struct study_axis *axis);

#endif
