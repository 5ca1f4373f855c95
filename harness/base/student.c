#include "base/student.h"

#include <math.h>

/* P(|T| <= t), Student's t with n degrees of freedom: finite sums in theta = atan(t / sqrt n). */
static double student_inside(double t, long n) {
    const double pi = 3.14159265358979323846;
    double theta = atan(t / sqrt((double)n)), cosine = cos(theta);
    if (n == 1)
        return 2 * theta / pi;
    /* Both series begin with cos^(n mod 2) and go up to cos^(n-2) by factors cos^2 (j-1)/j. */
    long first = n % 2;
    double term = first ? cosine : 1, sum = term;
    for (long j = first + 2; j <= n - 2; j += 2) {
        term *= cosine * cosine * (double)(j - 1) / (double)j;
        sum += term;
    }
    return first ? 2 / pi * (theta + sin(theta) * sum) : sin(theta) * sum;
}

double student_quantile(double alpha, long n) {
    if (!(alpha > 0))
        return HUGE_VAL;
    double low = 0, high = 1;
    while (high < 1e15 && 1 - student_inside(high, n) > alpha)
        high *= 2;
    for (int halving = 0; halving < 80; halving++) {
        double middle = (low + high) / 2;
        if (1 - student_inside(middle, n) > alpha)
            low = middle;
        else
            high = middle;
    }
    return high;
}
