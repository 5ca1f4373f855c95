/* torture.c -- make every call of every command fail, one at a time, and see what it comes to.
 *
 *     torture KLIMB BUILD [sample] [COMMAND...]
 *     torture KLIMB BUILD --again 'bless parent rename 3 EIO'
 *
 * Needs BUILD/mutants/bin/adam_without_bias_correction, an "earlier klimb". TORTURE_POINTS is how many
 * calls at most are tried of each command, place, call and fault (24; 2 in a sample).
 * Exit code: 0, 1 when a case is wrong, 2 when it could not be told, 77 when all is right but no full
 * disk could be made (the reason is in BUILD/torture/not-made).
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "disk.h"
#include "judge.h"
#include "table.h"

enum { FOLDER_MAX = 300 }; /* bytes of a path that names are added to */
enum { COMMANDS_MAX = 32, WORKERS_MAX = 64, PATIENCE = 20, EXIT_LEFT_OUT = 77 };
enum { POINTS_FULL = 24, POINTS_SAMPLE = 2, DISKS_SAMPLE = 4 };

struct torture {
    struct trial_setup setup;
    char output[FOLDER_MAX]; /* what stays */
    char folder[FOLDER_MAX]; /* states and projects */
    char shim[FOLDER_MAX], reports[FOLDER_MAX], ignored[FOLDER_MAX], klimb[FOLDER_MAX];
    struct truth truths[COMMANDS_MAX];
    struct cases cases;
    struct result *results; /* [cases.count] shared with the workers */
    long *next;             /* the case to be tried next, the same */
    int has_disk;
};

static void fail(const char *what, const char *path) {
    fprintf(stderr, "torture: cannot %s %s: %s\n", what, path, strerror(errno));
    exit(2);
}

static void *shared_memory(size_t size) {
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        fail("share memory with", "the workers");
    return memory;
}

/* ---- one case -------------------------------------------------------------------------------- */

/* Where a worker works. */
struct place {
    char board[PATH_MAX], project[PATH_MAX], disk[PATH_MAX];
    struct trial_setup setup;
};

static void set_place(struct place *place, const struct torture *torture, int worker) {
    snprintf(place->board, sizeof place->board, "%s/board-%d", torture->folder, worker);
    snprintf(place->project, sizeof place->project, "%s/project-%d", torture->folder, worker);
    snprintf(place->disk, sizeof place->disk, "%s/disk-%d", torture->folder, worker);
    place->setup = torture->setup;
    place->setup.board = place->board;
}

static void try_call(struct result *result, const struct torture *torture,
                     const struct place *place, const struct fault_case *fault) {
    const struct project_command *command = &project_commands[fault->command];
    struct trial trial;
    char plan[PLAN_MAX];
    cases_plan(plan, fault);
    if (!project_copy(torture->folder, command->state, place->project))
        fail("copy the project to", place->project);
    trial_run(&trial, &place->setup, command, place->project, plan);
    judge_trial(result, &torture->truths[fault->command], &trial, &place->setup, command, fault,
                place->project);
    trial_free(&trial);
}

static void try_disk(struct result *result, const struct torture *torture,
                     const struct place *place, const struct fault_case *fault) {
    const struct project_command *command = &project_commands[fault->command];
    struct trial trial;
    errno = disk_mount(place->disk);
    if (errno != 0 || !project_copy(torture->folder, command->state, place->disk))
        fail("make a small disk at", place->disk);
    errno = disk_fill(place->disk, fault->at);
    if (errno != 0)
        fail("fill", place->disk);
    trial_run(&trial, &place->setup, command, place->disk, NULL);
    errno = disk_empty(place->disk);
    if (errno != 0)
        fail("empty", place->disk);
    judge_trial(result, &torture->truths[fault->command], &trial, &place->setup, command, NULL,
                place->disk);
    snprintf(result->what, sizeof result->what, "a disk with %u free pages", fault->at);
    trial_free(&trial);
    disk_unmount(place->disk);
}

static void try_case(struct result *result, const struct torture *torture,
                     const struct place *place, const struct fault_case *fault) {
    if (fault->call == CALL_DISK)
        try_disk(result, torture, place, fault);
    else
        try_call(result, torture, place, fault);
}

/* ---- all cases ------------------------------------------------------------------------------- */

static _Noreturn void work(const struct torture *torture, int worker) {
    struct place place = {.board = ""};
    set_place(&place, torture, worker);
    for (;;) {
        long i = __atomic_fetch_add(torture->next, 1, __ATOMIC_SEQ_CST);
        if (i >= torture->cases.count)
            break;
        if (i % 500 == 0)
            fprintf(stderr, "torture: %ld of %ld cases\n", i, torture->cases.count);
        try_case(&torture->results[i], torture, &place, &torture->cases.all[i]);
    }
    project_remove(place.project);
    rmdir(place.disk);
    _exit(0);
}

static void try_all(struct torture *torture) {
    long workers = sysconf(_SC_NPROCESSORS_ONLN);
    workers = workers < 1 ? 1 : workers > WORKERS_MAX ? WORKERS_MAX : workers;
    size_t size = (size_t)(torture->cases.count + 1) * sizeof *torture->results;
    torture->results = shared_memory(size);
    torture->next = shared_memory(sizeof *torture->next);
    fflush(NULL);
    for (int i = 0; i < workers; i++) {
        pid_t process = fork();
        if (process < 0)
            fail("start", "a worker");
        if (process == 0)
            work(torture, i);
    }
    for (int i = 0, how; i < workers; i++)
        if (wait(&how) < 0 || !WIFEXITED(how) || WEXITSTATUS(how) != 0)
            exit(2); /* it has said why */
}

/* ---- preparing ------------------------------------------------------------------------------- */

/* Work on a disk in memory that goes when this process ends. Where none can be mounted, work where
 * it is slower, and write to BUILD/torture/not-made why full disks are left out. */
static int find_disk(const char *output, const char *folder) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/not-made", output);
    remove(path);
    int reason = disk_allow();
    reason = reason != 0 ? reason : disk_mount(folder);
    if (reason == 0)
        return 1;
    FILE *note = fopen(path, "w");
    if (note == NULL)
        fail("write", path);
    fprintf(note, "full disks were not made: a tmpfs cannot be mounted: %s\n", strerror(reason));
    fclose(note);
    return 0;
}

static void absolute(char out[FOLDER_MAX], const char *path) {
    char *found = realpath(path, NULL);
    if (found == NULL)
        fail("find", path);
    if ((size_t)snprintf(out, FOLDER_MAX, "%s", found) >= FOLDER_MAX) {
        errno = ENAMETOOLONG;
        fail("use", path);
    }
    free(found);
}

static void make_folder(char out[FOLDER_MAX], const char *path) {
    if (mkdir(path, 0755) != 0 && errno != EEXIST)
        fail("make", path);
    absolute(out, path);
}

/* To try a case again everything is made where a person can look at it afterwards. */
static void prepare(struct torture *torture, const char *klimb, const char *build,
                    const char *program, int is_again) {
    char path[PATH_MAX], older[FOLDER_MAX];
    snprintf(path, sizeof path, "%s/torture", build);
    make_folder(torture->output, path);
    snprintf(path, sizeof path, "%s/torture/%s", build, is_again ? "again" : "work");
    make_folder(torture->folder, path);
    torture->has_disk = !is_again && find_disk(torture->output, torture->folder);
    absolute(torture->klimb, klimb);
    absolute(torture->reports, "reports");
    absolute(torture->ignored, ".gitignore");
    snprintf(path, sizeof path, "%.*s/shim.so", (int)(strrchr(program, '/') - program), program);
    absolute(torture->shim, path);
    snprintf(path, sizeof path, "%s/mutants/bin/adam_without_bias_correction", build);
    absolute(older, path);
    torture->setup = (struct trial_setup){.klimb = torture->klimb,
                                          .shim = torture->shim,
                                          .reports = torture->reports,
                                          .ignored = torture->ignored,
                                          .patience = PATIENCE};
    setenv("KLIMB_REPORTS", torture->reports, 1);
    /* Above a project git must not look: one that is killed would leave a lock in our repository. */
    setenv("GIT_CEILING_DIRECTORIES", torture->folder, 1);
    trial_unset_environment();
    project_make(torture->folder, torture->klimb, older);
}

static int is_chosen(const char *name, char **names, int count, int *is_sample) {
    int named = 0, is_named = 0;
    for (int i = 0; i < count; i++) {
        *is_sample |= strcmp(names[i], "sample") == 0;
        named += strcmp(names[i], "sample") != 0;
        is_named |= strcmp(names[i], name) == 0;
    }
    return named == 0 || is_named;
}

static long points_wanted(int is_sample) {
    const char *wanted = getenv("TORTURE_POINTS");
    char *end;
    if (wanted == NULL)
        return is_sample ? POINTS_SAMPLE : POINTS_FULL;
    long points = strtol(wanted, &end, 10);
    if (points >= 1 && points <= 1000000 && *end == '\0')
        return points;
    fprintf(stderr, "torture: TORTURE_POINTS is %s, it must be 1 to 1000000\n", wanted);
    exit(2);
}

static void find_cases(struct torture *torture, char **names, int count) {
    struct place place = {.board = ""};
    set_place(&place, torture, 0);
    for (int i = 0; project_commands[i].name != NULL; i++) {
        int is_sample = 0;
        const struct project_command *command = &project_commands[i];
        if (!is_chosen(command->name, names, count, &is_sample))
            continue;
        long points = (points_wanted(is_sample) + command->weight - 1) / command->weight;
        struct truth *truth = &torture->truths[i];
        truth_find(truth, &place.setup, command, torture->folder, place.project);
        cases_add(&torture->cases, i, (const uint32_t(*)[CALLS + 1]) truth->trial.board.count,
                  (uint32_t)points);
        if (torture->has_disk)
            cases_add_disk(&torture->cases, i, is_sample ? DISKS_SAMPLE : 1000);
    }
    if (torture->cases.count == 0) {
        fprintf(stderr, "torture: no such command\n");
        exit(2);
    }
}

/* ---- again ----------------------------------------------------------------------------------- */

static int try_again(struct torture *torture, char *text) {
    struct place place = {.board = ""};
    struct fault_case fault = {.command = 0};
    struct result result;
    char *plan = text + strcspn(text, " ");
    set_place(&place, torture, 0);
    if (*plan != '\0')
        *plan++ = '\0';
    while (project_commands[fault.command].name != NULL &&
           strcmp(project_commands[fault.command].name, text) != 0)
        fault.command++;
    if (project_commands[fault.command].name == NULL || !cases_parse(&fault, plan)) {
        fprintf(stderr, "torture: --again wants 'COMMAND PLACE CALL AT FAULT'\n");
        return 2;
    }
    const struct project_command *command = &project_commands[fault.command];
    truth_find(&torture->truths[fault.command], &place.setup, command, torture->folder,
               place.project);
    if (fault.call == CALL_DISK && (errno = disk_allow()) != 0)
        fail("mount in", place.disk);
    try_case(&result, torture, &place, &fault);
    printf("exit code %d, signal %d, at %s\n", result.code, result.signal, result.what);
    table_trace(stdout, &result, torture->klimb);
    printf("%s\n", result.wrongs == 0 ? "right" : result.why);
    printf("left in %s/project-0; by hand, in a copy of %s/state-%d:\n  ", torture->folder,
           torture->folder, (int)command->state);
    trial_print_command(&torture->setup, command, plan);
    return result.wrongs != 0;
}

int main(int argc, char **argv) {
    static struct torture torture;
    if (argc < 3 || strrchr(argv[0], '/') == NULL) {
        fprintf(stderr, "usage: .../torture KLIMB BUILD [sample] [COMMAND...]\n");
        return 2;
    }
    int is_again = argc == 5 && strcmp(argv[3], "--again") == 0;
    prepare(&torture, argv[1], argv[2], argv[0], is_again);
    if (is_again)
        return try_again(&torture, argv[4]);
    find_cases(&torture, argv + 3, argc - 3);
    try_all(&torture);
    char path[PATH_MAX], program[3 * FOLDER_MAX];
    snprintf(path, sizeof path, "%s/wrong.txt", torture.output);
    snprintf(program, sizeof program, "%s %s %s", argv[0], argv[1], argv[2]);
    long wrong = table_print(&torture.cases, torture.results);
    printf("\n");
    table_list(&torture.cases, torture.results, path, program, torture.klimb);
    if (!torture.has_disk)
        project_remove(torture.folder); /* a disk of our own goes by itself */
    if (!torture.has_disk)
        printf("full disks were not made, see %s/not-made\n", torture.output);
    return wrong > 0 ? 1 : torture.has_disk ? 0 : EXIT_LEFT_OUT;
}
