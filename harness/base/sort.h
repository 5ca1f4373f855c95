/* sort.h -- sorts numbers.
 */
#ifndef KLIMB_SORT_H
#define KLIMB_SORT_H

/* sort_ascending -- sort `count` >= 0 values. None may be NaN, which has no order. */
void sort_ascending(double *value, long count);

#endif
