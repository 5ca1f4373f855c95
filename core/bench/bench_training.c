/* bench_training -- steps a second of whole training without rows: the exact backend against
 * OpenBLAS's and against PyTorch.
 *
 *     bench_training TABLE.csv PEER.py FOLDER
 *
 * PEER.py is core/bench/peer_pytorch.py, run by $KLIMB_PYTHON or /usr/bin/python3, for which Debian
 * packages PyTorch. The training examples are written to FOLDER for it. First, both sides train for the
 * same number of steps, and their losses are compared: they draw different random numbers, but must learn the
 * same. Then all take turns, each on one thread. Last, two threads within a run are compared with one, in
 * elapsed time.
 */
#include "base/threads.h"
#include "bench.h"
#include "child.h"
#include "model.h"
#include "train/trainer.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 11, LINE_MAX_BYTES = 256, PATH_MAX_BYTES = 512 };

static const double TURN_SECONDS = 0.25;

/* The compared losses are means over the second half of this many steps. If both sides learn the same, they
 * differ by a percent or two, the noise of weights and batches. */
static const long LEARNING_STEPS[MODELS] = {1000, 200, 1000, 1000, 1000, 200};
static const double LOSS_TOLERANCE = 0.05;

enum task_kind { EXACT, OPENBLAS, PYTORCH, TASKS };

enum { THREADS = 2 };

/* ---- klimb's side ---------------------------------------------------------------------------- */

static double run_by(double clock(void), struct trainer *trainer, long steps) {
    const double start = clock();
    for (long i = 0; i < steps; i++)
        if (!klimb_trainer_step(trainer))
            return -1;
    return clock() - start;
}

static double run_trainer(void *context, long steps) {
    return run_by(bench_cpu, context, steps);
}

static double run_threads(void *context, long steps) {
    return run_by(bench_now, context, steps);
}

/* Mean loss over the second half of the steps; infinite if the run ended earlier. */
static double learn(struct trainer *trainer, long steps) {
    double sum = 0;
    for (long i = 0; i < steps; i++) {
        if (!klimb_trainer_step(trainer))
            return (double)INFINITY;
        if (i >= steps / 2)
            sum += trainer->terms.recon + trainer->terms.kl;
    }
    return sum / (double)(steps - steps / 2);
}

static int start_trainer(struct trainer *trainer, const struct model *model,
                         const struct dataset *data, enum backend_kind kind,
                         struct threads *threads) {
    struct error error = {0};
    struct backend backend;
    const struct config config = model_config(model);
    enum status status = klimb_backend_select(&backend, kind, NULL, &error);
    backend.threads = threads;
    if (status == STATUS_OK)
        status = klimb_trainer_init(trainer, &config, data, 0, &backend, &error);
    if (status == STATUS_OK)
        return 1;
    fprintf(stderr, "bench: %s\n", error.message);
    return 0;
}

/* ---- the peer -------------------------------------------------------------------------------- */

struct peer {
    struct child child;
    int is_there;
    char why_not[BENCH_TEXT_MAX];
    char words[LINE_MAX_BYTES]; /* its versions */
};

static double ask_number(struct peer *peer, const char *request, long steps) {
    char line[LINE_MAX_BYTES], answer[LINE_MAX_BYTES];
    double value;
    snprintf(line, sizeof line, "%s %ld\n", request, steps);
    if (!child_ask(&peer->child, line, answer, sizeof answer) || sscanf(answer, "%lf", &value) != 1)
        return -1;
    return value;
}

static double run_peer(void *context, long steps) {
    return ask_number(context, "train", steps);
}

static int write_examples(const char *path, const struct dataset *data) {
    size_t count = (size_t)(data->train_count * data->dimensions);
    FILE *file = fopen(path, "wb");
    if (file == NULL)
        return 0;
    int is_whole = fwrite(data->train, sizeof *data->train, count, file) == count;
    return fclose(file) == 0 && is_whole;
}

static const char *python(void) {
    const char *named = getenv("KLIMB_PYTHON");
    return named != NULL && named[0] != '\0' ? named : "/usr/bin/python3";
}

/* Whether PyTorch can be loaded at all; if it can, every other failure of the peer is an error. */
static int has_pytorch(void) {
    const char *const command[] = {
        python(), "-c",
        "import importlib.util, sys; sys.exit(importlib.util.find_spec('torch') is None)", NULL};
    struct child child;
    struct child_usage usage = {.code = 1};
    if (child_start(&child, command, CHILD_SILENT))
        child_end(&child, &usage);
    return usage.code == 0;
}

/* The peer must report the same number of parameters as klimb's model. */
static int greet(struct peer *peer, long parameters) {
    char line[LINE_MAX_BYTES];
    long theirs;
    int words = 0;
    if (!child_ask(&peer->child, NULL, line, sizeof line) ||
        sscanf(line, "ready %ld %n", &theirs, &words) != 1 || words == 0) {
        fprintf(stderr, "bench: the peer in PyTorch did not start\n");
        return 0;
    }
    snprintf(peer->words, sizeof peer->words, "%s", line + words);
    if (theirs == parameters)
        return 1;
    fprintf(stderr, "bench: the peer trains %ld parameters, klimb %ld\n", theirs, parameters);
    return 0;
}

static int start_peer(struct peer *peer, const struct model *model, const char *script,
                      const char *path, long parameters) {
    enum { SIZES = 6 };
    char sizes[SIZES][24];
    const long numbers[SIZES] = {model->data,  model->hidden,  model->latent,
                                 model->batch, model->symbols, model->channels};
    for (int i = 0; i < SIZES; i++)
        snprintf(sizes[i], sizeof sizes[i], "%ld", numbers[i]);
    const char *const command[] = {python(), script,   path,     sizes[0], sizes[1],
                                   sizes[2], sizes[3], sizes[4], sizes[5], NULL};
    if (child_start(&peer->child, command, CHILD_TALKS) && greet(peer, parameters))
        return 1;
    return 0;
}

/* ---- a model --------------------------------------------------------------------------------- */

struct training {
    struct bench *bench;
    const struct model *model;
    struct dataset data;
    struct trainer trainers[2]; /* exact and OpenBLAS */
    struct peer *peer;
};

static void write_ratio(const struct training *training, const struct bench_task *tasks,
                        enum task_kind peer, const char *measure, double goal) {
    char note[BENCH_TEXT_MAX];
    snprintf(note, sizeof note, "%.4g and %.4g steps/s", bench_speed(&tasks[EXACT], ROUNDS),
             bench_speed(&tasks[peer], ROUNDS));
    bench_write(training->bench,
                &(struct bench_row){.name = training->model->name,
                                    .measure = measure,
                                    .value = bench_ratio(&tasks[EXACT], &tasks[peer], ROUNDS),
                                    .at_least = goal,
                                    .note = note});
}

static int compare_losses(struct training *training) {
    char note[BENCH_TEXT_MAX];
    const long steps = LEARNING_STEPS[training->model - models];
    const double ours = learn(&training->trainers[EXACT], steps);
    const double theirs = ask_number(training->peer, "loss", steps);
    const double ratio = ours / theirs;
    snprintf(note, sizeof note, "%.2f and %.2f nats after %ld steps; both have %ld parameters",
             ours, theirs, steps, training->trainers[EXACT].vae.parameters);
    bench_write(training->bench, &(struct bench_row){.name = training->model->name,
                                                     .measure = "loss: klimb / PyTorch",
                                                     .value = {ratio, ratio, ratio},
                                                     .at_least = 1 - LOSS_TOLERANCE,
                                                     .at_most = 1 + LOSS_TOLERANCE,
                                                     .note = note});
    return isfinite(ratio) && theirs > 0;
}

static int take_turns(struct training *training) {
    struct bench_task tasks[TASKS] = {
        [EXACT] = {.run = run_trainer, .context = &training->trainers[EXACT]},
        [OPENBLAS] = {.run = run_trainer, .context = &training->trainers[OPENBLAS]},
        [PYTORCH] = {.run = run_peer, .context = training->peer},
    };
    const struct bench_plan plan = {.rounds = ROUNDS, .seconds = TURN_SECONDS};
    const int with_peer = training->peer->is_there;
    if (!bench_alternate(tasks, with_peer ? TASKS : PYTORCH, &plan))
        return 0;
    write_ratio(training, tasks, OPENBLAS, "exact / OpenBLAS", 0);
    if (with_peer)
        write_ratio(training, tasks, PYTORCH, "klimb / PyTorch", training->model->klimb_to_pytorch);
    else
        bench_skip(training->bench, training->model->name, "klimb / PyTorch",
                   training->peer->why_not);
    return 1;
}

static int measure_with_peer(struct training *training, const char *script, const char *folder) {
    char path[PATH_MAX_BYTES];
    struct child_usage usage;
    struct peer *peer = training->peer;
    if (!peer->is_there)
        return take_turns(training);
    snprintf(path, sizeof path, "%s/%s.f32", folder, training->model->name);
    if (!write_examples(path, &training->data)) {
        fprintf(stderr, "bench: cannot write %s\n", path);
        return 0;
    }
    int done = start_peer(peer, training->model, script, path,
                          training->trainers[EXACT].vae.parameters);
    if (done)
        bench_fact(training->bench, training->model->name, peer->words);
    done = done && compare_losses(training) && take_turns(training);
    child_end(&peer->child, &usage);
    remove(path);
    return done;
}

/* The second trainer is no longer needed and is started again with threads. */
static int measure_threads(struct training *training) {
    struct error error = {0};
    struct threads *threads = NULL;
    struct trainer *one = &training->trainers[EXACT], *several = &training->trainers[OPENBLAS];
    struct bench_task tasks[] = {{.run = run_threads, .context = several},
                                 {.run = run_threads, .context = one}};
    const struct bench_plan plan = {.rounds = ROUNDS, .seconds = TURN_SECONDS};
    klimb_trainer_free(several);
    int done = klimb_threads_start(&threads, THREADS, &error) == STATUS_OK &&
               start_trainer(several, training->model, &training->data, BACKEND_EXACT, threads) &&
               bench_alternate(tasks, 2, &plan);
    klimb_threads_stop(threads);
    if (done)
        bench_write(training->bench,
                    &(struct bench_row){.name = training->model->name,
                                        .measure = "two threads / one",
                                        .value = bench_ratio(&tasks[0], &tasks[1], ROUNDS),
                                        .note = "of one run"});
    return done;
}

static int measure(struct training *training, const char *script, const char *folder) {
    struct error error = {0};
    const struct config config = model_config(training->model);
    if (klimb_dataset_load(&training->data, &config.data, klimb_vecmath_select(NULL), &error) !=
        STATUS_OK) {
        char why[BENCH_TEXT_MAX];
        snprintf(why, sizeof why, "%.180s (make setup)", error.message);
        bench_skip(training->bench, training->model->name, "steps a second", why);
        return 1;
    }
    int done = start_trainer(&training->trainers[EXACT], training->model, &training->data,
                             BACKEND_EXACT, NULL) &&
               start_trainer(&training->trainers[OPENBLAS], training->model, &training->data,
                             BACKEND_OPENBLAS, NULL) &&
               measure_with_peer(training, script, folder) && measure_threads(training);
    klimb_trainer_free(&training->trainers[EXACT]);
    klimb_trainer_free(&training->trainers[OPENBLAS]);
    klimb_dataset_free(&training->data);
    return done;
}

int main(int count, char **arguments) {
    struct bench bench;
    if (count != 4) {
        fprintf(stderr, "usage: bench_training TABLE.csv PEER.py FOLDER\n");
        return 2;
    }
    if (!bench_open(&bench, arguments[1], "training"))
        return 1;
    signal(SIGPIPE, SIG_IGN); /* a peer that has ended is noticed by its missing answer */
    if (klimb_gemm_openblas() == NULL) {
        fprintf(stderr, "bench: OpenBLAS cannot be loaded\n");
        return 1;
    }
    klimb_gemm_openblas_set_threads(1);
    struct peer peer = {.child = {.id = -1}, .is_there = has_pytorch()};
    snprintf(peer.why_not, sizeof peer.why_not, "%s has no PyTorch: make setup-bench", python());
    for (int kind = 0; kind < MODELS; kind++) {
        struct training training = {.bench = &bench, .model = &models[kind], .peer = &peer};
        if (!measure(&training, arguments[2], arguments[3])) {
            fprintf(stderr, "bench: training %s could not be measured\n", models[kind].name);
            return 1;
        }
    }
    return bench_close(&bench);
}
