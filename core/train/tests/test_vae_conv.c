/* A convolutional model: the gradient of the whole loss, and its requirements on config and data. */
#include <string.h>

#include "tests/check_gradient.h"
#include "tests/config_refuses.h"
#include "tests/model_fixture.h"

enum { SIDE = 4, PIXELS = SIDE * SIDE, PICTURES = 8 };

static void make_conv(struct config *config) {
    config->model.network = NETWORK_CONV;
    config->model.channels[0] = 2;
    config->model.channels[1] = 3;
    config->model.stages = 2;
    config->model.kernel = 4;
    config->model.stride = 2;
}

static struct config conv_config(void) {
    struct config config = example_config();
    make_conv(&config);
    return config;
}

static real pixels[PICTURES * PIXELS];

static struct dataset pictures(void) {
    fill_grey(pixels, PICTURES * PIXELS);
    return (struct dataset){.train = pixels,
                            .train_count = PICTURES,
                            .dimensions = PIXELS,
                            .image_height = SIDE,
                            .image_width = SIDE};
}

static void assert_misfit(const struct config *config, const struct dataset *data, const char *key,
                          const char *message) {
    struct trainer trainer;
    struct backend backend;
    struct error error = {0};
    ck_assert_int_eq(klimb_backend_select(&backend, BACKEND_EXACT, NULL, NULL), STATUS_OK);
    ck_assert_int_eq(klimb_trainer_init(&trainer, config, data, 0, &backend, &error),
                     STATUS_INVALID);
    ck_assert_str_eq(error.key, key);
    ck_assert_str_eq(error.message, message);
}

START_TEST(config_check_of_conv_asks_what_it_needs) {
    ACCEPTS(make_conv(&c));
    ACCEPTS((c.model.kernel = 99, c.model.stages = 0));
    REFUSES((make_conv(&c), c.model.stages = 0), "model.channels has 0 elements; must have 1 to 4");
    REFUSES((make_conv(&c), c.model.channels[1] = 0),
            "element 2 of model.channels is 0; must be an integer from 1 to 1024");
    REFUSES((make_conv(&c), c.model.stride = 1),
            "model.stride is 1; must be an integer from 2 to 8");
    REFUSES((make_conv(&c), c.model.kernel = 17),
            "model.kernel is 17; must be an integer from 2 to 16");
    REFUSES((make_conv(&c), c.model.kernel = 3, c.model.stride = 4),
            "model.kernel is 3; must be at least model.stride, which is 4");
    REFUSES((make_conv(&c), c.model.decoder = DECODER_MADE),
            "model.decoder is made; with model.network conv it must be mlp");
    REFUSES((make_conv(&c), c.model.skip = SKIP_ALL),
            "model.skip is all; with model.network conv it must be none");
    REFUSES((make_conv(&c), c.likelihood.kind = LIKELIHOOD_POISSON),
            "likelihood.kind is poisson; with model.network conv it must be bernoulli or a "
            "gaussian one");
    REFUSES((make_conv(&c), c.model.decoder_layers = 0, c.noise = NOISE_EXPECTED,
             c.likelihood.kind = LIKELIHOOD_GAUSSIAN),
            "objective.noise is expected; with model.network conv it must be sampled");
    REFUSES((make_conv(&c), c.data.condition = 1),
            "data.condition is 1; with model.network conv it must be 0");
}
END_TEST

START_TEST(trainer_init_of_conv_refuses_what_is_no_square_picture) {
    struct config config = conv_config();
    struct dataset data = pictures();
    data.image_height = 2;
    data.image_width = 8;
    assert_misfit(&config, &data, "model.network",
                  "model.network is conv; it needs square pictures, and an example has 16 columns, "
                  "as a picture of 2 x 8");
    data.image_height = data.image_width = 0;
    assert_misfit(&config, &data, "model.network",
                  "model.network is conv; it needs square pictures, and an example has 16 columns, "
                  "as a picture of 0 x 0");
}
END_TEST

START_TEST(trainer_init_of_conv_refuses_a_side_that_the_strides_do_not_divide) {
    struct config config = conv_config();
    struct dataset data = pictures();
    config.model.stages = 3;
    config.model.channels[2] = 1;
    assert_misfit(&config, &data, "model.stride",
                  "model.stride is 2; must divide the side of a picture 3 times, and of 4 pixels "
                  "it leaves 1 after the first 2");
}
END_TEST

#ifdef KLIMB_DOUBLE

START_TEST(vae_backward_of_conv_matches_central_differences) {
    struct config config = conv_config();
    struct model f;
    model_set_up(&f, &config, pictures().train, PIXELS);
    model_loss(&f);
    klimb_vae_backward(&f.vae, f.x, f.eps, 0.7, MODEL_ROWS, &f.backend);
    check_gradient(model_loss, &f, f.vae.p, f.vae.g, f.vae.parameters);
    klimb_arena_free(&f.arena);
}
END_TEST

#endif

static Suite *vae_conv_suite(void) {
    Suite *suite = suite_create("vae_conv");
    TCase *all = tcase_create("all");
    tcase_add_test(all, config_check_of_conv_asks_what_it_needs);
    tcase_add_test(all, trainer_init_of_conv_refuses_what_is_no_square_picture);
    tcase_add_test(all, trainer_init_of_conv_refuses_a_side_that_the_strides_do_not_divide);
#ifdef KLIMB_DOUBLE
    tcase_add_test(all, vae_backward_of_conv_matches_central_differences);
#endif
    suite_add_tcase(suite, all);
    return suite;
}

TEST_MAIN(vae_conv_suite)
