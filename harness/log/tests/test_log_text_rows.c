/* Printed logs: training and validation, batches and epochs, what is neither a value nor a row, and hostile input. */
#include "log/tests/text_case.h"

/* ---- training and validation, batches and epochs --------------------------------------------- */

static const struct text_case roles[] = {
    {"TRAIN: loss 92.5 kl 11.25\nVALID - Epoch 3: loss 95.5 kl 10.5\nTRAIN: loss 91.5 kl "
     "11.5\nVALID - Epoch 4: loss 94.5 kl 10\n",
     "epoch=3 train loss=92.5 train kl=11.25 val loss=95.5 val kl=10.5; epoch=4 train loss=91.5 "
     "train "
     "kl=11.5 val loss=94.5 val kl=10",
     ""},
    {"Epoch 3 Train Loss: 92.5 (Recon: 81.25, KL: 11.25) | Val Loss: 95.5 (Recon: 85, KL: 10.5)\n",
     "epoch=3 Train Loss=92.5 train Recon=81.25 train KL=11.25 Val Loss=95.5 val Recon=85 val "
     "KL=10.5",
     ""},
    {"Epoch 3 Train Loss: 92.5, Val Loss: 95.5, KL: 11.25\n",
     "epoch=3 Train Loss=92.5 Val Loss=95.5 KL=11.25", ""},
    {"Epoch 3, Test Recon Loss: 81.25, KL Loss: 11.25\n",
     "epoch=3 Test Recon Loss=81.25 val KL Loss=11.25", ""},
    {"eval epoch: 3, loss: 92.5, BCE: 81.25, KLD: 11.25\n",
     "epoch=3 val loss=92.5 val BCE=81.25 val KLD=11.25", ""},
    {"VAL --- avg_loss: 92.5, kl: 11.25, mi: 2.5, recon: 81.25, nll: 92.5\n",
     "val avg_loss=92.5 val kl=11.25 mi=2.5 val recon=81.25 val nll=92.5", ""},
    {"epoch 3\ntrain\nloss: 92.5\nvalidation\nloss: 95.5\n",
     "epoch=3 train loss=92.5 val loss=95.5", ""},
    {"Train Epoch: 1 [0/60000 (0%)]\tLoss: 550.5\nTrain Epoch: 1 [2560/60000 (4%)]\tLoss: 187.25\n"
     "====> Epoch: 1 Average loss: 165.9\n====> Test set loss: 126.1\n"
     "Train Epoch: 2 [0/60000 (0%)]\tLoss: 120.5\nTrain Epoch: 2 [2560/60000 (4%)]\tLoss: 117.25\n"
     "====> Epoch: 2 Average loss: 115.9\n====> Test set loss: 116.1\n",
     "epoch=1 step=0 train Loss=550.5; epoch=1 step=2560 train Loss=187.25; epoch=1 val "
     "loss=126.1; "
     "epoch=2 step=0 train Loss=120.5; epoch=2 step=2560 train Loss=117.25; epoch=2 val loss=116.1",
     "those of batches are taken"},
    {"Train Epoch: 1 [0/60000 (0%)]\tLoss: 550.5\n====> Epoch: 1 Average loss: 165.5 BCE: 160.5 "
     "KLD: 5\nTrain Epoch: 2 [0/60000 (0%)]\tLoss: 120.5\n====> Epoch: 2 Average loss: 115.5 BCE: "
     "100.5 KLD: 15\n",
     "epoch=1 Average loss=165.5 BCE=160.5 KLD=5; epoch=2 Average loss=115.5 BCE=100.5 KLD=15",
     "those of epochs are taken"},
    {"====> Epoch: 3 Average loss: 92.5\n====> Test set loss: 95.5\n====> Test set BCE: 84.5\n"
     "====> Test set KLD: 11\n====> Epoch: 4 Average loss: 91.5\n",
     "epoch=3 Average loss=92.5 val loss=95.5 val BCE=84.5 val KLD=11; epoch=4 Average loss=91.5",
     ""},
    {"Test set: Average loss: 0.5, Accuracy: 9/10 (90%)\nTest set: Average loss: 0.25, Accuracy: "
     "9/10 (90%)\n",
     "val Average loss=0.5; val Average loss=0.25", ""},
};

START_TEST(role_is_in_the_name) {
    assert_text(&roles[_i]);
}
END_TEST

/* ---- what is not a value ------------------------------------------------------------------------ */

/* A line that must say nothing, between two that do. */
static const char *const nothings[] = {
    "Saving checkpoint 200 to kl_0.5.pt",
    "model saved to /tmp/run/vae_loss=3.5.ckpt",
    "saved vae_kl-0.5.pth",
    "kl: 3.2%",
    "KL: 3.2 %",
    "best loss: 1.5",
    "Best val loss 1.5 at epoch 1",
    "min kl = 0.5",
    "policy loss: 1.5",
    "Graph recon loss: 1.5",
    "cross Loss: 1.5, adversarial loss: 2.5",
    "learning rate: 0.001",
    "kl target: 0.5",
    "epochs: 30",
    "batch size 128",
    "latent dim 20",
    "loss took 5s",
    "step 9 foo: 0.5",
    "loss: 5ms",
    "recon: 12.5MB/s",
    "kl: 1,234",
    "kl: 1,5",
    "kl: 1/2",
    "kl: 0.5/0.25",
    "kl: [0.1, 0.2, 0.3]",
    "kl: [0.1 0.2 0.3]",
    "kl: tensor([0.1, 0.2])",
    "kl 1.2.3",
    "kl: 10:54:26",
    "kl: 2026-11-29",
    "kl = 0.5 * x",
    "recon 2 layers",
    "python train.py --kl 0.5 --recon=1.5",
    "Namespace(kl=0.5, recon=1.0)",
    "88.1 recon, 8.9 kl",
    "loss is nan, skipping the batch",
    "UserWarning: 3 losses are 0",
    "100%|##########| 9912422/9912422 [00:00<00:00, 11.5MB/s]",
    "val_loss did not improve from 3.5",
    "New best! val loss: 1.5",
    "Saving model, loss: 1.5",
    "rec 1: 0.5, rec 2: 0.25",
    "kl (best): 0.5",
    "kl: None",
    "Downloading kl 45%",
    "Traceback (most recent call last):\n  File \"x.py\", line 3\n    kl = 0.5\nValueError: kl: 1",
};

START_TEST(line_without_a_sure_value_says_nothing) {
    char text[1024];
    snprintf(text, sizeof text, "step 1 kl 0.5 recon 9\n%s\nstep 2 kl 0.6 recon 8\n", nothings[_i]);
    assert_text(&(struct text_case){text, "step=1 kl=0.5 recon=9; step=2 kl=0.6 recon=8", ""});
    snprintf(text, sizeof text, "%s\nstep 1 kl 0.5 recon 9\nstep 2 kl 0.6 recon 8\n", nothings[_i]);
    assert_text(&(struct text_case){text, "step=1 kl=0.5 recon=9; step=2 kl=0.6 recon=8", ""});
    assert_text(&(struct text_case){nothings[_i], "", ""});
}
END_TEST

static const struct text_case settings[] = {
    {"loss_weights:\n  recon: 1.0\n  kl: 0.5\n\nEpoch 1 recon: 81.5 kl: 1.5\nEpoch 2 recon: 80.5 "
     "kl: "
     "2.5\n",
     "epoch=1 recon=81.5 kl=1.5; epoch=2 recon=80.5 kl=2.5", "taken for settings"},
    {"kl: 0.5\n\nrecon 81.5 kl 1.5\nrecon 80.5 kl 2.5\nrecon 79.5 kl 3.5\n",
     "recon=81.5 kl=1.5; recon=80.5 kl=2.5; recon=79.5 kl=3.5", "taken for settings"},
    {"100%|##########| 9912/9912 [00:00<00:00, 11.5MB/s]\nrecon 81.5 kl 1.5\nrecon 80.5 kl 2.5\n",
     "recon=81.5 kl=1.5; recon=80.5 kl=2.5", ""},
    {"model has been built: batch=128 z_dim=8 rate=0.1\nstep 1 nll 9.5 rate 1.5\nstep 2 nll 8.5 "
     "rate "
     "2.5\nstep 3 nll 7.5 rate 3.5\n",
     "step=1 nll=9.5 rate=1.5; step=2 nll=8.5 rate=2.5; step=3 nll=7.5 rate=3.5",
     "taken for settings"},
    {"Epoch 0: 100%|##| 5/5 [00:05<00:00, 41.7it/s, kl=2.5]\nEpoch 1: 100%|##| 5/5 [00:05<00:00, "
     "41.7it/s, kl=2.25]\n",
     "epoch=0 kl=2.5; epoch=1 kl=2.25", ""},
    {"[4711] recon 81.5 kl 1.5\n[4711] recon 80.5 kl 2.5\n[4711] recon 79.5 kl 3.5\n",
     "recon=81.5 kl=1.5; recon=80.5 kl=2.5; recon=79.5 kl=3.5", ""},
    {"beta: 4.0\nkl_weight=0.1\nstep 1 kl 0.5\nstep 2 kl 0.6\n", "step=1 kl=0.5; step=2 kl=0.6",
     ""},
    {"Epoch 1 KL weight: 0.25\nEpoch 1 recon 81.5 kl 1.5\nEpoch 2 KL weight: 0.5\nEpoch 2 recon "
     "80.5 "
     "kl 2.5\n",
     "epoch=1 KL weight=0.25 recon=81.5 kl=1.5; epoch=2 KL weight=0.5 recon=80.5 kl=2.5", ""},
    {"Epoch 1\nrecon 81.5\nkl 1.5\nEpoch 2\nrecon 80.5\nkl 2.5\nEpoch 1\nrecon 9\nkl 1\n",
     "epoch=1 recon=81.5 kl=1.5; epoch=2 recon=80.5 kl=2.5; epoch=1 recon=9 kl=1", ""},
    {"epoch 0 val loss 500.5\nepoch 1 step 10 loss 90.5\nepoch 1 step 20 loss 80.5\n",
     "epoch=0 step=0 val loss=500.5; epoch=1 step=10 loss=90.5; epoch=1 step=20 loss=80.5", ""},
};

START_TEST(settings_are_no_rows) {
    assert_text(&settings[_i]);
}
END_TEST

/* ---- hostile input --------------------------------------------------------------------------- */

static void read_junk(const char *text, size_t size, enum status wanted) {
    struct text out = {0}, notes = {0};
    struct error error;
    const struct log_options options = {0};
    ck_assert_int_eq(read_text(&out, &notes, text, size, &options, &error), wanted);
    text_free(&out);
    text_free(&notes);
}

START_TEST(long_line_is_read_at_its_beginning) {
    size_t size = 10 << 20;
    char *text = malloc(size);
    ck_assert_ptr_nonnull(text);
    memset(text, 'x', size);
    memcpy(text, "step 1 kl 0.5 recon 9, ", 23);
    memcpy(text + size - 24, "\nstep 2 kl 0.6 recon 8 \n", 24);
    read_junk(text, size, STATUS_OK);
    memset(text, '\r', size);
    read_junk(text, size, STATUS_FORMAT);
    for (size_t i = 0; i < size; i++)
        text[i] = "\x1b["[i & 1];
    read_junk(text, size, STATUS_FORMAT);
    memset(text, '(', size);
    read_junk(text, size, STATUS_FORMAT);
    free(text);
}
END_TEST

START_TEST(random_bytes_are_refused) {
    unsigned state = 2463534242U;
    char junk[4096];
    for (int round = 0; round < 64; round++) {
        for (size_t i = 0; i < sizeof junk; i++) {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            junk[i] = (char)state;
        }
        ck_assert_int_eq(log_text_is(junk, junk + sizeof junk), 0);
        read_junk(junk, sizeof junk, STATUS_FORMAT);
    }
}
END_TEST

START_TEST(text_of_windows_is_read) { /* UTF-16 */
    const char *plain = "step 1 kl 0.5\nstep 2 kl 0.6\n";
    char wide[64] = "\xff\xfe";
    for (size_t i = 0; i < strlen(plain); i++)
        wide[2 + 2 * i] = plain[i];
    struct text out = {0}, notes = {0};
    struct error error;
    const struct log_options options = {0};
    ck_assert_int_eq(read_text(&out, &notes, wide, 2 + 2 * strlen(plain), &options, &error),
                     STATUS_OK);
    ck_assert_str_eq(text_string(&out), "step=1 kl=0.5; step=2 kl=0.6");
    text_free(&out);
    text_free(&notes);
}
END_TEST

START_TEST(asked_for_name_is_read) {
    const char *text = "step 1 foo: 0.5 bar: 9\nstep 2 foo: 0.6 bar: 8\n";
    struct text out = {0}, notes = {0};
    struct error error;
    const struct log_options options = {.columns = "recon=bar,kl=foo"};
    ck_assert_int_eq(read_text(&out, &notes, text, strlen(text), &options, &error), STATUS_OK);
    ck_assert_str_eq(text_string(&out), "step=1 foo=0.5 bar=9; step=2 foo=0.6 bar=8");
    text_free(&out);
    text_free(&notes);
}
END_TEST

START_TEST(text_is_told_from_other_files) {
    static const char *const others[] = {"hello\nworld 3\n", "beta: 4\n", "", "Epoch 1/3\n"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        ck_assert_int_eq(log_text_is(others[i], others[i] + strlen(others[i])), 0);
    const char *log = "warming up\nstep 1 kl 0.5\n";
    ck_assert_int_eq(log_text_is(log, log + strlen(log)), 1);
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("log_text_rows");
    TCase *tests = tcase_create("log_text_rows");
    tcase_add_loop_test(tests, role_is_in_the_name, 0, sizeof roles / sizeof *roles);
    tcase_add_loop_test(tests, line_without_a_sure_value_says_nothing, 0,
                        sizeof nothings / sizeof *nothings);
    tcase_add_loop_test(tests, settings_are_no_rows, 0, sizeof settings / sizeof *settings);
    tcase_add_test(tests, long_line_is_read_at_its_beginning);
    tcase_add_test(tests, random_bytes_are_refused);
    tcase_add_test(tests, text_of_windows_is_read);
    tcase_add_test(tests, asked_for_name_is_read);
    tcase_add_test(tests, text_is_told_from_other_files);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
