/* student.h -- Student's t distribution.
 */
#ifndef KLIMB_STUDENT_H
#define KLIMB_STUDENT_H

/* student_quantile -- t such that P(|T| > t) = alpha for Student's t with n >= 1 degrees of
 * freedom, to 1e-6 relative for alpha >= 1e-12; infinity for alpha <= 0.
 * Source: Abramowitz & Stegun 1964, 26.7.3 and 26.7.4. */
double student_quantile(double alpha, long n);

#endif
