#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/data/report_files.h"

enum {
    ARTEFACT_LIMIT = 64 << 20, /* bytes, far more than this program writes */
    CLASSES = 10               /* classes with their own colour */
};

static const double PRIOR_REACH = 3.3; /* the axes show the circle of three sigma at least */

/* Reads an artefact of the first drawn run, freed by the caller; NULL if it is missing or too large. STATUS_IO and
 * STATUS_MEMORY if it cannot be read. */
static enum status read_artefact(char **bytes, size_t *size, const struct report_subject *subject,
                                 const char *name, struct error *error) {
    char path[FILE_PATH_MAX];
    const struct job *job = subject->evidence->jobs;
    enum file_kind kind = FILE_NONE;
    *bytes = NULL;
    *size = 0;
    if (job->seed != report_first_seed(subject) || subject->outcome.diverged)
        return STATUS_OK;
    enum status status = file_join(path, job->folder, name, error);
    if (status == STATUS_OK)
        status = file_look(&kind, path, error);
    if (status == STATUS_OK && kind == FILE_REGULAR)
        status = file_read(bytes, size, path, ARTEFACT_LIMIT, error);
    return status == STATUS_FORMAT ? STATUS_OK : status;
}

/* ---- latents ----------------------------------------------------------------------------------- */

/* Rows of kind 1: the mean of each class, the place of its name. */
static void add_means(struct text *text, const struct report_scatter *scatter) {
    for (int class = 0; class < CLASSES; class ++) {
        double x = 0, y = 0, count = 0;
        for (long i = 0; i < scatter->count; i++) {
            int is_of_class = scatter->label[i] == class;
            x += is_of_class ? scatter->place[i][0] : 0;
            y += is_of_class ? scatter->place[i][1] : 0;
            count += is_of_class;
        }
        if (count > 0)
            text_add(text, "1,%d,%.6g,%.6g\n", class, x / count, y / count);
    }
}

static enum status write_scatter(struct report_subject *subject, const struct report *report,
                                 struct report_parameters *parameters, struct error *error) {
    size_t size;
    struct report_scatter scatter;
    char *latents;
    enum status status = read_artefact(&latents, &size, subject, "latents.csv", error);
    if (status != STATUS_OK || latents == NULL)
        return status;
    status = report_scatter_parse(&scatter, "latents.csv", latents, size, error);
    free(latents);
    if (status != STATUS_OK) /* a damaged one is left out */
        return status == STATUS_FORMAT ? STATUS_OK : status;
    struct text text = {0};
    double reach = PRIOR_REACH;
    text_add(&text, "# mu along its first two principal axes; kind 1: the mean of a class\n"
                    "kind,label,first,second\n");
    for (long i = 0; i < scatter.count; i++) {
        const double *place = scatter.place[i];
        text_add(&text, "0,%d,%.6g,%.6g\n", scatter.label[i], place[0], place[1]);
        reach = fmax(reach, 1.05 * fmax(fabs(place[0]), fabs(place[1])));
    }
    add_means(&text, &scatter);
    double total = scatter.total > 0 ? scatter.total : 1;
    const struct report_parameter own[] = {
        {"scatter_reach", reach, NULL},
        {"first_share", scatter.variance[0] / total, NULL},
        {"second_share", scatter.variance[1] / total, NULL},
    };
    report_add_parameters(parameters, own, sizeof own / sizeof *own);
    report_scatter_free(&scatter);
    subject->has_latents = 1;
    return report_write_data(report, subject->name, "scatter.csv", &text, error);
}

/* ---- pictures ---------------------------------------------------------------------------------- */

/* Read the heading of a binary grey map as artefacts.c writes it. Returns where pixels begin, 0 if it is not one. */
static size_t read_heading(long *width, long *height, const char *bytes, size_t size) {
    int used = 0;
    if (sscanf(bytes, "P5\n%ld %ld\n255%n", width, height, &used) != 2 || used == 0)
        return 0;
    size_t skip = (size_t)used + 1;
    int is_small = *width > 0 && *height > 0 && *width < (1 << 15) && *height < (1 << 15);
    return is_small && skip + (size_t)(*width * *height) == size ? skip : 0;
}

static void add_size(struct report_parameters *parameters, const char *name, long width,
                     long height, size_t skip) {
    char words[3][REPORT_NUMBER_MAX];
    static const char *const ends[] = {"width", "height", "skip"};
    for (int i = 0; i < 3; i++)
        snprintf(words[i], sizeof words[i], "%s_%s", name, ends[i]);
    const struct report_parameter own[] = {
        {words[0], (double)width, NULL},
        {words[1], (double)height, NULL},
        {words[2], (double)skip, NULL},
    };
    report_add_parameters(parameters, own, sizeof own / sizeof *own);
}

/* Copy a grey map; <name>_width, _height and _skip tell a script how to read it. Returns whether
 * there is one. */
static enum status write_map(int *is_there, const struct report_subject *subject,
                             const struct report *report, const char *name,
                             struct report_parameters *parameters, struct error *error) {
    char file[REPORT_NUMBER_MAX];
    long width = 0, height = 0;
    size_t size = 0;
    snprintf(file, sizeof file, "%s.pgm", name);
    char *bytes;
    enum status status = read_artefact(&bytes, &size, subject, file, error);
    if (status != STATUS_OK)
        return status;
    size_t skip = bytes != NULL ? read_heading(&width, &height, bytes, size) : 0;
    struct text text = {0};
    *is_there = skip > 0;
    if (skip > 0) {
        add_size(parameters, name, width, height, skip);
        text_add_bytes(&text, bytes, size);
    }
    free(bytes);
    if (skip == 0)
        return STATUS_OK;
    return report_write_data(report, subject->name, file, &text, error);
}

/* Writes the densities along the path, with the parts above and below the level. */
static enum status write_densities(struct report_subject *subject, const struct report *report,
                                   struct report_parameters *parameters, struct error *error) {
    size_t size = 0;
    char *bytes;
    enum status status = read_artefact(&bytes, &size, subject, "path.csv", error);
    if (status != STATUS_OK)
        return status;
    struct text text = {0};
    struct report_axis axis = {0};
    subject->has_path = subject->has_path && bytes != NULL;
    for (const char *line = bytes; line != NULL; line = strchr(line, '\n')) {
        double density, level;
        line += *line == '\n';
        if (*line != '\n' && sscanf(line, "%*d,%*f,%lf,%lf", &density, &level) == 2) {
            report_axis_include(&axis, density - level);
        }
        if (*line == '\0')
            break;
    }
    const struct report_parameter own[] = {{"density_low", axis.least, NULL},
                                           {"density_high", axis.most, NULL}};
    if (subject->has_path) {
        report_add_parameters(parameters, own, sizeof own / sizeof *own);
        text_add_bytes(&text, bytes, size);
    }
    free(bytes);
    if (!subject->has_path)
        return STATUS_OK;
    return report_write_data(report, subject->name, "path.csv", &text, error);
}

enum status report_artefacts_write(struct report_subject *subject, const struct report *report,
                                   struct report_parameters *parameters, struct error *error) {
    enum status status = write_scatter(subject, report, parameters, error);
    if (status == STATUS_OK)
        status = write_map(&subject->has_pictures, subject, report, "pictures", parameters, error);
    if (status == STATUS_OK)
        status = write_map(&subject->has_path, subject, report, "path", parameters, error);
    if (status == STATUS_OK && subject->has_path)
        status = write_densities(subject, report, parameters, error);
    return status;
}
