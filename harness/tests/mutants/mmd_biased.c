/* mmd_biased -- MMD^2 is the biased estimate: the diagonals of both kernel matrices are left in
 *
 * seen: TorchDrift/TorchDrift#9, google-research/google-research#1926
 * changes: distribution
 * tensor: none
 * also: weak-prior/unit-beta weak-prior/tiny-beta
 */
#include "mutant.h"
#include "train/two_sample.h"

MUTANT_WRAPS(klimb_two_sample_compare);

/* k(x,x) = 1 for all 2 n points, and n^2 pairs where n (n - 1) are left out. */
struct two_sample_found __wrap_klimb_two_sample_compare(struct two_sample *test,
                                                        const struct backend *backend) {
    struct two_sample_found found = __real_klimb_two_sample_compare(test, backend);
    double across = 0, n = (double)test->n;
    for (long i = 0; i < test->n; i++)
        across += backend->kernels->sum(test->kernel + (2 * i + 1) * test->n, test->n);
    double within = (found.mmd2 + 2 * across / (n * n)) * n * (n - 1);
    found.mmd2 = (within + 2 * n - 2 * across) / (n * n);
    return found;
}
