#include "report/figures/gnuplot.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/interrupts.h"
#include "base/program.h"

enum {
    WORKERS_MAX = 24,    /* more processes than this at once draw no faster */
    FILES_KEPT = 8,      /* for other files opened meanwhile, here and by gnuplot */
    WAIT = 100,          /* at most so many milliseconds until an ended child is noticed */
    SAID_MAX = 1 << 12,  /* last bytes of messages that are read */
    FIXED_ARGUMENTS = 4, /* program -d -c script */
    LIST_ENTRY_MAX = 64  /* bytes of a figure in the list of a batch */
};

/* One gnuplot at work. */
struct process {
    struct program program;
    const struct gnuplot_figure *wanted; /* [count] */
    long count;
    int is_batch;
};

/* What all figures of a call share. */
struct drawing {
    const struct gnuplot *gnuplot;
    struct interrupts interrupts;
    long workers,
        batch;        /* processes at once, figures of a process: what the limit of files allows */
    long done, count; /* figures */
};

/* ---- starting -------------------------------------------------------------------------------- */

static enum status cannot_start(const char *program, int reason, struct error *error) {
    int is_short = reason == EMFILE || reason == ENFILE;
    int is_full = reason == ENOMEM || reason == EAGAIN;
    enum status status = is_full         ? STATUS_MEMORY
                         : is_short      ? STATUS_FAILED
                         : reason == EIO ? STATUS_IO
                                         : STATUS_UNSUPPORTED;
    klimb_error_set(error, status, "%s draws the figures and cannot be started: %s", program,
                    strerror(reason));
    if (is_short)
        klimb_error_hint(error,
                         "allow more open files: `ulimit -n` shows how many a process may have");
    else if (is_full)
        klimb_error_hint(error, "fewer processes (-j 1) need less");
    else
        klimb_error_hint(error, "`make setup` installs what is missing");
    return status;
}

/* Starts a process, whose files are open; closes them if it cannot be started. */
static enum status start(struct process *process, const struct drawing *drawing,
                         const char *const *arguments, struct error *error) {
    int reason = program_start(&process->program, drawing->gnuplot->folder, arguments,
                               !process->is_batch, &drawing->interrupts.before);
    if (reason == 0)
        return STATUS_OK;
    program_close(&process->program);
    return cannot_start(drawing->gnuplot->program, reason, error);
}

static enum status prepare(struct process *process, const struct drawing *drawing,
                           const struct gnuplot_figure *figures, long count, struct error *error) {
    *process = (struct process){.wanted = figures, .count = count, .is_batch = count > 1};
    int reason = program_open(&process->program, count);
    return reason == 0 ? STATUS_OK : cannot_start(drawing->gnuplot->program, reason, error);
}

static enum status start_alone(struct process *process, const struct drawing *drawing,
                               const struct gnuplot_figure *figure, struct error *error) {
    const char *arguments[FIXED_ARGUMENTS + GNUPLOT_ARGUMENTS_MAX + 1] = {
        drawing->gnuplot->program, "-d", "-c", figure->script};
    memcpy(arguments + FIXED_ARGUMENTS, figure->arguments, sizeof figure->arguments);
    enum status status = prepare(process, drawing, figure, 1, error);
    return status == STATUS_OK ? start(process, drawing, arguments, error) : status;
}

/* The name of a script after its folder. */
static const char *leaf_of(const char *script) {
    const char *slash = strrchr(script, '/');
    return slash != NULL ? slash + 1 : script;
}

static enum status start_batch(struct process *process, const struct drawing *drawing,
                               const struct gnuplot_figure *figures, long count,
                               struct error *error) {
    const struct gnuplot *gnuplot = drawing->gnuplot;
    char folder[PATH_MAX], list[PROGRAM_FILES_MAX * LIST_ENTRY_MAX] = "";
    const char *script = figures[0].script, *medium = figures[0].arguments[2];
    enum status status = prepare(process, drawing, figures, count, error);
    if (status != STATUS_OK)
        return status;
    snprintf(folder, sizeof folder, "%.*s", (int)(leaf_of(script) - script), script);
    for (int i = 0; i < count; i++) {
        const char *argument = figures[i].arguments[1];
        size_t used = strlen(list);
        snprintf(list + used, sizeof list - used, "%s %s %d ", leaf_of(figures[i].script),
                 argument != NULL && argument[0] != '\0' ? argument : "-",
                 process->program.files[i]);
    }
    const char *const arguments[] = {gnuplot->program,
                                     "-d",
                                     "-c",
                                     gnuplot->several,
                                     folder,
                                     list,
                                     figures[0].arguments[0],
                                     medium != NULL ? medium : "",
                                     NULL};
    return start(process, drawing, arguments, error);
}

/* The number of first figures that one process can draw. */
static long batch_of(const struct drawing *drawing, const struct gnuplot_figure *figures,
                     long count) {
    long batch = 1;
    if (drawing->gnuplot->several == NULL)
        return 1;
    while (batch < count && batch < drawing->batch &&
           strcmp(figures[batch].arguments[0], figures[0].arguments[0]) == 0)
        batch++;
    return batch;
}

static enum status start_figures(struct process *process, const struct drawing *drawing,
                                 const struct gnuplot_figure *figures, long count,
                                 struct error *error) {
    long batch = batch_of(drawing, figures, count);
    return batch > 1 ? start_batch(process, drawing, figures, batch, error)
                     : start_alone(process, drawing, figures, error);
}

/* ---- finishing ------------------------------------------------------------------------------- */

/* Waits for a process, whether or not it succeeds. STATUS_FAILED if interrupted. */
static enum status wait_for(struct process *process, struct drawing *drawing, struct error *error) {
    int number = 0;
    while (number == 0 && !program_has_ended(&process->program))
        number = interrupts_wait(&drawing->interrupts, WAIT);
    /* The terminal also interrupts the child, which is not its failure. */
    if (number == 0)
        number = interrupts_take(&drawing->interrupts);
    if (number == 0)
        return STATUS_OK;
    return klimb_error_set(error, STATUS_FAILED,
                           "stopped by signal %d (%s): %ld of %ld figures are drawn", number,
                           strsignal(number), drawing->done, drawing->count);
}

/* Reads the end of gnuplot's messages. Returns its length. */
static size_t read_said(char text[SAID_MAX + 1], int said) {
    struct stat about = {0};
    (void)fstat(said, &about);
    off_t from = about.st_size > SAID_MAX ? about.st_size - SAID_MAX : 0;
    ssize_t got = pread(said, text, SAID_MAX, from);
    size_t length = got > 0 ? (size_t)got : 0;
    text[length] = '\0';
    return length;
}

/* Whether a process has drawn all its figures. For gnuplot a data file that it cannot open is only a warning, and the
 * figure lacks a curve. */
static int has_drawn(const struct process *process) {
    char text[SAID_MAX + 1];
    read_said(text, process->program.said);
    return process->program.is_content && strstr(text, "Cannot find or open file") == NULL;
}

/* The last line of gnuplot's messages that is not blank: the reason of its failure. */
static void read_complaint(char line[SAID_MAX + 1], int said) {
    size_t end = read_said(line, said);
    while (end > 0 && strchr(" \t\r\n", line[end - 1]) != NULL)
        end--;
    line[end] = '\0';
    const char *last = memrchr(line, '\n', end);
    if (last != NULL)
        memmove(line, last + 1, strlen(last));
}

static enum status complain(const struct process *process, struct error *error) {
    char line[SAID_MAX + 1];
    read_complaint(line, process->program.said);
    const char *script = strrchr(process->wanted->script, '/');
    return klimb_error_set(error, STATUS_FAILED, "gnuplot could not draw %s by %s: %s",
                           process->wanted->path,
                           script != NULL ? script + 1 : process->wanted->script,
                           line[0] != '\0' ? line : "it said nothing");
}

static enum status keep_figure(const struct process *process, long which,
                               const struct gnuplot *gnuplot, struct error *error) {
    char path[FILE_PATH_MAX];
    const char *name = process->wanted[which].path;
    int file = process->program.files[which];
    enum status status = file_join(path, gnuplot->folder, name, error);
    struct stat about;
    if (status != STATUS_OK)
        return status;
    if (fstat(file, &about) != 0 || about.st_size == 0)
        return klimb_error_set(error, STATUS_FAILED, "gnuplot drew nothing for %s", name);
    size_t size = (size_t)about.st_size;
    void *bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);
    if (bytes == MAP_FAILED)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %s", name);
    size_t left = gnuplot->shrink != NULL ? gnuplot->shrink(bytes, size) : size;
    status = file_write(path, bytes, left, error);
    munmap(bytes, size);
    return status;
}

static enum status keep_figures(const struct process *process, const struct gnuplot *gnuplot,
                                struct error *error) {
    enum status status = STATUS_OK;
    for (long i = 0; status == STATUS_OK && i < process->count; i++)
        status = keep_figure(process, i, gnuplot, error);
    return status;
}

/* Wait for figures and keep them. */
static enum status finish_figures(struct process *process, struct drawing *drawing,
                                  struct error *error);

/* Draws a batch one by one, to find the figure that fails; those before it are kept. */
static enum status draw_one_by_one(struct drawing *drawing, const struct gnuplot_figure *figures,
                                   long count, struct error *error) {
    enum status status = STATUS_OK;
    for (long i = 0; status == STATUS_OK && i < count; i++) {
        struct process process;
        status = start_alone(&process, drawing, &figures[i], error);
        if (status == STATUS_OK)
            status = finish_figures(&process, drawing, error);
    }
    return status;
}

static enum status finish_figures(struct process *process, struct drawing *drawing,
                                  struct error *error) {
    enum status status = wait_for(process, drawing, error);
    int is_drawn = has_drawn(process), is_to_repeat = process->is_batch && !is_drawn;
    if (status == STATUS_OK && is_drawn)
        status = keep_figures(process, drawing->gnuplot, error);
    else if (status == STATUS_OK && !is_to_repeat)
        status = complain(process, error);
    program_close(&process->program);
    if (status == STATUS_OK && is_to_repeat)
        status = draw_one_by_one(drawing, process->wanted, process->count, error);
    return status;
}

/* ---- all of them ----------------------------------------------------------------------------- */

enum status gnuplot_check(const struct gnuplot *gnuplot, struct error *error) {
    const char *const arguments[] = {gnuplot->program, "--version", NULL};
    const struct gnuplot here = {.program = gnuplot->program, .folder = "."};
    struct drawing drawing = {.gnuplot = &here};
    struct process process;
    enum status status = prepare(&process, &drawing, NULL, 1, error);
    if (status != STATUS_OK)
        return status;
    interrupts_hold(&drawing.interrupts);
    status = start(&process, &drawing, arguments, error);
    if (status == STATUS_OK) {
        status = wait_for(&process, &drawing, error);
        program_close(&process.program);
    }
    interrupts_release(&drawing.interrupts);
    if (status != STATUS_OK || process.program.is_content)
        return status;
    klimb_error_set(error, STATUS_UNSUPPORTED, "%s draws the figures and does not work here",
                    gnuplot->program);
    klimb_error_hint(error, "`%s --version` should print a version", gnuplot->program);
    return STATUS_UNSUPPORTED;
}

/* Plans as many processes, and figures in each, as the limit of open files allows: a process needs a file for each
 * figure and one for its messages. */
static void plan(struct drawing *drawing) {
    long wanted = drawing->gnuplot->workers, room = program_files_free() - FILES_KEPT;
    wanted = wanted < WORKERS_MAX ? wanted : WORKERS_MAX;
    drawing->workers = wanted < room / 2 ? wanted : room / 2;
    drawing->workers = drawing->workers > 1 ? drawing->workers : 1;
    drawing->batch = room / drawing->workers - 1;
    drawing->batch = drawing->batch < PROGRAM_FILES_MAX ? drawing->batch : PROGRAM_FILES_MAX;
}

/* Starts and awaits processes in order, in a ring of those that may run: a slow figure delays the next ones a little,
 * and no other child of the process is awaited. */
static enum status draw(struct drawing *drawing, const struct gnuplot_figure *figures,
                        struct error *error) {
    const struct gnuplot *gnuplot = drawing->gnuplot;
    struct process ring[WORKERS_MAX];
    long started = 0, finished = 0, begun = 0; /* processes, figures */
    enum status status = STATUS_OK;
    while (status == STATUS_OK && drawing->done < drawing->count) {
        if (begun < drawing->count && started - finished < drawing->workers) {
            struct process *process = &ring[started % drawing->workers];
            status = start_figures(process, drawing, figures + begun, drawing->count - begun,
                                   error);
            started += status == STATUS_OK;
            begun += process->count;
            continue;
        }
        struct process *process = &ring[finished++ % drawing->workers];
        status = finish_figures(process, drawing, error);
        drawing->done += process->count;
        if (status == STATUS_OK && gnuplot->tick != NULL)
            gnuplot->tick(gnuplot->context, drawing->done, drawing->count);
    }
    for (; finished < started; finished++)
        program_close(&ring[finished % drawing->workers].program);
    return status;
}

enum status gnuplot_draw(const struct gnuplot *gnuplot, const struct gnuplot_figure *figures,
                         long count, struct error *error) {
    struct drawing drawing = {.gnuplot = gnuplot, .count = count};
    plan(&drawing);
    interrupts_hold(&drawing.interrupts);
    enum status status = draw(&drawing, figures, error);
    interrupts_release(&drawing.interrupts);
    return status;
}
