/* The digest of a tensor, and the tensors of a step. */
#include "train/tensors.h"

#include <stdlib.h>

#include "tests/trainer_fixture.h"

/* ---- the digest ---- */

enum { COUNT = 19 };

static void fill_values(real *values) {
    for (long i = 0; i < COUNT; i++)
        values[i] = (real)(2.375 * (double)(i + 1) - 7); /* exact in binary32 */
}

static void check_digest(uint64_t got, uint64_t wanted) {
    ck_assert_msg(got == wanted, "%016llx, not %016llx", (unsigned long long)got,
                  (unsigned long long)wanted);
}

/* Computed by the formula in digest.h, in Python integers. */
START_TEST(digest_known_numbers_are_what_the_formula_gives) {
    static const struct {
        long n;
        uint64_t reals, doubles;
    } known[] = {
        {0, UINT64_C(0x82fe63420d34eea0), UINT64_C(0x82fe63420d34eea0)},
        {1, UINT64_C(0x608b19f21f64433b), UINT64_C(0x0f2f9e73fa528077)},
        {8, UINT64_C(0x3c30b0c38cb420c8), UINT64_C(0xdec8ce1fa0a492f5)},
        {19, UINT64_C(0xe74ea65502e5e6b8), UINT64_C(0xf98881c2465ae374)},
    };
    real values[COUNT];
    double doubles[COUNT];
    fill_values(values);
    for (long i = 0; i < COUNT; i++)
        doubles[i] = (double)values[i];
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        check_digest(klimb_digest_doubles(doubles, known[i].n), known[i].doubles);
        check_digest(klimb_digest_reals(values, known[i].n),
                     sizeof(real) == sizeof(float) ? known[i].reals : known[i].doubles);
    }
}
END_TEST

START_TEST(digest_any_one_number_by_one_unit_in_the_last_place_is_another_digest) {
    real values[COUNT];
    fill_values(values);
    uint64_t before = klimb_digest_reals(values, COUNT);
    for (long i = 0; i < COUNT; i++) {
        real kept = values[i];
        values[i] += REAL_ABS(kept) * REAL_EPSILON;
        ck_assert_uint_ne(klimb_digest_reals(values, COUNT), before);
        values[i] = kept;
    }
    check_digest(klimb_digest_reals(values, COUNT), before);
}
END_TEST

START_TEST(digest_order_sign_of_zero_and_length_count_and_bits_of_nan_do_not) {
    real one[] = {1, 2, 0}, swapped[] = {2, 1, 0}, negative[] = {1, 2, REAL(-0.0)};
    ck_assert_uint_ne(klimb_digest_reals(one, 3), klimb_digest_reals(swapped, 3));
    ck_assert_uint_ne(klimb_digest_reals(one, 3), klimb_digest_reals(negative, 3));
    ck_assert_uint_ne(klimb_digest_reals(one, 3), klimb_digest_reals(one, 2));
    real nan[] = {1, (real)NAN}, other[] = {1, -(real)NAN};
    double nans[] = {1, (double)NAN}, others[] = {1, -(double)NAN};
    check_digest(klimb_digest_reals(nan, 2), klimb_digest_reals(other, 2));
    check_digest(klimb_digest_doubles(nans, 2), klimb_digest_doubles(others, 2));
}
END_TEST

/* ---- the list ---- */

/* All names, a line each. */
static void say_all(char *out, size_t size, const struct tensor *list, long count) {
    size_t length = 0;
    out[0] = '\0';
    for (long i = 0; i < count; i++) {
        char name[TENSOR_NAME_MAX];
        klimb_tensor_say(name, &list[i]);
        length += (size_t)snprintf(out + length, size - length, "%s\n", name);
        ck_assert_uint_lt(length, size);
    }
}

static const char *const adam_names =
    "moment m of encoder.0.weight\nmoment m of encoder.0.bias\nmoment m of encoder.1.weight\n"
    "moment m of encoder.1.bias\nmoment m of decoder.0.weight\nmoment m of decoder.0.bias\n"
    "moment m of decoder.1.weight\nmoment m of decoder.1.bias\n"
    "moment v of encoder.0.weight\nmoment v of encoder.0.bias\nmoment v of encoder.1.weight\n"
    "moment v of encoder.1.bias\nmoment v of decoder.0.weight\nmoment v of decoder.0.bias\n"
    "moment v of decoder.1.weight\nmoment v of decoder.1.bias\n"
    "parameter encoder.0.weight\nparameter encoder.0.bias\nparameter encoder.1.weight\n"
    "parameter encoder.1.bias\nparameter decoder.0.weight\nparameter decoder.0.bias\n"
    "parameter decoder.1.weight\nparameter decoder.1.bias\n"
    "schedule beta\nbatch x\nnoise eps\noutput of encoder.0\noutput of encoder.1\n"
    "posterior mu\nposterior logvar\nposterior sigma\nposterior z\n"
    "output of decoder.0\noutput of decoder.1\nloss term kl\nloss term recon\n"
    "gradient of decoder.1.weight\ngradient of decoder.1.bias\ngradient of decoder.0.weight\n"
    "gradient of decoder.0.bias\ngradient of z\ngradient of encoder.1.weight\n"
    "gradient of encoder.1.bias\ngradient of encoder.0.weight\ngradient of encoder.0.bias\n";

START_TEST(tensors_list_has_them_in_the_order_of_a_step) {
    struct config config = example_config();
    struct dataset data = small_data();
    struct run run;
    struct tensor list[TENSORS_MAX];
    char text[8192];
    start(&run, &config, &data, 0, BACKEND_EXACT);
    say_all(text, sizeof text, list, klimb_tensors_list(list, &run.trainer));
    ck_assert_str_eq(text, adam_names);
    klimb_trainer_free(&run.trainer);
}
END_TEST

/* SGD has one moment; expected noise has no eps; a learned scale and clipping add tensors. */
START_TEST(tensors_list_has_what_the_config_has) {
    struct config config = example_config();
    struct dataset data = small_data();
    struct run run;
    struct tensor list[TENSORS_MAX];
    char text[8192];
    config.model.encoder_layers = config.model.decoder_layers = 0;
    config.optimiser.kind = OPTIMISER_SGD;
    config.optimiser.clip_norm = 1;
    config.noise = NOISE_EXPECTED;
    config.likelihood.kind = LIKELIHOOD_GAUSSIAN_LEARNED;
    start(&run, &config, &data, 0, BACKEND_EXACT);
    say_all(text, sizeof text, list, klimb_tensors_list(list, &run.trainer));
    ck_assert_str_eq(
        text,
        "moment m of encoder.0.weight\nmoment m of encoder.0.bias\nmoment m of decoder.0.weight\n"
        "moment m of decoder.0.bias\nmoment m of likelihood.scale\n"
        "parameter encoder.0.weight\nparameter encoder.0.bias\nparameter decoder.0.weight\n"
        "parameter decoder.0.bias\nparameter likelihood.scale\n"
        "schedule beta\nbatch x\noutput of encoder.0\n"
        "posterior mu\nposterior logvar\nposterior sigma\n"
        "output of decoder.0\nloss term kl\nloss term recon\n"
        "gradient of likelihood.scale\ngradient of decoder.0.weight\ngradient of decoder.0.bias\n"
        "gradient of mu\ngradient of encoder.0.weight\ngradient of encoder.0.bias\n"
        "clipped gradient of likelihood.scale\nclipped gradient of decoder.0.weight\n"
        "clipped gradient of decoder.0.bias\nclipped gradient of encoder.0.weight\n"
        "clipped gradient of encoder.0.bias\n");
    klimb_trainer_free(&run.trainer);
}
END_TEST

/* Convolutions of 16 x 16 pixels down to one. */
START_TEST(tensors_list_of_the_deepest_model_has_room) {
    enum { SIDE = 1 << NETWORK_STAGES_MAX, PICTURES = 4 };
    static real pixels[PICTURES * SIDE * SIDE];
    struct config config = example_config();
    struct dataset data = {.train = pixels,
                           .train_count = PICTURES,
                           .dimensions = SIDE * SIDE,
                           .image_height = SIDE,
                           .image_width = SIDE};
    struct run run;
    struct tensor list[TENSORS_MAX];
    config.model.encoder_layers = config.model.decoder_layers = MLP_HIDDEN_MAX;
    for (int i = 0; i < MLP_HIDDEN_MAX; i++)
        config.model.encoder_hidden[i] = config.model.decoder_hidden[i] = 2;
    config.model.network = NETWORK_CONV;
    config.model.stages = NETWORK_STAGES_MAX;
    for (int i = 0; i < NETWORK_STAGES_MAX; i++)
        config.model.channels[i] = 1;
    config.model.kernel = config.model.stride = 2;
    config.likelihood.kind = LIKELIHOOD_GAUSSIAN_LEARNED;
    config.model.head.batch_norm = 0.5;
    config.optimiser.clip_norm = 1;
    start(&run, &config, &data, 0, BACKEND_EXACT);
    ck_assert_int_eq(klimb_tensors_list(list, &run.trainer), TENSORS_MAX);
    klimb_trainer_free(&run.trainer);
}
END_TEST

/* ---- along a run ---- */

static void digest_all(uint64_t *out, const struct trainer *trainer) {
    struct tensor list[TENSORS_MAX];
    long count = klimb_tensors_list(list, trainer);
    for (long i = 0; i < count; i++)
        out[i] = klimb_tensor_digest(&list[i]);
}

/* A change of one number in a tensor shows first in that tensor, whatever follows from it. */
START_TEST(tensor_digest_first_difference_is_where_a_number_was_changed) {
    struct config config = example_config();
    struct dataset data = small_data();
    struct run as_is, changed;
    struct tensor list[TENSORS_MAX];
    uint64_t first[TENSORS_MAX], second[TENSORS_MAX];
    start(&as_is, &config, &data, 3, BACKEND_EXACT);
    long names = klimb_tensors_list(list, &as_is.trainer);
    start(&changed, &config, &data, 3, BACKEND_EXACT);
    ck_assert_int_eq(klimb_trainer_step(&as_is.trainer) + klimb_trainer_step(&changed.trainer), 2);
    struct optimiser *optimiser = &changed.trainer.optimiser;
    const struct dense *head = &changed.trainer.vae.encoder.mlp.layer[1];
    optimiser->v[head->w - changed.trainer.vae.p] *= REAL(1.5);
    for (int step = 1; step <= 2; step++) {
        klimb_trainer_observe(&as_is.trainer, &as_is.row);
        klimb_trainer_observe(&changed.trainer, &changed.row);
        digest_all(first, &as_is.trainer);
        digest_all(second, &changed.trainer);
        long at = 0;
        while (at < names && first[at] == second[at])
            at++;
        char name[TENSOR_NAME_MAX] = "";
        ck_assert_int_lt(at, names);
        klimb_tensor_say(name, &list[at]);
        ck_assert_str_eq(name, "moment v of encoder.1.weight");
        klimb_trainer_step(&as_is.trainer);
        klimb_trainer_step(&changed.trainer);
    }
    klimb_trainer_free(&as_is.trainer);
    klimb_trainer_free(&changed.trainer);
}
END_TEST

static Suite *tensors_suite(void) {
    Suite *suite = suite_create("tensors");
    TCase *digest = tcase_create("digest"), *list = tcase_create("list");
    tcase_add_test(digest, digest_known_numbers_are_what_the_formula_gives);
    tcase_add_test(digest, digest_any_one_number_by_one_unit_in_the_last_place_is_another_digest);
    tcase_add_test(digest, digest_order_sign_of_zero_and_length_count_and_bits_of_nan_do_not);
    tcase_add_test(list, tensors_list_has_them_in_the_order_of_a_step);
    tcase_add_test(list, tensors_list_has_what_the_config_has);
    tcase_add_test(list, tensors_list_of_the_deepest_model_has_room);
    tcase_add_test(list, tensor_digest_first_difference_is_where_a_number_was_changed);
    suite_add_tcase(suite, digest);
    suite_add_tcase(suite, list);
    return suite;
}

TEST_MAIN(tensors_suite)
