/* Columns, epochs, restarts, training and validation: what becomes of them, and what is said about it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "log/log.h"
#include "log/log_names.h"
#include "tests/check_near.h"
#include "tests/fixtures/temp_folder.h"

static struct error error;

static enum status parse(struct log *log, const char *name, const char *text,
                         const struct log_options *options) {
    error = (struct error){0};
    return log_parse(log, name, text, strlen(text), options, &error);
}

/* What a log becomes, and a piece of what is said about it, "" for nothing at all. */
struct reading {
    const char *name, *text, *columns;
    long segment;
    const char *record, *note;
};

static void assert_reading(const struct reading *reading) {
    struct log log;
    struct text found = {0};
    const struct log_options options = {.columns = reading->columns, .segment = reading->segment};
    ck_assert_msg(parse(&log, reading->name, reading->text, &options) == STATUS_OK,
                  "%s:%ld: %s\n%s", error.file, error.line, error.message, reading->text);
    record_format(&found, &log.record);
    const char *notes = text_string(&log.notes);
    ck_assert_msg(strcmp(found.bytes, reading->record) == 0, "%s\nbecame\n%s", reading->text,
                  found.bytes);
    ck_assert_msg(reading->note[0] == '\0' ? notes[0] == '\0'
                                           : strstr(notes, reading->note) != NULL,
                  "%s\nsaid %s", reading->text, notes);
    text_free(&found);
    log_free(&log);
}

static const struct reading readings[] = {
    /* Names, and those that are left out. */
    {"log.csv", "step,recon,kl\n0,9,1\n", NULL, 0, "step,recon,kl\n0,9,1\n", ""},
    {"log.csv", "iter,Reconstruction Loss,KLD\n0,9,1\n", NULL, 0, "step,recon,kl\n0,9,1\n",
     "recon is \"Reconstruction Loss\", kl is \"KLD\"\n"},
    {"log.csv", "step,kl,lr-Adam,GPU %\n0,9,1,2\n", NULL, 0, "step,kl\n0,9\n",
     "left out: \"lr-Adam\", \"GPU %\"\n"},
    {"log.csv", "step,mse,recon_loss,kl\n0,1,9,2\n", NULL, 0, "step,recon,kl\n0,9,2\n",
     "left out: \"mse\"\n"},
    {"log.csv", "step,neg_elbo,log_likelihood\n0,9,-7\n", NULL, 0, "step,recon,elbo\n0,7,-9\n",
     "elbo is the negative of \"neg_elbo\""},
    {"log.csv", "step,-ELBO\n0,9\n", NULL, 0, "step,elbo\n0,-9\n", "the negative of"},
    {"log.csv", "step,recon,kl,elbo\n0,9,1,10\n1,8,2,10\n", NULL, 0,
     "step,recon,kl,elbo\n0,9,1,-10\n1,8,2,-10\n", "elbo is recon + kl: its negative is taken\n"},
    {"log.csv", "step,recon,kl,elbo\n0,9,1,-10\n", NULL, 0, "step,recon,kl,elbo\n0,9,1,-10\n", ""},
    {"log.csv", "Step,sunny-dawn-4 - kl,sunny-dawn-4 - kl__MIN\n0,9,8\n", NULL, 0, "step,kl\n0,9\n",
     "left out: \"sunny-dawn-4 - kl__MIN\"\n"},
    {"log.csv", "epoch,step,kl\n0,10,1\n1,10,2\n2,10,3\n", NULL, 0, "step,kl\n10,1\n21,2\n32,3\n",
     "steps restart in each epoch: they are counted on, 11 to an epoch"},
    /* --columns */
    {"log.csv", "step,foo,bar,kl\n0,9,1,5\n", "recon=foo,kl=bar", 0, "step,recon,kl\n0,9,1\n",
     "left out: \"kl\"\n"},
    {"log.csv", "t,recon,loss\n7,9,mse\n", "step=T,loss=", 0, "step,recon\n7,9\n",
     "left out: \"loss\"\n"},
    {"log.csv", "step,train_kl,val_kl\n7,9,8\n", "kl=train_kl", 0, "step,kl\n7,9\n",
     "left out: \"val_kl\"\n"},
    /* Epochs, and neither epochs nor steps. */
    {"log.csv", "epoch,kl\n0,1\n1,2\n", NULL, 0, "step,kl\n0,1\n1,2\n",
     "there is no step: epochs are taken for steps\n"},
    {"log.csv", "epoch,step,kl\n0,10,1\n1,20,2\n", NULL, 0, "step,kl\n10,1\n20,2\n",
     "left out: \"epoch\"\n"},
    {"log.csv", "epoch,kl\n0.5,1\n1,2\n", NULL, 0, "step,kl\n0,1\n1,2\n",
     "epochs have fractions: rows are numbered from 0\n"},
    {"log.csv", "epoch,kl\n0,1\n0,2\n1,3\n", NULL, 0, "step,kl\n0,1\n1,2\n2,3\n",
     "an epoch has several rows: rows are numbered"},
    {"log.csv", "kl\n1\n2\n", NULL, 0, "step,kl\n0,1\n1,2\n",
     "neither a step nor an epoch: rows are numbered"},
    {"log.csv", ",epoch,kl\n0,1,5\n1,2,6\n", NULL, 0, "step,kl\n1,5\n2,6\n", "epochs are taken"},
    {"log.csv", "epoch,batch_idx,kl\n0,0,9\n0,100,8\n1,0,7\n1,100,6\n", NULL, 0,
     "step,kl\n0,9\n100,8\n200,7\n300,6\n", "restart in each epoch: they are counted on, 200"},
    {"log.csv", "epoch,it,kl,val_kl\n0,0,9,\n0,100,8,\n0,0,,5\n1,0,7,\n1,100,6,\n1,0,,4\n", NULL, 0,
     "step,kl,batch_kl\n0,,9\n100,5,8\n200,,7\n300,4,6\n", "200 to an epoch"},
    /* Training and validation, on rows of their own. */
    {"log.csv", "step,train/kl,val/kl\n0,1,\n0,,2\n9,3,\n9,,4\n", NULL, 0,
     "step,kl,batch_kl\n0,2,1\n9,4,3\n", "recon and kl are those of validation"},
    {"log.csv", "step,kl,train_kl\n0,1,2\n", NULL, 0, "step,kl,batch_kl\n0,1,2\n",
     "batch_kl is \"train_kl\"\n"},
    {"log.csv", "step,train_recon,train_kl\n0,1,2\n", NULL, 0, "step,recon,kl\n0,1,2\n",
     "recon is \"train_recon\", kl is \"train_kl\"\n"},
    {"log.csv", "step,val_recon,val_kl\n0,1,2\n", NULL, 0, "step,recon,kl\n0,1,2\n",
     "recon is \"val_recon\", kl is \"val_kl\"\n"},
    {"log.csv", "step,recon,kl,val_kl\n0,1,2,3\n", NULL, 0, "step,recon,kl\n0,1,2\n",
     "left out: \"val_kl\"\n"},
    {"log.csv", "step,recon,kl,loss,val_loss\n0,1,2,3,4\n", NULL, 0,
     "step,recon,kl,loss\n0,1,2,3\n", "left out: \"val_loss\"\n"},
    {"log.csv", "step,recon,kl,loss,val_recon,val_kl,val_loss\n0,1,2,3,4,5,6\n", NULL, 0,
     "step,recon,kl,loss,batch_recon,batch_kl\n0,4,5,6,1,2\n", "left out: \"loss\"\n"},
    {"log.csv", "step,kl,val_kl\n5,1,\n9,2,\n0,,7\n14,3,\n19,4,\n0,,8\n", NULL, 0,
     "step,kl,batch_kl\n5,,1\n9,7,2\n14,,3\n19,8,4\n",
     "2 rows of validation with step 0 are of the end of their epoch\n"},
    {"log.csv", "step,recon,kl\n0,9,\n0,,1\n5,8,\n,,2\n", NULL, 0, "step,recon,kl\n0,9,1\n5,8,2\n",
     ""},
    {"log.csv", "step,kl\n0,1\n5,2\n5,3\n6,4\n", NULL, 0, "step,kl\n0,1\n5,3\n6,4\n",
     "1 step is there more than once, with other values: the last one counts (step 5, line 4)\n"},
    {"log.csv", "step,kl\n0,1\n5,2\n5,2\n", NULL, 0, "step,kl\n0,1\n5,2\n", ""},
    /* nan: nothing there, or not a number. */
    {"log.csv", "step,recon,kl\n0,9,1\n5,nan,nan\n6,8,2\n", NULL, 0,
     "step,recon,kl\n0,9,1\n5,nan,nan\n6,8,2\n", ""},
    {"log.csv", "step,recon,kl\n0,9,1\n5,8,nan\n6,8,2\n", NULL, 0,
     "step,recon,kl\n0,9,1\n5,8,nan\n6,8,2\n", ""},
    {"log.csv", "step,kl,val_kl\n0,9,nan\n5,8,7\n6,nan,nan\n", NULL, 0,
     "step,kl,batch_kl\n0,,9\n5,7,8\n6,nan,nan\n",
     "nan beside numbers is taken for no value: validation kl (1)\n"},
    {"log.csv", "step,kl,mi\n0,9,nan\n1,9,nan\n2,9,3\n3,9,nan\n", NULL, 0,
     "step,kl,mi\n0,9,\n1,9,\n2,9,3\n3,9,\n", "nan beside numbers is taken for no value: mi (3)\n"},
    {"log.csv", "step,recon,kl\n0,nan,1\n1,nan,2\n", NULL, 0, "step,recon,kl\n0,nan,1\n1,nan,2\n",
     ""},
    /* Runs that were restarted. */
    {"log.csv", "step,kl\n1,9\n100,8\n1,7\n100,6\n", NULL, LOG_SEGMENT_LAST,
     "step,kl\n1,7\n100,6\n", "run 2 of 2 is taken: lines 4 to 5\n"},
    {"log.csv", "step,kl\n1,9\n100,8\n1,7\n100,6\n", NULL, 1, "step,kl\n1,9\n100,8\n",
     "run 1 of 2 is taken: lines 2 to 3\n"},
    {"log.csv", "epoch,kl\n0,9\n1,8\n0,7\n", NULL, 2, "step,kl\n0,7\n", "run 2 of 2"},
    {"log.csv", "step,kl\n1,9\n2,8\n", NULL, LOG_SEGMENT_LAST, "step,kl\n1,9\n2,8\n", ""},
    /* TensorBoard. */
    {"runs/run_.-tag-train_loss_kl.csv", "Wall time,Step,Value\n1.5,1,9\n", NULL, 0,
     "step,kl\n1,9\n", "kl is \"Value\""},
    {"runs/recon.csv", "Wall time,Step,Value\n1.5,1,9\n", NULL, 0, "step,recon\n1,9\n",
     "left out: \"Wall time\"\n"},
    {"x.csv", "Wall time,Step,Value\n1.5,1,9\n", "kl=Value", 0, "step,kl\n1,9\n", "kl is"},
    /* A line that was being written when the program was stopped. */
    {"log.csv", "step,recon,kl\n0,9,1\n5,8", NULL, 0, "step,recon,kl\n0,9,1\n",
     "line 3 is cut off and was left out\n"},
    {"log.csv", "step;kl\n0;1,5\n", NULL, 0, "step,kl\n0,1.5\n", "decimal commas"},
};

START_TEST(log_becomes_this_record_and_says_so) {
    assert_reading(&readings[_i]);
}
END_TEST

static const struct {
    const char *text, *columns;
    long segment;
    enum status status;
    long line;
    const char *message, *hint;
} refusals[] = {
    {"step,kl\n1,9\n200,8\n100,7\n", NULL, 0, STATUS_FORMAT, 4,
     "step falls from 200 to 100: a run was restarted, and the file has 2; must be one",
     "--segments last"},
    {"epoch,kl\n1,9\n2,8\n0,7\n", NULL, 0, STATUS_FORMAT, 4, "epoch falls from 2 to 0",
     "from 1 to 2"},
    {"step,kl\n1,9\n0,7\n", NULL, 3, STATUS_FORMAT, 0, "--segments 3: the file has 2 runs", ""},
    {"step,kl\n1,9\n", NULL, 2, STATUS_FORMAT, 0, "the file has 1 run", ""},
    {"step,kl\n1,9\n", "recon=foo", 0, STATUS_FORMAT, 1, "no column \"foo\", which --columns names",
     "the columns are \"step\", \"kl\""},
    {"step,kl\n1,9\n", "recn=kl", 0, STATUS_INVALID, 0, "klimb has no column \"recn\"",
     "did you mean recon?"},
    {"step,kl\n1,9\n", "qqqqqqqq=kl", 0, STATUS_INVALID, 0, "has no column", "help records"},
    {"step,kl\n1,9\n", "recon", 0, STATUS_INVALID, 0,
     "--columns must be NAME=COLUMN,..., not \"recon\"", "as in"},
    {"step,kl\n1,9\n", "", 0, STATUS_INVALID, 0, "must be NAME=COLUMN", ""},
    {"step,a b,a_b\n1,9,8\n", "kl=a-b", 0, STATUS_FORMAT, 1, "column \"a_b\" appears twice", ""},
    {"step,kl\n1,9\n", "kl=", 0, STATUS_FORMAT, 1, "no column that klimb knows", ""},
};

START_TEST(log_is_refused_with_what_would_help) {
    struct log log;
    const struct log_options options = {.columns = refusals[_i].columns,
                                        .segment = refusals[_i].segment};
    ck_assert_int_eq(parse(&log, "log.csv", refusals[_i].text, &options), refusals[_i].status);
    ck_assert_int_eq(error.line, refusals[_i].line);
    ck_assert_msg(strstr(error.message, refusals[_i].message) != NULL, "%s", error.message);
    ck_assert_msg(strstr(error.hint, refusals[_i].hint) != NULL, "%s: %s", error.message,
                  error.hint);
    ck_assert_ptr_null(log.record.value);
}
END_TEST

/* ---- names ----------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    int quantity; /* -1: not known */
    enum log_role role;
    int sign;
} names[] = {
    {"kl", OBSERVABLE_kl, LOG_PLAIN, 1},
    {"KL Loss", OBSERVABLE_kl, LOG_PLAIN, 1},
    {"klLoss", OBSERVABLE_kl, LOG_PLAIN, 1},
    {"train/kl-loss", OBSERVABLE_kl, LOG_TRAINING, 1},
    {"loss/kl", OBSERVABLE_kl, LOG_PLAIN, 1},
    {"val_kld_epoch", OBSERVABLE_kl, LOG_VALIDATION, 1},
    {"kl/test", OBSERVABLE_kl, LOG_VALIDATION, 1},
    {"regularization_loss", OBSERVABLE_kl, LOG_PLAIN, 1},
    {"kl_weight", OBSERVABLE_beta, LOG_PLAIN, 1},
    {"validation_reconstruction_loss", OBSERVABLE_recon, LOG_VALIDATION, 1},
    {"avg mse", OBSERVABLE_recon, LOG_PLAIN, 1},
    {"recon_ll", OBSERVABLE_recon, LOG_PLAIN, -1},
    {"loss_step", OBSERVABLE_loss, LOG_PLAIN, 1},
    {"train_loss_epoch", OBSERVABLE_loss, LOG_TRAINING, 1},
    {"-ELBO", OBSERVABLE_elbo, LOG_PLAIN, -1},
    {"elbo", OBSERVABLE_elbo, LOG_PLAIN, 1},
    {"train_step", LOG_STEP, LOG_PLAIN, 1},
    {"trainer/global_step", LOG_STEP, LOG_PLAIN, 1},
    {"Epoch", LOG_EPOCH, LOG_PLAIN, 1},
    {"active units", OBSERVABLE_active_units, LOG_PLAIN, 1},
    {"learning_rate", -1, LOG_PLAIN, 1},
    {"lr", -1, LOG_PLAIN, 1},
    {"Wall time", -1, LOG_PLAIN, 1},
    {"latent_dim", -1, LOG_PLAIN, 1},
    {"loss_scale", -1, LOG_PLAIN, 1},
    {"beta1", -1, LOG_PLAIN, 1},
    {"", -1, LOG_PLAIN, 1},
    {"Gr\xc3\xb6\xc3\x9f"
     "e",
     -1, LOG_PLAIN, 1},
};

START_TEST(log_name_find_knows_names_in_any_form) {
    struct log_name found = {.quantity = -1, .sign = 1};
    int is_known = log_name_find(&found, names[_i].name, (long)strlen(names[_i].name));
    ck_assert_msg(is_known == (names[_i].quantity >= 0), "%s", names[_i].name);
    ck_assert_msg(found.quantity == names[_i].quantity && found.role == names[_i].role &&
                      found.sign == names[_i].sign,
                  "%s is %d, %d, %d", names[_i].name, found.quantity, (int)found.role, found.sign);
}
END_TEST

/* Each name of the table means what its row says, and no other row has it. */
START_TEST(log_synonyms_are_each_found_in_their_row) {
    for (const struct log_synonyms *row = log_synonyms; row->names != NULL; row++)
        for (const char *word = row->names; *word != '\0';) {
            struct log_name found;
            long length = (long)strcspn(word, " ");
            ck_assert_msg(log_name_find(&found, word, length), "%.*s", (int)length, word);
            ck_assert_msg(found.quantity == row->quantity && found.sign == row->sign &&
                              found.role == LOG_PLAIN,
                          "%.*s is %d", (int)length, word, found.quantity);
            word += length + (word[length] == ' ');
        }
    for (int quantity = 0; quantity < LOG_VALUE; quantity++) {
        const char *own = log_quantity_name(quantity);
        ck_assert_int_eq(log_quantity_of(own, (long)strlen(own)), quantity);
        struct log_name found;
        ck_assert(log_name_find(&found, own, (long)strlen(own)) && found.quantity == quantity);
    }
}
END_TEST

START_TEST(log_segment_number_of_words) {
    ck_assert_int_eq(log_segment_number("last"), LOG_SEGMENT_LAST);
    ck_assert_int_eq(log_segment_number("first"), 1);
    ck_assert_int_eq(log_segment_number("12"), 12);
    static const char *const wrong[] = {"", "0", "-1", "1x", "Last", "99999999999"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ck_assert_int_eq(log_segment_number(wrong[i]), -2);
}
END_TEST

/* ---- files ----------------------------------------------------------------------------------- */

START_TEST(log_read_finds_the_log_of_a_folder) {
    static const char *const wanted[] = {"record.csv", "metrics.csv"};
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX], other[FILE_PATH_MAX];
    const struct log_options options = {0};
    struct log log;
    temp_folder_make(folder);
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%.900s/%d", folder, i);
        temp_folder_write(path, wanted[i], "step,kl\n0,1\n");
        ck_assert_int_eq(log_read(&log, path, &options, &error), STATUS_OK);
        snprintf(other, sizeof other, "%.1000s/%s", path, wanted[i]);
        ck_assert_str_eq(log.record.name, other);
        ck_assert(!log.is_own && log.axis == LOG_STEPS);
        log_free(&log);
    }
    snprintf(path, sizeof path, "%.900s/0", folder);
    temp_folder_write(path, "dims.csv",
                      "step,dimension,kl,mu_mean,mu_variance,logvar_mean,logvar_min,logvar_max\n"
                      "0,0,1,2,3,4,5,6\n");
    ck_assert_int_eq(log_read(&log, path, &options, &error), STATUS_OK);
    ck_assert_int_eq(log.record.latent, 1);
    log_free(&log);
    temp_folder_write(path, "dims.csv", "step\n0\n");
    ck_assert_int_eq(log_read(&log, path, &options, &error), STATUS_FORMAT);
    ck_assert_ptr_null(log.record.value);
    snprintf(path, sizeof path, "%.900s/nowhere", folder);
    ck_assert_int_eq(log_read(&log, path, &options, &error), STATUS_INVALID);
    ck_assert_ptr_nonnull(strstr(error.message, "there is no record"));
    ck_assert_int_eq(log_read(&log, folder, &options, &error), STATUS_INVALID);
    temp_folder_remove(folder);
}
END_TEST

/* Manifests of other programs: klimb's form, with empty cells in the table; something else; and none of the two. */
static const struct {
    const char *manifest, *name, *note;
    long seed;
    enum status status;
} manifests[] = {
    {"{\"scenario\": {\"name\": \"mine/vae\"}, \"seed\": 3, \"outcome\": {\"kind\": \"completed\", "
     "\"step\": 10, \"term\": \"none\", \"dimension\": -1, \"tail\": \"none\"}}",
     "mine/vae", "", 3, STATUS_OK},
    {"{\"scenario\": {\"name\": \"mine/vae\"}, \"seed\": \"x\"}", NULL, NULL, -1, STATUS_FORMAT},
    {"{\"author\": \"somebody\", \"version\": [1, 2]}", "", "manifest.json names no scenario", -1,
     STATUS_OK},
    {"[1, 2]", "", "manifest.json names no scenario", -1, STATUS_OK},
    {"{\"record_digest\": \"00\"}", NULL, NULL, -1,
     STATUS_IO}, /* klimb's, without its record.csv */
};

START_TEST(log_read_manifest_of_another_program) {
    char folder[FILE_PATH_MAX];
    struct log log;
    temp_folder_make(folder);
    temp_folder_write(folder, "metrics.csv", "step,recon,kl\n0,9,\n10,,1\n");
    temp_folder_write(folder, "manifest.json", manifests[_i].manifest);
    error = (struct error){0};
    enum status status = log_read(&log, folder, NULL, &error);
    ck_assert_msg(status == manifests[_i].status, "%d: %s", (int)status, error.message);
    if (status == STATUS_OK) {
        ck_assert(record_is_missing(&log.record, 0, OBSERVABLE_kl));
        ck_assert_int_eq(log.record.seed, manifests[_i].seed);
        ck_assert(manifests[_i].name[0] == '\0' ||
                  strcmp(log.record.name, manifests[_i].name) == 0);
        ck_assert_ptr_nonnull(strstr(text_string(&log.notes), manifests[_i].note));
        ck_assert(!log.is_own);
    } else {
        ck_assert_int_eq(log.record.rows, 0);
    }
    log_free(&log);
    temp_folder_remove(folder);
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("log");
    TCase *tests = tcase_create("log");
    tcase_add_loop_test(tests, log_becomes_this_record_and_says_so, 0,
                        sizeof readings / sizeof *readings);
    tcase_add_loop_test(tests, log_is_refused_with_what_would_help, 0,
                        sizeof refusals / sizeof *refusals);
    tcase_add_loop_test(tests, log_name_find_knows_names_in_any_form, 0,
                        sizeof names / sizeof *names);
    tcase_add_test(tests, log_synonyms_are_each_found_in_their_row);
    tcase_add_test(tests, log_segment_number_of_words);
    tcase_add_test(tests, log_read_finds_the_log_of_a_folder);
    tcase_add_loop_test(tests, log_read_manifest_of_another_program, 0,
                        sizeof manifests / sizeof *manifests);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
