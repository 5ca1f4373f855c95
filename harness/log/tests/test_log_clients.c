/* What the writers of harness/clients write, the reader reads to the same bits. */
#include <float.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clients/klimb_record.h"
#include "log/log.h"
#include "tests/check_near.h"
#include "tests/fixtures/temp_folder.h"

enum { ROWS = 400, COLUMNS = 3, CUT = 7 };
static const int columns[COLUMNS] = {OBSERVABLE_recon, OBSERVABLE_kl, OBSERVABLE_beta};

/* What is written: [ROWS, COLUMNS]. */
struct table {
    double value[ROWS][COLUMNS];
    unsigned char present[ROWS][COLUMNS];
};

/* Ends of ranges, numbers halfway between two floats, and what is not finite. */
static const double hard[] = {
    0.0,
    -0.0,
    1.0 / 3,
    0.1,
    (double)FLT_MAX,
    (double)FLT_MIN,
    0x1p-149,
    DBL_MIN,
    0x1.000001p0,
    0x1.000003p0,
    DBL_MAX,
    0x1.0000010000001p0,
    -0x1p-150,
    (double)NAN,
    (double)INFINITY,
    -(double)INFINITY,
    1e22,
    9007199254740993.0,
};
enum { HARD = sizeof hard / sizeof *hard };

/* Every pattern of bits of a float may come, and doubles near to it; some cells are missing, never a whole row. */
static void fill(struct table *table) {
    unsigned long state = 20240607;
    for (int i = 0; i < ROWS * COLUMNS; i++) {
        state = state * 6364136223846793005UL + 1442695040888963407UL;
        unsigned int bits = (unsigned int)(state >> 32);
        float value;
        memcpy(&value, &bits, sizeof value);
        double wide = (double)value * (state & 0x400000 ? 1 : 1 + 0x1p-25);
        table->value[i / COLUMNS][i % COLUMNS] = i < HARD ? hard[i] : wide;
        table->present[i / COLUMNS][i % COLUMNS] = i % COLUMNS == 0 || i < HARD ||
                                                   (state & 0xf00000) != 0;
    }
}

static void assert_read_back(const char *folder, const struct table *table, long rows) {
    struct log log;
    struct error error = {0};
    ck_assert_msg(log_read(&log, folder, NULL, &error) == STATUS_OK, "%s:%ld: %s", error.file,
                  error.line, error.message);
    ck_assert_str_eq(text_string(&log.notes), "");
    ck_assert_int_eq(log.record.rows, rows);
    for (long row = 0; row < rows; row++)
        for (int i = 0; i < COLUMNS; i++) {
            enum observable column = (enum observable)columns[i];
            float wanted = observation_narrow(table->value[row][i]);
            float found = record_value(&log.record, row, column);
            ck_assert_int_eq(log.record.step[row], 3 * row);
            ck_assert_int_eq(record_is_missing(&log.record, row, column), !table->present[row][i]);
            if (table->present[row][i] && !(isnan(wanted) && isnan(found)))
                ck_assert_msg(memcmp(&wanted, &found, sizeof found) == 0, "row %ld, %s: %a is %a",
                              row, klimb_observable_info[column].name, (double)wanted,
                              (double)found);
        }
    log_free(&log);
}

/* The table as a program in another language reads it: hexadecimal digits, "-" for what is missing. */
static void write_hex(const char *folder, const struct table *table) {
    char path[FILE_PATH_MAX];
    ck_assert_int_eq(file_join(path, folder, "table.hex", NULL), STATUS_OK);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    for (int row = 0; row < ROWS; row++)
        for (int i = 0; i < COLUMNS; i++) {
            if (table->present[row][i])
                fprintf(file, "%a", table->value[row][i]);
            else
                fprintf(file, "-");
            fprintf(file, i + 1 < COLUMNS ? " " : "\n");
        }
    ck_assert_int_eq(fclose(file), 0);
}

/* Run a command line for which $FOLDER is the folder; returns how it ended. */
static int run(const char *folder, const char *line) {
    ck_assert_int_eq(setenv("FOLDER", folder, 1), 0);
    return system(line); /* NOLINT: lines of our own */
}

static int is_there(const char *command) {
    char line[256];
    snprintf(line, sizeof line, "command -v %s >/dev/null 2>&1", command);
    return system(line) == 0; /* NOLINT: the same */
}

/* ---- C --------------------------------------------------------------------------------------- */

static int write_rows(const char *folder, const struct table *table, int rows) {
    struct klimb_record record;
    char path[FILE_PATH_MAX];
    if (file_join(path, folder, "metrics.csv", NULL) != STATUS_OK ||
        klimb_record_open(&record, path, "recon,kl,beta") != 0)
        return -1;
    for (int row = 0; row < rows; row++)
        if (klimb_record_log(&record, 3L * row, table->value[row], table->present[row]) != 0)
            return -1;
    return rows < ROWS ? 0 : klimb_record_close(&record); /* the others are killed */
}

START_TEST(klimb_record_h_reads_back_to_the_same_bits) {
    static struct table table;
    char folder[FILE_PATH_MAX];
    temp_folder_make(folder);
    fill(&table);
    ck_assert_int_eq(write_rows(folder, &table, ROWS), 0);
    assert_read_back(folder, &table, ROWS);
    temp_folder_remove(folder);
}
END_TEST

START_TEST(klimb_record_h_of_a_killed_run_can_be_read) {
    static struct table table;
    char folder[FILE_PATH_MAX];
    int how;
    temp_folder_make(folder);
    fill(&table);
    pid_t child = fork();
    if (child == 0) {
        if (write_rows(folder, &table, CUT) == 0)
            kill(getpid(), SIGKILL);
        _exit(1);
    }
    ck_assert_int_eq(waitpid(child, &how, 0), child);
    ck_assert(WIFSIGNALED(how));
    assert_read_back(folder, &table, CUT);
    temp_folder_remove(folder);
}
END_TEST

/* Whether a call fails with this errno. */
static void assert_refused(int code, int number) {
    ck_assert_int_eq(code, -1);
    ck_assert_int_eq(errno, number);
}

START_TEST(klimb_record_h_bad_calls_are_refused) {
    struct klimb_record record;
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX], many[4 * KLIMB_RECORD_COLUMNS_MAX] = "a";
    static const char *const names[] = {"", "recon,", ",kl", "recon;kl", "a b", "\"kl\"", "kl\n"};
    const double value = 1;
    temp_folder_make(folder);
    ck_assert_int_eq(file_join(path, folder, "metrics.csv", NULL), STATUS_OK);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_refused(klimb_record_open(&record, path, names[i]), EINVAL);
    for (int i = 0; i < KLIMB_RECORD_COLUMNS_MAX; i++)
        strcat(many, ",a");
    assert_refused(klimb_record_open(&record, path, many), EINVAL);
    ck_assert(!temp_folder_has(path));
    assert_refused(klimb_record_open(&record, folder, "kl"), EISDIR);
    assert_refused(klimb_record_log(&record, 0, &value, NULL), EINVAL);
    ck_assert_int_eq(klimb_record_close(&record), 0);
    ck_assert_int_eq(klimb_record_open(&record, path, "kl"), 0);
    assert_refused(klimb_record_log(&record, -1, &value, NULL), EINVAL);
    ck_assert_int_eq(klimb_record_log(&record, 5, &value, NULL), 0);
    assert_refused(klimb_record_log(&record, 4, &value, NULL), EINVAL);
    ck_assert_int_eq(klimb_record_close(&record), 0);
    ck_assert_int_eq(klimb_record_close(&record), 0);
    assert_refused(klimb_record_log(&record, 6, &value, NULL), EINVAL);
    ck_assert_int_eq(klimb_record_open(&record, "/dev/full", "kl"), -1);
    klimb_record_close(&record);
    temp_folder_remove(folder);
}
END_TEST

/* ---- Python ---------------------------------------------------------------------------------- */

#define PYTHON_WRITES                                                                              \
    "PYTHONPATH=harness/clients python3 -B -c '\n"                                                 \
    "import os, signal, sys\n"                                                                     \
    "from klimb_record import Record\n"                                                            \
    "names, folder, cut = (\"recon\", \"kl\", \"beta\"), os.environ[\"FOLDER\"], "                 \
    "int(sys.argv[1])\n"                                                                           \
    "with Record(folder) as record:\n"                                                             \
    "    for row, line in enumerate(open(folder + \"/table.hex\")):\n"                             \
    "        if row == cut:\n"                                                                     \
    "            os.kill(os.getpid(), signal.SIGKILL)\n"                                           \
    "        cells = zip(names, line.split())\n"                                                   \
    "        record.log(3 * row, **{n: float.fromhex(c) for n, c in cells if c != \"-\"})' "

static int has_python(const char *test) {
    int has = is_there("python3");
    if (!has)
        printf("SKIP %s: there is no python3 (apt-get install python3)\n", test);
    return has;
}

static void python_writes(long rows, const char *line) {
    static struct table table;
    char folder[FILE_PATH_MAX];
    temp_folder_make(folder);
    fill(&table);
    write_hex(folder, &table);
    int how = run(folder, line);
    ck_assert_msg(rows < ROWS ? how != 0 : how == 0, "python3 ended with %d", how);
    assert_read_back(folder, &table, rows);
    temp_folder_remove(folder);
}

START_TEST(klimb_record_py_reads_back_to_the_same_bits) {
    if (has_python("klimb_record_py_reads_back_to_the_same_bits"))
        python_writes(ROWS, PYTHON_WRITES "-1");
}
END_TEST

START_TEST(klimb_record_py_of_a_killed_run_can_be_read) {
    if (has_python("klimb_record_py_of_a_killed_run_can_be_read"))
        python_writes(CUT, PYTHON_WRITES "7 2>/dev/null");
}
END_TEST

/* ---- sh -------------------------------------------------------------------------------------- */

/* Numbers as printf of the C library writes them, which is what awk's does. */
static void write_script(const char *folder, const struct table *table, int rows) {
    char path[FILE_PATH_MAX];
    ck_assert_int_eq(file_join(path, folder, "script.sh", NULL), STATUS_OK);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fprintf(file, "set -eu\n. harness/clients/klimb_record.sh\n"
                  "record_begin \"$FOLDER\" recon kl beta\n");
    for (int row = 0; row < rows; row++) {
        fprintf(file, "record_row %d", 3 * row);
        for (int i = 0; i < COLUMNS; i++)
            if (table->present[row][i])
                fprintf(file, " %.17g", table->value[row][i]);
            else
                fprintf(file, " -");
        fprintf(file, "\n");
    }
    fprintf(file, rows < ROWS ? "kill -9 $$\n" : "record_end\n");
    ck_assert_int_eq(fclose(file), 0);
}

/* In whole and killed. */
START_TEST(klimb_record_sh_reads_back_to_the_same_bits) {
    static struct table table;
    char folder[FILE_PATH_MAX];
    int rows = _i == 0 ? ROWS : CUT;
    temp_folder_make(folder);
    fill(&table);
    write_script(folder, &table, rows);
    int how = run(folder, "sh \"$FOLDER/script.sh\" 2>/dev/null");
    ck_assert_int_eq(how != 0, rows < ROWS);
    assert_read_back(folder, &table, rows);
    temp_folder_remove(folder);
}
END_TEST

static const char *const refusals[] = {
    "record_begin \"$FOLDER\"",
    "record_begin \"$FOLDER\" recon 'k l'",
    "record_begin \"$FOLDER\" ''",
    "record_row 0 1",
    "record_row 0 1 2 3",
    "record_row x 1 2",
    "record_row 1.5 1 2",
    "record_row -1 1 2",
    "record_row 9 1 2",
    "record_row 10 1 x",
    "record_row 10 1,5 2",
    "record_row 10 '1 2' 2",
    "record_row 10 1 e5",
    "record_row 10 1 2e",
    "record_end && record_row 11 1 2",
};

START_TEST(klimb_record_sh_bad_calls_are_refused) {
    char folder[FILE_PATH_MAX], line[512];
    temp_folder_make(folder);
    snprintf(line, sizeof line,
             "sh -c '. harness/clients/klimb_record.sh; record_begin \"$FOLDER\" recon kl && "
             "record_row 10 1 2 && eval \"$0\"' \"%s\" 2>/dev/null",
             "$CALL");
    ck_assert_int_eq(setenv("CALL", refusals[_i], 1), 0);
    int how = run(folder, line);
    ck_assert_msg(WIFEXITED(how) && WEXITSTATUS(how) == 1, "%s: %d", refusals[_i], how);
    temp_folder_remove(folder);
}
END_TEST

static Suite *clients_suite(void) {
    Suite *suite = suite_create("log_clients");
    TCase *tests = tcase_create("log_clients");
    tcase_add_test(tests, klimb_record_h_reads_back_to_the_same_bits);
    tcase_add_test(tests, klimb_record_h_of_a_killed_run_can_be_read);
    tcase_add_test(tests, klimb_record_h_bad_calls_are_refused);
    tcase_add_test(tests, klimb_record_py_reads_back_to_the_same_bits);
    tcase_add_test(tests, klimb_record_py_of_a_killed_run_can_be_read);
    tcase_add_loop_test(tests, klimb_record_sh_reads_back_to_the_same_bits, 0, 2);
    tcase_add_loop_test(tests, klimb_record_sh_bad_calls_are_refused, 0,
                        sizeof refusals / sizeof *refusals);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(clients_suite)
