#include "project.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* One process at a time, so that the n-th call is the same call every time. */
const struct project_command project_commands[] = {
    {"run", PROJECT_GOOD, {"run", "t/a", "--seeds", "2..3", "-q", "-j1", "--threads", "2"}, 1},
    {"check", PROJECT_GOOD, {"check", "t/a", "t/b", "-q", "-j1"}, 1},
    {"drift", PROJECT_OLD, {"check", "t/a", "t/b", "-q", "-j1"}, 1},
    {"table",
     PROJECT_GOOD,
     {"check", "t/a", "-q", "-j1", "--format", "csv", "--output", "build/check.csv"},
     1},
    {"bless", PROJECT_BEFORE, {"bless", "t/a", "t/b", "--yes", "--reason", "new", "-q", "-j1"}, 1},
    {"review",
     PROJECT_OLD,
     {"review", "--accept", "--reason", "new", "t/a", "-q", "-j1", "--pending", "build/kept"},
     1},
    {"from",
     PROJECT_OLD,
     {"bless", "--from", "build/kept", "--yes", "--reason", "new", "-q", "-j1"},
     1},
    {"report", PROJECT_GOOD, {"report", "t/a", "-q", "-j1"}, 3},
    {"records",
     PROJECT_GOOD,
     {"report", "build/runs/t/a/exact/seed-0000", "build/runs/t/a/exact/seed-0001", "-q", "-j1"},
     3},
    {"logs",
     PROJECT_GOOD,
     {"check", "t/a", "-q", "--records", "build/runs/t/a/exact/seed-0000/record.csv",
      "build/runs/t/a/exact/seed-0001/record.csv"},
     1},
    {"diagnose",
     PROJECT_GOOD,
     {"diagnose", "-q", "build/runs/t/a/exact/seed-0000/record.csv",
      "build/runs/t/a/exact/seed-0001", "--format", "json"},
     1},
    {"plot", PROJECT_GOOD, {"plot", "linear", "t/a", "-q", "-j1", "--output", "build/plot.svg"}, 2},
    {"theory", PROJECT_GOOD, {"theory", "t/c"}, 1},
    {"export", PROJECT_GOOD, {"export", "t/a", "--steps", "3", "--out", "build/replay"}, 1},
    {"calibrate", PROJECT_GOOD, {"calibrate", "t/a", "--ensembles", "1", "-q", "-j1"}, 2},
    {"sweep", PROJECT_GOOD, {"sweep", "s", "-q", "-j1"}, 3},
    {"lines", PROJECT_GOOD, {"sweep", "s", "--list", "--missing", "--format", "json"}, 2},
    {"verify", PROJECT_OLD, {"sweep", "s", "--verify", "0.5", "-q", "-j1"}, 2},
    {"history", PROJECT_OLD, {"history", "--format", "json"}, 1},
    {"list", PROJECT_GOOD, {"list"}, 1},
    {"show", PROJECT_GOOD, {"show", "t/a"}, 1},
    {NULL, PROJECT_GOOD, {NULL}, 0},
};

static const char *const scenarios[][2] = {
    {"a.yaml", "claim: The small model learns.\n"
               "data: {source: bars, side: 4, examples: 100}\n"
               "model: {latent: 2, hidden: [8]}\n"
               "train: {steps: 20, batch: 16}\n"
               "seeds: {golden: 8, check: 2, ensemble: 2}\n"},
    {"b.yaml", "claim: A table is learned.\n"
               "data: {source: csv, path: table.csv}\n"
               "model: {latent: 1, hidden: [4]}\n"
               "likelihood: {kind: gaussian}\n"
               "train: {steps: 10, batch: 8}\n"
               "seeds: {golden: 4, check: 2, ensemble: 3}\n"},
    {"c.yaml", "claim: A linear model finds the largest axis.\n"
               "data: {source: gaussian, eigenvalues: [4, 2, 1], examples: 64}\n"
               "model: {latent: 1, hidden: []}\n"
               "likelihood: {kind: gaussian}\n"
               "train: {steps: 10, batch: 8}\n"
               "seeds: {golden: 4, check: 2, ensemble: 3}\n"},
};

static const char study[] = "claim: More steps, less reconstruction.\n"
                            "base: ../t/a.yaml\n"
                            "seeds: 2\n"
                            "axes: [{name: steps, key: train.steps, values: [10, 15]}]\n"
                            "figure: {x: steps, scale: lin, columns: [recon, kl]}\n"
                            "phase: {name: low, otherwise: high, column: kl, below: 0.1}\n";

static void fail(const char *what, const char *path) {
    fprintf(stderr, "torture: cannot %s %s: %s\n", what, path, strerror(errno));
    exit(2);
}

/* ---- copying and removing -------------------------------------------------------------------- */

static int remove_entry(const char *path, const struct stat *about, int kind, struct FTW *where) {
    (void)about, (void)kind, (void)where;
    return remove(path);
}

void project_remove(const char *folder) {
    nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static char copy_target[512]; /* nftw hands nothing on; every worker is a process of its own */
static size_t copy_root;

static int copy_file(const char *from, const char *to) {
    char block[1 << 14];
    int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_EXCL, 0644);
    ssize_t got = in >= 0 && out >= 0 ? 1 : -1;
    while (got > 0) {
        got = read(in, block, sizeof block);
        if (got > 0 && write(out, block, (size_t)got) != got)
            got = -1;
    }
    close(in);
    close(out);
    return got == 0;
}

static int copy_entry(const char *path, const struct stat *about, int kind, struct FTW *where) {
    (void)about, (void)where;
    char to[1024];
    snprintf(to, sizeof to, "%s%s", copy_target, path + copy_root);
    if (kind == FTW_D)
        return mkdir(to, 0755) == 0 || errno == EEXIST ? 0 : 1;
    return kind == FTW_F && copy_file(path, to) ? 0 : 1;
}

int project_copy(const char *folder, enum project_state state, const char *target) {
    char from[512];
    project_remove(target);
    snprintf(from, sizeof from, "%s/state-%d", folder, (int)state);
    snprintf(copy_target, sizeof copy_target, "%s", target);
    copy_root = strlen(from);
    return nftw(from, copy_entry, 16, FTW_PHYS) == 0;
}

/* ---- making ---------------------------------------------------------------------------------- */

static void write_text(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0)
        fail("write", path);
}

/* Forty rows of three columns without a pattern. */
static void write_table(const char *path) {
    char text[2048] = "";
    size_t used = 0;
    unsigned long state = 12345;
    for (int i = 0; i < 120; i++) {
        state = (state * 1103515245 + 12345) % 2147483648;
        used += (size_t)snprintf(text + used, sizeof text - used, "0.%03lu%s", state / 65536 % 1000,
                                 i % 3 == 2 ? "\n" : ",");
    }
    write_text(path, text);
}

static void make_folder(const char *folder, const char *below) {
    char path[512];
    snprintf(path, sizeof path, "%s%s", folder, below);
    if (mkdir(path, 0755) != 0 && errno != EEXIST)
        fail("make", path);
}

/* Run a command line in a folder; its exit code must be one of those that judged something. */
static void must_run(const char *folder, const char *klimb, const char *arguments) {
    char line[2048];
    snprintf(line, sizeof line, "cd '%s' && '%s' %s >setup.log 2>&1", folder, klimb, arguments);
    int how = system(line); /* NOLINT: words of our own */
    if (!WIFEXITED(how) || (WEXITSTATUS(how) != 0 && WEXITSTATUS(how) != 1)) {
        fprintf(stderr, "torture: this has to work, see setup.log there: %s\n", line);
        exit(2);
    }
}

static void make_scenarios(const char *folder) {
    char path[1024];
    static const char *const folders[] = {"",          "/experiments", "/experiments/t",
                                          "/expected", "/tmp",         "/experiments/studies"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        make_folder(folder, folders[i]);
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++) {
        snprintf(path, sizeof path, "%s/experiments/t/%s", folder, scenarios[i][0]);
        write_text(path, scenarios[i][1]);
    }
    snprintf(path, sizeof path, "%s/experiments/studies/s.yaml", folder);
    write_text(path, study);
    snprintf(path, sizeof path, "%s/experiments/t/table.csv", folder);
    write_table(path);
}

/* What an earlier klimb has left, by which a command could be led astray and which it must not lose:
 * of the same scenarios by name and digest. */
static void make_past(const char *folder, const char *older) {
    must_run(folder, older, "report t/a t/b -q");
    must_run(folder, older, "run t/a t/b -q --seeds 0..7");
    must_run(folder, older, "check t/a -q --format csv --output build/check.csv");
    must_run(folder, older, "plot linear t/a -q --output build/plot.svg");
}

/* The tables of an earlier klimb, whose records are gone; half of those that the study is to have, of this klimb, or all. */
static void make_study(const char *folder, const char *klimb, const char *older, int is_whole) {
    char path[1024];
    must_run(folder, older, "sweep s -q");
    snprintf(path, sizeof path, "%s/build/sweeps/t", folder);
    project_remove(path);
    must_run(folder, klimb,
             is_whole ? "sweep s -q"
                      : "run t/a --set train.steps=10 --seeds 0..1 --out build/sweeps -q");
}

void project_make(const char *folder, const char *klimb, const char *older) {
    for (int state = 0; state < PROJECT_STATES; state++) {
        char path[512], golden[1024];
        snprintf(path, sizeof path, "%s/state-%d", folder, state);
        project_remove(path);
        make_scenarios(path);
        must_run(path, klimb, "bless --yes --reason right -q t");
        make_past(path, older);
        make_study(path, klimb, older, state != PROJECT_GOOD);
        if (state == PROJECT_GOOD) {
            must_run(path, older, "calibrate t/a -q --ensembles 1 --seed 5000");
        } else {
            must_run(path, older, "bless --yes --reason old -q t/a");
            must_run(path, older, "run t/a -q --seeds 0..7");
            must_run(path, klimb, "check t/a -q --pending build/kept --history none");
        }
        snprintf(golden, sizeof golden, "%s/expected/t/b", path);
        if (state == PROJECT_BEFORE)
            project_remove(golden);
        snprintf(golden, sizeof golden, "%s/setup.log", path);
        remove(golden);
    }
}
