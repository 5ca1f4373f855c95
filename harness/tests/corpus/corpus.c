#include "corpus.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/sort.h"
#include "diagnose/calibration.h"
#include "log/log.h"

void corpus_free(struct corpus *corpus) {
    free(corpus->logs);
    *corpus = (struct corpus){0};
}

/* ---- reading --------------------------------------------------------------------------------- */

static void look_at(struct corpus_log *log, const char *path) {
    struct error error = {0};
    struct diagnosis diagnosis;
    struct log read;
    log->state = -1;
    if (log_read(&read, path, &(struct log_options){.segment = LOG_SEGMENT_LAST}, &error) !=
        STATUS_OK) {
        snprintf(log->why, sizeof log->why, "%.200s", error.message);
        return;
    }
    if (diagnose(&diagnosis, &read.record, &error) == STATUS_OK) {
        log->state = (int)diagnosis.state;
        memcpy(log->share, diagnosis.share, sizeof log->share);
        memcpy(log->in_set, diagnosis.in_set, sizeof log->in_set);
        memcpy(log->symptom, diagnosis.symptom, sizeof log->symptom);
        snprintf(log->why, sizeof log->why, "%s", diagnosis.evidence[0].text);
    }
    log_free(&read);
}

/* Where one of the labels that are right too was said, it is the label. */
static void take_also(struct corpus_log *log, const char *also) {
    while (*also != '\0') {
        char word[32];
        size_t length = strcspn(also, " ");
        snprintf(word, sizeof word, "%.*s", (int)(length < 31 ? length : 31), also);
        int label = state_find(word);
        if (label >= 0 && log->state == label)
            log->label = label;
        also += length + (also[length] == ' ');
    }
}

/* "017.csv,collapse,not-learning,..." */
static enum status take_line(struct corpus_log *log, const char *line, const char *folder,
                             const char *list, long number, struct error *error) {
    char path[FILE_PATH_MAX], label[32], also[96] = "";
    if (sscanf(line, "%159[^,],%31[^,\n],%95[^,\n]", log->file, label, also) < 2)
        return klimb_error_at(error, STATUS_FORMAT, list, number, 0, "must be FILE,LABEL,ALSO,...");
    log->label = state_find(label);
    if (log->label < 0)
        return klimb_error_at(error, STATUS_FORMAT, list, number, 0, "\"%s\" is not a state",
                              label);
    enum status status = file_join(path, folder, log->file, error);
    if (status != STATUS_OK)
        return status;
    look_at(log, path);
    take_also(log, also);
    return STATUS_OK;
}

static long count_lines(const char *text) {
    long lines = 0;
    for (; (text = strchr(text, '\n')) != NULL; text++)
        lines++;
    return lines;
}

enum status corpus_read(struct corpus *corpus, const char *folder, const char *name,
                        struct error *error) {
    char path[FILE_PATH_MAX], list[FILE_PATH_MAX], *text;
    size_t size;
    *corpus = (struct corpus){.name = name};
    enum status status = file_join(path, folder, name, error);
    if (status == STATUS_OK)
        status = file_join(list, path, "labels.csv", error);
    if (status == STATUS_OK)
        status = file_read(&text, &size, list, (size_t)1 << 24, error);
    if (status != STATUS_OK)
        return status;
    corpus->logs = calloc((size_t)count_lines(text) + 1, sizeof *corpus->logs);
    if (corpus->logs == NULL)
        status = klimb_error_set(error, STATUS_MEMORY, "no memory for %s", list);
    char *line = strchr(text, '\n');
    for (long number = 2; status == STATUS_OK && line != NULL && line[1] != '\0'; number++) {
        status = take_line(&corpus->logs[corpus->count], line + 1, path, list, number, error);
        corpus->count += status == STATUS_OK;
        line = strchr(line + 1, '\n');
    }
    free(text);
    return status;
}

/* ---- scores ---------------------------------------------------------------------------------- */

static int is_sick(int state) {
    return state_info[state].exit_code == 1;
}

static int is_well(int state) {
    return state_info[state].exit_code == 0;
}

void corpus_judge(struct corpus_score *score, const struct corpus *corpus) {
    *score = (struct corpus_score){0};
    for (long i = 0; i < corpus->count; i++) {
        const struct corpus_log *one = &corpus->logs[i];
        score->confusion[one->label][one->state >= 0 ? one->state : STATES]++;
        score->wells += is_well(one->label);
        score->healthy += one->label == STATE_HEALTHY;
        if (one->state < 0)
            continue;
        score->healthy_called_sick += one->label == STATE_HEALTHY && is_sick(one->state);
        score->exits += state_info[one->label].exit_code == state_info[one->state].exit_code;
        score->right += one->state == one->label;
        score->sick_called_well += is_sick(one->label) && is_well(one->state);
        score->well_called_sick += is_well(one->label) && is_sick(one->state);
        score->covered += one->in_set[one->label];
        score->confidence += one->share[one->state] / (double)corpus->count;
        score->log_loss -= log(fmax(one->share[one->label], 1e-9)) / (double)corpus->count;
        for (int state = 0; state < STATES; state++)
            score->set_size += one->in_set[state] / (double)corpus->count;
    }
}

/* ---- calibration ----------------------------------------------------------------------------- */

/* The confidence of the label of a log at another power. */
static double confidence_at(const struct corpus_log *log, double power) {
    double sum = 0;
    for (int state = 0; state < STATES; state++)
        sum += pow(log->share[state], power / CALIBRATION_POWER);
    return pow(log->share[log->label], power / CALIBRATION_POWER) / sum;
}

static double loss_at(const struct corpus *corpus, double power) {
    double loss = 0;
    for (long i = 0; i < corpus->count; i++)
        if (corpus->logs[i].state >= 0)
            loss -= log(fmax(confidence_at(&corpus->logs[i], power), 1e-9));
    return loss;
}

void corpus_fit(double *power, double *least, const struct corpus *corpus) {
    double best = HUGE_VAL, *confidence = calloc((size_t)corpus->count + 1, sizeof *confidence);
    long read = 0;
    for (double at = 0.1; at < 2; at += 0.05) {
        double loss = loss_at(corpus, at);
        *power = loss < best ? at : *power;
        best = fmin(best, loss);
    }
    *least = 0;
    if (confidence == NULL)
        return;
    for (long i = 0; i < corpus->count; i++)
        if (corpus->logs[i].state >= 0)
            confidence[read++] = confidence_at(&corpus->logs[i], *power);
    sort_ascending(confidence, read);
    long place = (long)floor((1 - DIAGNOSIS_COVERAGE) * (double)(read + 1)) - 1;
    if (read > 0)
        *least = confidence[place < 0 ? 0 : place];
    free(confidence);
}
