#include "pending/accept.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "golden/compare.h"

/* ---- which runs are pending ------------------------------------------------------------------- */

static const struct pending *pending_of(const struct acceptance *acceptance, const char *name) {
    for (long i = 0; i < acceptance->count; i++)
        if (strcmp(acceptance->pendings[i].name, name) == 0)
            return &acceptance->pendings[i];
    return NULL;
}

static enum status check_digests(struct acceptance *acceptance, struct error *error) {
    for (long i = 0; i < acceptance->check.count; i++) {
        const struct scenario *scenario = &acceptance->check.items[i].scenario;
        const struct pending *pending = pending_of(acceptance, scenario->name);
        if (pending == NULL || acceptance->check.items[i].refused.status != STATUS_OK ||
            strcmp(pending->digest, scenario->digest) == 0)
            continue;
        acceptance->is_refused = 1;
        klimb_error_set(error, STATUS_FAILED,
                        "%s has changed since its runs were saved: digest %.12s then, %.12s now",
                        scenario->name, pending->digest, scenario->digest);
        text_hint_command(error, "klimb check", scenario->name, "saves new runs");
        return STATUS_FAILED;
    }
    return STATUS_OK;
}

static void count_runs(struct acceptance *acceptance) {
    for (long i = 0; i < acceptance->check.total; i++) {
        const struct check_item *item = &acceptance->check.items[i];
        for (long run = 0; run < item->runs; run++) {
            acceptance->taken += item->jobs[run].done;
            acceptance->missing += !item->jobs[run].done;
        }
    }
}

static enum status name_all(struct acceptance *acceptance, struct error *error) {
    size_t room = (size_t)acceptance->count + 1;
    acceptance->names = calloc(room, sizeof *acceptance->names);
    acceptance->folders = calloc(room, sizeof *acceptance->folders);
    if (acceptance->names == NULL || acceptance->folders == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld names", acceptance->count);
    for (long i = 0; i < acceptance->count; i++) {
        acceptance->names[i] = acceptance->pendings[i].name;
        acceptance->folders[i] = acceptance->pendings[i].folder;
    }
    acceptance->options.names = acceptance->names;
    acceptance->options.kept = acceptance->folders;
    acceptance->options.name_count = acceptance->options.kept_count = acceptance->count;
    return STATUS_OK;
}

enum status accept_begin(struct acceptance *acceptance, const struct check_options *options,
                         const struct pending *pendings, long count, struct error *error) {
    *acceptance = (struct acceptance){.options = *options, .pendings = pendings, .count = count};
    acceptance->options.seeds = CHECK_SEEDS_GOLDEN;
    enum status status = name_all(acceptance, error);
    if (status == STATUS_OK)
        status = check_prepare(&acceptance->check, &acceptance->options, error);
    if (status == STATUS_OK)
        status = check_digests(acceptance, error);
    if (status == STATUS_OK)
        count_runs(acceptance);
    else
        accept_end(acceptance);
    return status;
}

void accept_end(struct acceptance *acceptance) {
    check_free(&acceptance->check);
    free(acceptance->names);
    free(acceptance->folders);
    acceptance->names = acceptance->folders = NULL;
}

/* ---- retraining a seed ---------------------------------------------------------------------- */

enum { SEED_DIGITS = 8 };

long accept_seed(const char *seal, const long *there, long count) {
    char digits[SEED_DIGITS + 1];
    snprintf(digits, sizeof digits, "%.8s", seal);
    return there[strtoul(digits, NULL, 16) % (unsigned long)count];
}

/* The seal that chooses the seed. A scenario that only ratio claims refer to has none: the first one chooses. */
static const char *seal_of(const struct acceptance *acceptance, const char *name) {
    const struct pending *own = pending_of(acceptance, name);
    return own != NULL ? own->seal : acceptance->pendings[0].seal;
}

/* The pending run to retrain, NULL if the item has none.
 *   there  [item->runs] scratch */
static const struct job *choose_run(const struct acceptance *acceptance,
                                    const struct check_item *item, long *there) {
    long count = 0;
    for (long run = 0; run < item->runs; run++)
        if (item->jobs[run].done)
            there[count++] = run;
    return count > 0
               ? &item->jobs[accept_seed(seal_of(acceptance, item->scenario.name), there, count)]
               : NULL;
}

static enum status say_difference(const struct departure *departure, const struct job *job,
                                  struct error *error) {
    klimb_error_set(error, STATUS_FAILED,
                    "%s seed %ld: this klimb trains other bits than the pending run: %s",
                    job->scenario->name, job->seed,
                    departure->found ? departure->message : "dims.csv or digests.csv differ");
    klimb_error_hint(error,
                     "nothing was written; another commit made the run, or somebody edited it");
    return STATUS_FAILED;
}

static int is_same(const struct record *a, const struct record *b) {
    char digest[2][65], tensors[2][65] = {"", ""};
    record_digest(digest[0], a);
    record_digest(digest[1], b);
    int done = tensor_digests_sha256(tensors[0], &a->digests) &&
               tensor_digests_sha256(tensors[1], &b->digests);
    return done && digest[0][0] != '\0' && strcmp(digest[0], digest[1]) == 0 &&
           strcmp(tensors[0], tensors[1]) == 0;
}

/* Compare a pending record with the retrained one. */
static enum status compare_run(struct acceptance *acceptance, const struct job *there,
                               const struct job *again, struct error *error) {
    struct record old = {0}, new = {0};
    struct departure departure;
    if (!again->done) {
        *error = again->error;
        return error->status != STATUS_OK ? error->status : STATUS_FAILED;
    }
    enum status status = record_read(&old, there->folder, error);
    if (status == STATUS_OK)
        status = record_read(&new, again->folder, error);
    if (status == STATUS_OK && !is_same(&old, &new)) {
        compare_bits(&departure, &new, &old);
        acceptance->is_refused = 1;
        status = say_difference(&departure, there, error);
    }
    record_free(&old);
    record_free(&new);
    return status;
}

/* Choose a pending run of each item and lay out its copy. Returns their number.
 *   there, again  out [check.total] */
static long lay_out(const struct acceptance *acceptance, const struct job **there,
                    struct job *again, long *room) {
    long count = 0;
    for (long i = 0; i < acceptance->check.total; i++) {
        const struct job *job = choose_run(acceptance, &acceptance->check.items[i], room);
        if (job == NULL)
            continue;
        there[count] = job;
        again[count++] = (struct job){
            .scenario = job->scenario, .seed = job->seed, .backend = job->backend};
    }
    return count;
}

static enum status run_again(FILE *out, struct acceptance *acceptance, const struct job **there,
                             struct job *again, long count, struct error *error) {
    enum status status = check_run_jobs(&acceptance->check, again, count, &acceptance->options,
                                        error);
    for (long i = 0; status == STATUS_OK && i < count; i++) {
        status = compare_run(acceptance, there[i], &again[i], error);
        if (status == STATUS_OK)
            text_print_line(out, "%s seed %ld retrained: same bits", there[i]->scenario->name,
                            there[i]->seed);
    }
    return status;
}

enum status accept_verify(FILE *out, struct acceptance *acceptance, struct error *error) {
    size_t total = (size_t)acceptance->check.total + 1;
    const struct job **there = calloc(total, sizeof *there);
    struct job *again = calloc(total, sizeof *again);
    long *room = calloc(GOLDEN_SEEDS_MAX, sizeof *room);
    enum status status = STATUS_OK;
    if (there == NULL || again == NULL || room == NULL)
        status = klimb_error_set(error, STATUS_MEMORY, "no memory to compare a run");
    else
        status = run_again(out, acceptance, there, again, lay_out(acceptance, there, again, room),
                           error);
    free(room);
    free(again);
    free(there);
    return status;
}

enum status accept_judge(struct acceptance *acceptance, struct error *error) {
    return check_finish(&acceptance->check, &acceptance->options, error);
}
