/* Diagnoses of any log: log_parse and diagnose. Whatever the numbers are, there is one state, shares are shares, and what is said is
 * text that no terminal minds, one annotation, and JSON. An input is a log. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "diagnose/diagnosis_json.h"
#include "diagnose/phases.h"
#include "fuzz.h"
#include "log/log.h"

static void check_states(const struct diagnosis *diagnosis) {
    double sum = 0;
    for (int state = 0; state < STATES; state++) {
        FUZZ_HOLDS(diagnosis->share[state] >= 0 && diagnosis->share[state] <= 1 + 1e-9,
                   "a share of %g", diagnosis->share[state]);
        FUZZ_HOLDS(diagnosis->share[state] <= diagnosis->confidence,
                   "%s has %g, more than the state", state_info[state].name,
                   diagnosis->share[state]);
        sum += diagnosis->share[state];
    }
    FUZZ_HOLDS(fabs(sum - 1) <= 1e-9, "shares sum to %.17g", sum);
    FUZZ_HOLDS(diagnosis->state < STATES && diagnosis->in_set[diagnosis->state],
               "state %d is not in the set", (int)diagnosis->state);
    FUZZ_HOLDS(diagnosis->rule < 0 ||
                   diagnose_rules[diagnosis->rule].state == (int)diagnosis->state,
               "rule %ld is of another state", diagnosis->rule);
}

/* Sentences with an end, without a NaN that slipped in. */
static void check_findings(const struct finding *list, long count, long most) {
    FUZZ_HOLDS(count >= 0 && count <= most, "%ld sentences", count);
    for (long i = 0; i < count; i++)
        FUZZ_HOLDS(list[i].text[0] != '\0' && strlen(list[i].text) < FINDING_TEXT - 1,
                   "a sentence without an end: %s", list[i].text);
}

/* Lines of at most that many columns, but for the first, and nothing that steers a terminal. */
static void check_text(const struct diagnosed *diagnosed, int width) {
    struct text text = {0};
    diagnosis_add_text(&text, diagnosed, width);
    long line = 0, columns = 0;
    FUZZ_HOLDS(text.length > 0 && text.bytes[text.length - 1] == '\n', "no end of the last line");
    for (const char *at = text.bytes; *at != '\0'; at++) {
        FUZZ_HOLDS((unsigned char)*at >= ' ' || *at == '\n', "byte %d in %s", *at, text.bytes);
        columns = *at == '\n' ? 0 : columns + (((unsigned char)*at & 0xC0) != 0x80);
        line += *at == '\n';
        FUZZ_HOLDS(line == 0 || columns <= width, "wider than %d:\n%s", width, text.bytes);
    }
    text_free(&text);
}

static void check_github(const struct diagnosed *diagnosed) {
    struct text text = {0};
    diagnosis_add_github(&text, diagnosed);
    FUZZ_HOLDS(strncmp(text_string(&text), "::", 2) == 0 &&
                   strchr(text.bytes, '\n') == text.bytes + text.length - 1,
               "no annotation: %s", text_string(&text));
    text_free(&text);
}

static void check_json(const struct diagnosed *diagnosed) {
    cJSON *object = diagnosis_to_json(diagnosed);
    FUZZ_HOLDS(object != NULL, "no JSON");
    char *words = cJSON_PrintUnformatted(object);
    cJSON *back = words != NULL ? cJSON_Parse(words) : NULL;
    const cJSON *verdict = cJSON_GetObjectItemCaseSensitive(back, "verdict");
    FUZZ_HOLDS(cJSON_IsString(verdict) &&
                   state_find(verdict->valuestring) == (int)diagnosed->diagnosis->state,
               "not the verdict: %s", words);
    cJSON_free(words);
    cJSON_Delete(back);
    cJSON_Delete(object);
}

static void check_phases(const struct diagnosis *diagnosis, const struct record *record) {
    struct phase phases[PHASES_MAX];
    long count = phases_find(phases, diagnosis, record);
    FUZZ_HOLDS(count >= 0 && count <= PHASES_MAX, "%ld phases", count);
    for (long i = 0; i < count; i++) {
        FUZZ_HOLDS(phases[i].from <= phases[i].to, "a phase from %g to %g", phases[i].from,
                   phases[i].to);
        FUZZ_HOLDS(i == 0 || phases[i].from == phases[i - 1].to, "a gap at %g", phases[i].from);
    }
}

static void check(const struct log *log) {
    struct diagnosis diagnosis;
    struct error error = {0};
    FUZZ_HOLDS(FUZZ_STATUS(diagnose(&diagnosis, &log->record, &error), &error) == STATUS_OK,
               "no diagnosis: %s", error.message);
    const struct diagnosed diagnosed = {log->record.name, &log->record, &diagnosis};
    check_states(&diagnosis);
    check_findings(diagnosis.evidence, diagnosis.evidence_count, EVIDENCE_MAX);
    check_findings(diagnosis.remark, diagnosis.remark_count, REMARKS_MAX);
    check_text(&diagnosed, 80);
    check_text(&diagnosed, 40);
    check_github(&diagnosed);
    check_json(&diagnosed);
    check_phases(&diagnosis, &log->record);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct fuzz_piece piece[1];
    struct log log;
    struct error error = {0};
    fuzz_cut(piece, 1, bytes, size);
    char *text = fuzz_text(&piece[0]);
    const struct log_options options = {.segment = LOG_SEGMENT_LAST};
    enum status status = log_parse(&log, "input", text, piece[0].size, &options, &error);
    if (FUZZ_STATUS(status, &error) == STATUS_OK)
        check(&log);
    log_free(&log);
    free(text);
    return 0;
}
