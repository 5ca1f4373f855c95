/* sort.h -- numbers in their order.
 */
#ifndef KLIMB_SORT_H
#define KLIMB_SORT_H

/* sort_ascending -- sort `count` >= 0 values, none of which may be NaN: it has no place in an order. */
void sort_ascending(double *value, long count);

#endif
