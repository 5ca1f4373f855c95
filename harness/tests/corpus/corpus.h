/* corpus.h -- diagnoses a labelled corpus and scores the results.
 */
#ifndef KLIMB_CORPUS_H
#define KLIMB_CORPUS_H

#include "diagnose/diagnosis.h"

enum { CORPUS_NAME = 160 };

/* A log with its label. */
struct corpus_log {
    char file[CORPUS_NAME];
    int label;            /* or another accepted label, if it was diagnosed */
    int state;            /* -1: it could not be read */
    double share[STATES]; /* calibrated confidence of each state */
    int in_set[STATES];
    double symptom[SYMPTOMS];
    char why[256]; /* the error, or the first evidence */
};

struct corpus {
    const char *name; /* "tune", "calibrate" or "look" */
    struct corpus_log *logs;
    long count;
};

/* The scores. */
struct corpus_score {
    long confusion[STATES][STATES + 1]; /* [label][state]; the last: unreadable */
    long right, sick_called_well, well_called_sick, wells, healthy_called_sick, healthy;
    long exits;                  /* logs whose exit code is right */
    long covered;                /* logs whose label is in the set */
    double set_size, confidence; /* means over the logs that were read */
    double log_loss;
};

/* corpus_read -- diagnose all logs in folder/labels.csv, whose first two columns are file and label. */
enum status corpus_read(struct corpus *corpus, const char *folder, const char *name,
                        struct error *error) MUST_CHECK;
void corpus_free(struct corpus *corpus);

void corpus_judge(struct corpus_score *score, const struct corpus *corpus);

/* corpus_fit -- the power that makes the log loss of a corpus smallest, and with it the least confidence whose sets
 * cover DIAGNOSIS_COVERAGE of it: for diagnose/calibration.h. */
void corpus_fit(double *power, double *least, const struct corpus *corpus);

/* corpus_write_page -- write all scores as one HTML page, atomically. */
enum status corpus_write_page(const char *path, const struct corpus *corpora, long count,
                              struct error *error) MUST_CHECK;

#endif
