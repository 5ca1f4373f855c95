/* arithmetic_relu_last_lanes -- units that fill no vector of eight miss their ReLU
 *
 * changes: arithmetic
 * invisible: where batch times width is a multiple of eight
 */
#include "change_kernels.h"

MUTANT_WRAPS(klimb_kernels_select);

static void relu(real *y, long n) {
    selected()->relu(y, n / 8 * 8);
}

static void change(struct kernels *table) {
    table->relu = relu;
}
