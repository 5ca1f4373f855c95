#include "run/made_manifest.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "format/json.h"
#include "record/record.h"

enum { MANIFEST_LIMIT = 1 << 20 };

static const char *string_of(const cJSON *object, const char *key) {
    const char *string = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
    return string != NULL ? string : "";
}

static double number_of(const cJSON *object, const char *key) {
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    return cJSON_IsNumber(item) ? item->valuedouble : (double)NAN;
}

static enum status broken(struct made_manifest *made, const char *file, struct error *error,
                          const char *what) {
    made->state = MADE_BROKEN;
    return klimb_error_at(error, STATUS_FORMAT, file, 0, 0, "%s", what);
}

static enum status is_other(struct made_manifest *made, const char *file, struct error *error,
                            const char *what, const char *said, const char *wanted) {
    made->state = MADE_OTHER;
    return klimb_error_at(error, STATUS_FAILED, file, 0, 0, "%s is %.64s, not %.64s", what, said,
                          wanted);
}

/* Whether the manifest is of the wanted run. */
static enum status check_origin(struct made_manifest *made, const char *file, const cJSON *root,
                                const struct made_wanted *wanted, struct error *error) {
    const cJSON *scenario = cJSON_GetObjectItemCaseSensitive(root, "scenario");
    const cJSON *klimb = cJSON_GetObjectItemCaseSensitive(root, "klimb");
    double seed = number_of(root, "seed");
    char said[32], wants[32];
    snprintf(said, sizeof said, "%.0f", seed);
    snprintf(wants, sizeof wants, "%ld", wanted->seed);
    const char *const pairs[][3] = {
        {"the version of klimb", string_of(klimb, "version"), wanted->version},
        {"the digest of the scenario", string_of(scenario, "digest"), wanted->digest},
        {"the backend", string_of(root, "backend"), wanted->backend},
        {"the seed", said, wants}};
    if (!(number_of(root, "format") == RECORD_FORMAT))
        return broken(made, file, error, "the manifest has another format number");
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (strcmp(pairs[i][1], pairs[i][2]) != 0)
            return is_other(made, file, error, pairs[i][0], pairs[i][1], pairs[i][2]);
    return STATUS_OK;
}

static enum status take_outcome(struct made_manifest *made, const char *file, const cJSON *root,
                                struct error *error) {
    const cJSON *outcome = cJSON_GetObjectItemCaseSensitive(root, "outcome");
    const char *kind = string_of(outcome, "kind");
    double step = number_of(outcome, "step");
    long term = text_index(string_of(outcome, "term"), klimb_term_names);
    made->outcome = (struct outcome){.diverged = strcmp(kind, "completed") != 0};
    if (strcmp(kind, "failed") == 0)
        return broken(made, file, error, "the trainer of the run failed and left no record");
    if ((made->outcome.diverged && strcmp(kind, "non-finite") != 0) || term < 0 ||
        !(step >= 0 && step <= 1e15))
        return broken(made, file, error, "the manifest does not say how the run ended");
    made->outcome.step = (long)step;
    made->outcome.term = (enum term)term;
    made->seconds = number_of(root, "wall_seconds");
    snprintf(made->record_digest, sizeof made->record_digest, "%s",
             string_of(root, "record_digest"));
    if (strlen(made->record_digest) != 64 || !(made->seconds >= 0))
        return broken(made, file, error, "the manifest has no record_digest or wall_seconds");
    return STATUS_OK;
}

enum status made_manifest_read(struct made_manifest *made, const char *folder,
                               const struct made_wanted *wanted, struct error *error) {
    *made = (struct made_manifest){.state = MADE_BROKEN};
    char file[FILE_PATH_MAX], *text;
    size_t size;
    cJSON *root = NULL;
    enum file_kind kind = FILE_NONE;
    enum status status = file_join(file, folder, "manifest.json", error);
    if (status == STATUS_OK)
        status = file_look(&kind, file, error);
    if (status == STATUS_OK && kind == FILE_NONE) {
        made->state = MADE_MISSING;
        return klimb_error_set(error, STATUS_FAILED, "there is no record in %s", folder);
    }
    if (status == STATUS_OK)
        status = file_read(&text, &size, file, MANIFEST_LIMIT, error);
    if (status != STATUS_OK)
        return status;
    status = json_parse_bytes(&root, file, 1, text, size, error);
    if (status == STATUS_OK)
        status = check_origin(made, file, root, wanted, error);
    if (status == STATUS_OK)
        status = take_outcome(made, file, root, error);
    if (status == STATUS_OK)
        made->state = MADE_WANTED;
    cJSON_Delete(root);
    free(text);
    return status;
}

enum status made_manifest_check_end(const struct made_manifest *made, const char *file,
                                    long last_step, struct error *error) {
    if (last_step == made->outcome.step)
        return STATUS_OK;
    return klimb_error_at(error, STATUS_FORMAT, file, 0, 0,
                          "the last row is of step %ld; the manifest says that the run ended at "
                          "step %ld",
                          last_step, made->outcome.step);
}
