/* corpus_report.c -- `make diagnose-report`: what the diagnosis is worth on a labelled corpus.
 *
 *     corpus_report FOLDER [--page FILE]      all parts: confusion matrices, coverage of the sets, calibration
 *     corpus_report FOLDER --tune             the same of the part to tune on, and the logs that are diagnosed wrongly
 *     corpus_report FOLDER --symptoms         symptoms of all logs of that part, as CSV
 *
 * FOLDER has tune/, calibrate/ and look/ with a labels.csv each. Thresholds are chosen on the first, and confidence and sets fitted to the
 * second; the third is for looking at once, when nothing changes any more.
 */
#include <stdio.h>
#include <string.h>

#include "corpus.h"

static void print_matrix(const struct corpus *corpus, const struct corpus_score *score) {
    printf("\n%s: %ld logs\n%-14s", corpus->name, corpus->count, "label \\ said");
    for (int state = 0; state < STATES; state++)
        printf(" %8.8s", state_info[state].name);
    printf(" %8s  right\n", "no");
    for (int label = 0; label < STATES; label++) {
        long all = 0;
        printf("%-14s", state_info[label].name);
        for (int state = 0; state <= STATES; state++) {
            printf(" %8ld", score->confusion[label][state]);
            all += score->confusion[label][state];
        }
        printf("  %ld of %ld\n", score->confusion[label][label], all);
    }
    double count = (double)(corpus->count > 0 ? corpus->count : 1);
    printf("right: %.3f, exit code right: %.3f (mean confidence %.3f)\n",
           (double)score->right / count, (double)score->exits / count, score->confidence);
    printf(
        "healthy called sick: %ld of %ld; healthy, learning or annealing called sick: %ld of %ld; "
        "sick called well: %ld\n",
        score->healthy_called_sick, score->healthy, score->well_called_sick, score->wells,
        score->sick_called_well);
    printf("sets: %.3f hold the label (aim %.2f), %.2f states on average; log loss %.3f\n",
           (double)score->covered / count, DIAGNOSIS_COVERAGE, score->set_size, score->log_loss);
}

static void print_wrong(const struct corpus *corpus) {
    for (long i = 0; i < corpus->count; i++) {
        const struct corpus_log *one = &corpus->logs[i];
        if (one->state != one->label)
            printf("%s: is %s, said %s (%.2f against %.2f): %s\n", one->file,
                   state_info[one->label].name,
                   one->state < 0 ? "nothing" : state_info[one->state].name,
                   one->state < 0 ? 0 : one->share[one->state], one->share[one->label], one->why);
    }
}

static void print_symptoms(const struct corpus *corpus) {
    printf("file,label,state");
    for (int i = 0; i < SYMPTOMS; i++)
        printf(",%s", symptom_info[i].name);
    printf("\n");
    for (long i = 0; i < corpus->count; i++) {
        const struct corpus_log *one = &corpus->logs[i];
        printf("%s,%s,%s", one->file, state_info[one->label].name,
               one->state < 0 ? "none" : state_info[one->state].name);
        for (int j = 0; j < SYMPTOMS; j++)
            printf(",%.4g", one->symptom[j]);
        printf("\n");
    }
}

static void print_part(const struct corpus *corpus, int is_calibrated) {
    struct corpus_score score;
    double power = 0, least = 0;
    corpus_judge(&score, corpus);
    print_matrix(corpus, &score);
    if (!is_calibrated)
        return;
    corpus_fit(&power, &least, corpus);
    printf("fitted to it: CALIBRATION_POWER %.2f, CALIBRATION_LEAST %.3g\n", power, least);
}

static int fail(const struct error *error) {
    text_print_error(stderr, error);
    return 2;
}

static int usage(void) {
    fputs("usage: corpus_report FOLDER [--page FILE | --tune | --symptoms]\n", stderr);
    return 2;
}

enum { PARTS = 3 };

int main(int count, char **words) {
    static const char *const names[PARTS] = {"tune", "calibrate", "look"};
    struct corpus corpora[PARTS] = {{0}};
    struct error error = {0};
    const char *how = count > 2 ? words[2] : "";
    int is_page = strcmp(how, "--page") == 0 && count == 4;
    int is_tune = strcmp(how, "--tune") == 0, is_symptoms = strcmp(how, "--symptoms") == 0;
    if (count < 2 || (count > 2 && !is_page && !is_tune && !is_symptoms))
        return usage();
    int parts = is_tune || is_symptoms ? 1 : PARTS;
    enum status status = STATUS_OK;
    for (int i = 0; i < parts && status == STATUS_OK; i++)
        status = corpus_read(&corpora[i], words[1], names[i], &error);
    for (int i = 0; i < parts && status == STATUS_OK && !is_symptoms; i++)
        print_part(&corpora[i], i < 2);
    if (status == STATUS_OK && is_symptoms)
        print_symptoms(&corpora[0]);
    if (status == STATUS_OK && is_tune)
        print_wrong(&corpora[0]);
    if (status == STATUS_OK && is_page)
        status = corpus_write_page(words[3], corpora, PARTS, &error);
    for (int i = 0; i < PARTS; i++)
        corpus_free(&corpora[i]);
    return status == STATUS_OK ? 0 : fail(&error);
}
