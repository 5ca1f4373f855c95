/* Explosions: each head blows up like naive code, and NaN is never lost. */
#include "tests/posterior_single.h"

/* Above this e^s overflows: 88.722 in float, 709.78 in double. */
static const real OVERFLOWING = sizeof(real) == sizeof(float) ? 89 : 710;

/* sigma^2 overflows, sigma does not: the KL is infinite while the sample is finite. */
START_TEST(posterior_forward_logvar_overflow_is_infinite_kl_and_finite_sample) {
    struct single got = forward(&logvar, 0, (double)OVERFLOWING, 1);
    ck_assert(isinf(got.variance) && got.variance > 0);
    ck_assert(isinf(got.kl) && got.kl > 0);
    ck_assert(isfinite(got.sigma) && isfinite(got.z));
}
END_TEST

/* At the other end the KL is finite: sigma^2 = 0, but KL = (|ln sigma^2| - 1)/2 = (1000 - 1)/2. */
START_TEST(posterior_forward_logvar_underflow_is_a_finite_kl) {
    struct single got = forward(&logvar, 0, -1000, 1);
    ck_assert(got.variance == 0);
    ck_assert_near(got.kl, 499.5, 0);
}
END_TEST

START_TEST(posterior_forward_variance_at_zero_is_infinite_kl) {
    struct single got = forward(&variance, 0, -1, 1);
    ck_assert(isinf(got.logvar) && got.logvar < 0);
    ck_assert(isinf(got.kl) && got.kl > 0);
    ck_assert(got.sigma == 0);
}
END_TEST

START_TEST(posterior_forward_variance_below_zero_is_nan) {
    struct single got = forward(&variance, 0, -2, 1);
    ck_assert(isnan(got.logvar) && isnan(got.sigma) && isnan(got.z) && isnan(got.kl));
}
END_TEST

START_TEST(posterior_forward_sigma_at_zero_is_infinite_kl) {
    struct single got = forward(&sigma, 0.5, -1, 1);
    ck_assert(isinf(got.logvar) && got.logvar < 0);
    ck_assert(isinf(got.kl) && got.kl > 0);
    ck_assert_near(got.z, 0.5, 0);
}
END_TEST

/* s = -3: sigma = -2; its square has a logarithm, and the noise enters with the opposite sign. */
START_TEST(posterior_forward_sigma_below_zero_goes_on_with_its_sign) {
    struct single got = forward(&sigma, 1, -3, 0.5);
    ck_assert_near(got.sigma, -2, 0);
    ck_assert_near(got.z, 0, 0);
    ck_assert_near(got.logvar, LN_4, ROUNDING);
    ck_assert(isfinite(got.kl));
}
END_TEST

START_TEST(posterior_forward_nan_scale_is_nan_everywhere) {
    struct single got = forward(all_heads[_i], 0, (double)NAN, 1);
    ck_assert(isnan(got.logvar) && isnan(got.variance) && isnan(got.sigma));
    ck_assert(isnan(got.z) && isnan(got.kl));
    ck_assert(isnan(backward(all_heads[_i], got, 1, 1).s));
}
END_TEST

START_TEST(posterior_forward_nan_mean_is_nan_in_sample_and_kl) {
    struct single got = forward(all_heads[_i], (double)NAN, 0, 1);
    ck_assert(isnan(got.z) && isnan(got.kl));
    ck_assert(isfinite(got.sigma));
    ck_assert(isnan(backward(all_heads[_i], got, 1, 1).mu));
}
END_TEST

/* A framework multiplies beta by KL: 0 times infinity is NaN, and so it is here. */
START_TEST(posterior_backward_without_weight_of_an_infinite_kl_is_nan) {
    struct single got = forward(&logvar, 0, (double)OVERFLOWING, 1);
    ck_assert(isnan(backward(&logvar, got, 0, 0).s));
    ck_assert(isinf(backward(&logvar, got, 0, 1).s));
}
END_TEST

/* Automatic differentiation of ln sigma^2 at 0 is 2 sigma/sigma^2 = 0/0. */
START_TEST(posterior_backward_sigma_at_zero_is_nan) {
    ck_assert(isnan(backward(&sigma, forward(&sigma, 0, -1, 1), 0, 1).s));
}
END_TEST

static Suite *posterior_explosion_suite(void) {
    Suite *suite = suite_create("posterior_explosion");
    TCase *cases = tcase_create("explosions");
    tcase_add_test(cases, posterior_forward_logvar_overflow_is_infinite_kl_and_finite_sample);
    tcase_add_test(cases, posterior_forward_logvar_underflow_is_a_finite_kl);
    tcase_add_test(cases, posterior_forward_variance_at_zero_is_infinite_kl);
    tcase_add_test(cases, posterior_forward_variance_below_zero_is_nan);
    tcase_add_test(cases, posterior_forward_sigma_at_zero_is_infinite_kl);
    tcase_add_test(cases, posterior_forward_sigma_below_zero_goes_on_with_its_sign);
    tcase_add_loop_test(cases, posterior_forward_nan_scale_is_nan_everywhere, 0,
                        HEAD_FIXED); /* ignores s */
    tcase_add_loop_test(cases, posterior_forward_nan_mean_is_nan_in_sample_and_kl, 0, HEAD_KINDS);
    tcase_add_test(cases, posterior_backward_without_weight_of_an_infinite_kl_is_nan);
    tcase_add_test(cases, posterior_backward_sigma_at_zero_is_nan);
    suite_add_tcase(suite, cases);
    return suite;
}

TEST_MAIN(posterior_explosion_suite)
