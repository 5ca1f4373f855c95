/* bench_logs -- reading long logs: how fast, and in how much memory.
 *
 *     bench_logs TABLE.csv FOLDER [MIB]
 *
 * Writes logs of MIB mebibytes (64) into FOLDER, one after the other, reads each as `klimb diagnose` does, and removes it.
 */
#include "bench/bench.h"
#include "log/log.h"

#include <math.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

enum { ROUNDS = 3, ROWS_MAX = 4096, LARGE = 256 /* MiB, of which one round is enough */ };

static const double MEMORY = 64; /* MiB */

struct row {
    long step;
    double recon, kl;
};

static int put_cells(FILE *file, const struct row *row) {
    return fprintf(file, "%ld,%.6f,%.6f,%.6f,1e-3\n", row->step, row->recon, row->kl,
                   row->recon + row->kl);
}

static int put_object(FILE *file, const struct row *row) {
    return fprintf(file, "{\"step\": %ld, \"recon\": %.6f, \"kl\": %.6f, \"loss\": %.6f}\n",
                   row->step, row->recon, row->kl, row->recon + row->kl);
}

struct form {
    const char *name, *file, *header;
    int (*put)(FILE *file, const struct row *row);
    double at_least; /* MB a second */
};

static const struct form forms[] = {
    {"a table", "log.csv", "step,recon,kl,loss,lr\n", put_cells, 50},
    {"JSON lines", "log.jsonl", "", put_object, 0},
};

struct task {
    char path[512];
    double bytes;
    long rows; /* that were kept */
};

/* Write a log of that size. Returns its bytes, 0 when that failed. */
static double write_log(const char *path, const struct form *form, double size) {
    FILE *file = fopen(path, "w");
    double bytes = 0;
    if (file == NULL)
        return 0;
    int put = fprintf(file, "%s", form->header);
    struct row row = {0};
    for (; put >= 0 && bytes < size; row.step++) {
        double left = exp(-1e-5 * (double)row.step);
        row.kl = 10 - 9 * left;
        row.recon = 40 + 60 * left;
        bytes += put;
        put = form->put(file, &row);
    }
    return fclose(file) == 0 && put >= 0 ? bytes + put : 0;
}

static double read_log(void *context, long repeats) {
    struct task *task = context;
    const struct log_options options = {.rows_max = ROWS_MAX};
    struct error error = {0};
    double start = bench_cpu();
    for (long i = 0; i < repeats; i++) {
        struct log_runs runs;
        if (log_read_runs(&runs, task->path, &options, &error) != STATUS_OK) {
            fprintf(stderr, "bench_logs: %s:%ld: %s\n", error.file, error.line, error.message);
            return -1;
        }
        task->rows = runs.count > 0 ? runs.log[0].record.rows : 0;
        log_runs_free(&runs);
    }
    return bench_cpu() - start;
}

static int measure(struct bench *bench, const struct form *form, const char *folder, double size) {
    struct task task = {.rows = 0};
    struct bench_task turns = {.run = read_log, .context = &task};
    char note[BENCH_TEXT_MAX];
    const int rounds = size > LARGE * 1048576.0 ? 1 : ROUNDS;
    snprintf(task.path, sizeof task.path, "%.400s/%s", folder, form->file);
    task.bytes = write_log(task.path, form, size);
    int is_done = task.bytes > 0 &&
                  bench_alternate(&turns, 1, &(struct bench_plan){.rounds = rounds});
    unlink(task.path);
    if (!is_done)
        return 0;
    double speeds[ROUNDS];
    for (int i = 0; i < rounds; i++)
        speeds[i] = 1e-6 * task.bytes / turns.seconds[i];
    snprintf(note, sizeof note, "%.0f MB; %ld rows kept", 1e-6 * task.bytes, task.rows);
    bench_write(bench, &(struct bench_row){.name = form->name,
                                           .measure = "MB a second",
                                           .value = bench_spread(speeds, rounds),
                                           .at_least = form->at_least,
                                           .note = note});
    return 1;
}

int main(int count, char **words) {
    struct bench bench;
    struct rusage usage;
    if (count < 3 || count > 4) {
        fprintf(stderr, "usage: bench_logs TABLE.csv FOLDER [MIB]\n");
        return 2;
    }
    double size = (count > 3 ? strtod(words[3], NULL) : 64) * 1048576;
    if (!bench_open(&bench, words[1], "reading a log"))
        return 1;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (!measure(&bench, &forms[i], words[2], size))
            bench_skip(&bench, forms[i].name, "MB a second", "it could not be written or read");
    getrusage(RUSAGE_SELF, &usage);
    double memory = (double)usage.ru_maxrss / 1024;
    bench_write(&bench, &(struct bench_row){.name = "all of them",
                                            .measure = "peak memory in MiB",
                                            .value = {memory, memory, memory},
                                            .at_most = MEMORY});
    return bench_close(&bench);
}
