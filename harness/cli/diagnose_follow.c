#include "cli/diagnose_follow.h"

#include <stdio.h>
#include <string.h>

void diagnose_hint_state(struct error *error, const char *name) {
    const char *names[STATES + 1] = {NULL};
    for (int i = 0; i < STATES; i++)
        names[i] = state_info[i].name;
    const char *nearest = text_nearest(name, names);
    if (nearest != NULL)
        klimb_error_hint(error, "did you mean %s?", nearest);
}

static enum status refuse(const char *state, struct error *error) {
    struct text list = {0};
    state_add_list(&list);
    klimb_error_set(error, STATUS_INVALID,
                    "--stop-on: \"%s\" is not a state; must be one or more of %s, separated by "
                    "commas",
                    state, text_string(&list));
    diagnose_hint_state(error, state);
    text_free(&list);
    return STATUS_INVALID;
}

enum status follower_begin(struct follower *follower, const char *name, const char *stop_on,
                           FILE *out, struct error *error) {
    *follower = (struct follower){.name = name, .out = out};
    for (const char *word = stop_on; word != NULL && *word != '\0';) {
        char state[32];
        size_t length = strcspn(word, ",");
        snprintf(state, sizeof state, "%.*s", (int)(length < 31 ? length : 31), word);
        int place = state_find(state);
        if (place < 0)
            return refuse(state, error);
        follower->stops[place] = 1;
        word += length + (word[length] == ',');
    }
    interrupts_hold(&follower->interrupts);
    return STATUS_OK;
}

void follower_end(struct follower *follower) {
    interrupts_release(&follower->interrupts);
}

/* Prints a line if the state has changed. */
static void say_change(const struct follower *follower, const struct record *record,
                       const struct diagnosis *diagnosis) {
    text_print_line(follower->out, "%s: step %ld: %s%s%s (confidence %.2f)%s%s",
                    strcmp(follower->name, "-") == 0 ? "standard input" : follower->name,
                    record->step[record->rows - 1],
                    follower->seen ? state_info[follower->last].name : "",
                    follower->seen ? " -> " : "", state_info[diagnosis->state].name,
                    diagnosis->confidence, diagnosis->evidence_count > 0 ? ": " : "",
                    diagnosis->evidence_count > 0 ? diagnosis->evidence[0].text : "");
    fflush(follower->out);
}

/* Whether a diagnosis of more rows than the last one stops the run. */
static int is_enough(struct follower *follower, const struct record *record,
                     const struct diagnosis *diagnosis) {
    int is_same = follower->seen && diagnosis->state == follower->last;
    if (!is_same)
        say_change(follower, record, diagnosis);
    follower->agreed = is_same ? follower->agreed + 1 : 1;
    follower->seen = 1;
    follower->last = diagnosis->state;
    follower->rows = record->rows;
    follower->stopped = follower->stops[diagnosis->state] &&
                        (follower->agreed >= FOLLOWER_LOOKS ||
                         diagnosis->symptom[SYMPTOM_broken_at_end] > 0);
    return follower->stopped;
}

/* Whether a log has new rows; one that was begun again has fewer than before. */
static int has_grown(const struct follower *follower, const struct record *record) {
    return record->rows < follower->rows ||
           record->rows >= follower->rows + follower->rows / 10 + 1;
}

int follower_look(void *context, struct log_reading *reading) {
    struct follower *follower = context;
    struct log_runs runs;
    struct diagnosis diagnosis;
    int enough = interrupts_take(&follower->interrupts) != 0;
    if (enough || log_reading_runs(reading, &runs, NULL) != STATUS_OK)
        return enough;
    if (runs.count > 0) {
        const struct record *record = &runs.log[runs.count - 1].record;
        if (has_grown(follower, record) && diagnose(&diagnosis, record, NULL) == STATUS_OK)
            enough = is_enough(follower, record, &diagnosis);
    }
    log_runs_free(&runs);
    return enough;
}
