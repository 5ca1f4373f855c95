#include <math.h>

#include "golden/ensemble_internal.h"

/* Fewer cells may agree by chance: runs may diverge at once, or all values be integers. */
enum { CELLS_MIN = 20 };

/* The number of columns of the table in which two runs have the same value, or both have none.
 * Stops counting above `enough`. */
static long count_equal(const struct ensemble_table *table, long a, long b, long enough) {
    long equal = 0;
    for (long column = 0; column < table->columns && equal <= enough; column++) {
        double x = table->value[column * table->runs + a];
        double y = table->value[column * table->runs + b];
        equal += x == y || (isnan(x) && isnan(y));
    }
    return equal;
}

/* Whether no two golden runs have more than half of the cells in common. */
static int golden_runs_differ(const struct ensemble_table *table) {
    long half = table->columns / 2;
    for (long a = table->fresh; a < table->runs; a++)
        for (long b = table->fresh; b < a; b++)
            if (count_equal(table, a, b, half) > half)
                return 0;
    return 1;
}

int ensemble_duplicates_find(long duplicates[2], const struct ensemble_table *table) {
    for (duplicates[1] = 1; duplicates[1] < table->fresh; duplicates[1]++)
        for (duplicates[0] = 0; duplicates[0] < duplicates[1]; duplicates[0]++)
            if (count_equal(table, duplicates[0], duplicates[1], table->columns) == table->columns)
                return table->columns >= CELLS_MIN && golden_runs_differ(table);
    return 0;
}
