/* ln Gamma and digamma against values of mpmath 1.3.0 with 40 digits: mpmath.loggamma(x) and
 * mpmath.digamma(x) of the double x, printed with 18. */
#include "numerics/vecmath/vecmath.h"
#include "tests/check_near.h"

static const struct {
    double x, lgamma, digamma;
} known[] = {
    {1e-300, 690.775527898213705, -9.99999999999999975e+299},
    {1e-10, 23.0258509298827352, -10000000000.5772153},
    {0.0009765625, 6.93090890241946189, -1024.57561042934062},
    {0.1, 2.2527126517342059, -10.4237549404110762},
    {0.3, 1.09579799481807556, -3.50252422220013312},
    {0.5, 0.572364942924700087, -1.96351002602142348},
    {0.75, 0.203280951431295371, -1.08586087978647217},
    {0.99, 0.00585480676470978145, -0.593786304055595159},
    {1.0, 0.0, -0.577215664901532861},
    {1.0000001, -5.7721558299185071e-8, -0.5772155004081381},
    {1.25, -0.0982718364218131615, -0.227453533376265408},
    {1.4616321449683623, -0.121486290535849608, -9.24126552172942752e-17},
    {1.5, -0.120782237635245222, 0.0364899739785765206},
    {1.99, -0.0041955290887916687, 0.416314706045414951},
    {2.0, 0.0, 0.422784335098467139},
    {2.5, 0.28468287047291916, 0.703156640645243187},
    {3.0, 0.693147180559945309, 0.922784335098467139},
    {3.14159, 0.827691999201494842, 0.977212314852071558},
    {4.0, 1.791759469228055, 1.25611766843180047},
    {5.5, 3.95781396761871629, 1.61109314858175112},
    {6.999, 6.57737850445151293, 1.87263077815407142},
    {7.0, 6.579251212010101, 1.87278433509846714},
    {7.9999, 8.52495979758330723, 2.015628164165642},
    {8.0, 8.5251613610654143, 2.01564147795561},
    {8.0001, 8.52536292587889151, 2.01565479156858231},
    {9.5, 11.6893334207972685, 2.19773787640294953},
    {10.0, 12.8018274800814696, 2.25175258906672111},
    {12.75, 19.3582312202243581, 2.50580327640135547},
    {20.0, 39.339884187199494, 2.97052399224214905},
    {33.3, 82.603723581654943, 3.49046723852024278},
    {50.0, 144.565743946344886, 3.9019896734278922},
    {100.0, 359.134205369575399, 4.6001618527380874},
    {171.5, 709.143163030928242, 5.14166498143399963},
    {1000.0, 5905.22042320918121, 6.90725519564881205},
    {12345.678, 103959.91990554606, 9.42102082074176088},
    {1e6, 12815504.5691476117, 13.8155100579641908},
    {1e8, 1742068066.10383471, 18.4206807389523655},
    {1e12, 26631021115915.6516, 27.6310211159280482},
    {1e17, 3.81439465808987764e+18, 39.1439465808987766},
    {1e300, 6.89775527898213741e+302, 690.775527898213705},
};
enum { KNOWN = sizeof known / sizeof *known };

static const double TOLERANCE = 8e-15; /* from vecmath.h */

static double allowed(double value) {
    return TOLERANCE * fmax(1, fabs(value));
}

START_TEST(lgamma_of_known_values_is_within_its_error) {
    for (int i = 0; i < KNOWN; i++)
        ck_assert_near(klimb_vecmath_scalar_lgamma(known[i].x), known[i].lgamma,
                       allowed(known[i].lgamma));
}
END_TEST

START_TEST(digamma_of_known_values_is_within_its_error) {
    for (int i = 0; i < KNOWN; i++)
        ck_assert_near(klimb_vecmath_scalar_digamma(known[i].x), known[i].digamma,
                       allowed(known[i].digamma));
}
END_TEST

/* DLMF 5.5.1 and 5.5.2, on both sides of where the series begins. */
START_TEST(gamma_of_neighbours_obeys_the_recurrence) {
    for (double x = 0.01; x < 12; x += 0.01) {
        double up = klimb_vecmath_scalar_lgamma(x + 1), psi = klimb_vecmath_scalar_digamma(x);
        ck_assert_near(up - klimb_vecmath_scalar_lgamma(x), klimb_vecmath_scalar_log(x),
                       2 * allowed(up));
        ck_assert_near(klimb_vecmath_scalar_digamma(x + 1) - psi, 1 / x, 2 * allowed(psi));
    }
}
END_TEST

START_TEST(gamma_outside_its_domain_is_a_limit_or_not_a_number) {
    ck_assert_double_eq(klimb_vecmath_scalar_lgamma(0), (double)INFINITY);
    ck_assert_double_eq(klimb_vecmath_scalar_digamma(0), -(double)INFINITY);
    ck_assert_double_eq(klimb_vecmath_scalar_lgamma((double)INFINITY), (double)INFINITY);
    ck_assert_double_eq(klimb_vecmath_scalar_digamma((double)INFINITY), (double)INFINITY);
    ck_assert_double_nan(klimb_vecmath_scalar_lgamma(-0.5));
    ck_assert_double_nan(klimb_vecmath_scalar_digamma(-0.5));
    ck_assert_double_nan(klimb_vecmath_scalar_lgamma((double)NAN));
    ck_assert_double_nan(klimb_vecmath_scalar_digamma((double)NAN));
}
END_TEST

static Suite *gamma_suite(void) {
    Suite *suite = suite_create("vecmath gamma");
    TCase *all = tcase_create("gamma");
    tcase_add_test(all, lgamma_of_known_values_is_within_its_error);
    tcase_add_test(all, digamma_of_known_values_is_within_its_error);
    tcase_add_test(all, gamma_of_neighbours_obeys_the_recurrence);
    tcase_add_test(all, gamma_outside_its_domain_is_a_limit_or_not_a_number);
    suite_add_tcase(suite, all);
    return suite;
}

TEST_MAIN(gamma_suite)
