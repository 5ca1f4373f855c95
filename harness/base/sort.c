#include "base/sort.h"

#include <stdlib.h>

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void sort_ascending(double *value, long count) {
    qsort(value, (size_t)count, sizeof *value, compare);
}
