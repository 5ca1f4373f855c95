/* Saving what a check found. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/folder.h"
#include "golden/commit.h"
#include "judge/verdict_json.h"
#include "pending/pending_internal.h"
#include "record/versions.h"
#include "scenario/scenario_load.h"

/* ---- the files ------------------------------------------------------------------------------- */

/* Artefacts stay after. */
static int is_no_record(void *context, const char *below) {
    static const char *const kept[] = {"record.csv", "dims.csv", "digests.csv", "manifest.json",
                                       NULL};
    (void)context;
    return text_index(below, kept) < 0;
}

/* Link the records of seeds below `seeds`. */
static enum status link_runs(const char *made, const struct check_item *item, long seeds,
                             struct error *error) {
    enum status status = STATUS_OK;
    for (long run = 0; status == STATUS_OK && run < item->made; run++) {
        char path[FILE_PATH_MAX];
        const struct job *job = &item->jobs[run];
        if (!job->done || job->seed >= seeds)
            continue;
        status = check_kept_run(path, made, item->scenario.name, job->seed, error);
        if (status == STATUS_OK)
            status = folder_link(job->folder, path, is_no_record, NULL, error);
    }
    return status;
}

static enum status link_all_runs(const char *made, const struct check *check, long i,
                                 struct error *error) {
    long *seeds = calloc((size_t)check->total + 1, sizeof *seeds);
    if (seeds == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the runs of %s",
                               check->items[i].scenario.name);
    enum status status = STATUS_OK;
    check_golden_seeds(seeds, check, i);
    for (long j = 0; status == STATUS_OK && j < check->total; j++)
        status = link_runs(made, &check->items[j], seeds[j], error);
    free(seeds);
    return status;
}

static enum status write_text(const char *made, const char *name, struct text *text,
                              struct error *error) {
    char path[FILE_PATH_MAX];
    enum status status = text->failed
                             ? klimb_error_set(error, STATUS_MEMORY, "no memory for %s", name)
                             : file_join(path, made, name, error);
    if (status == STATUS_OK)
        status = file_write(path, text_string(text), text->length, error);
    text_free(text);
    return status;
}

static enum status write_scenario(const char *made, const struct scenario *scenario,
                                  struct error *error) {
    struct text text = {0};
    scenario_canonical(&text, scenario, 0);
    return write_text(made, PENDING_SCENARIO, &text, error);
}

/* ---- pending.json ---------------------------------------------------------------------------- */

/* What all scenarios of a check share. */
struct origin {
    const char *command;
    char date[32];
    struct commit commit;
    struct versions versions;
};

static enum status describe_origin(struct origin *origin, const char *command,
                                   struct error *error) {
    time_t now = time(NULL);
    struct tm utc;
    struct backend backend;
    enum status status = klimb_backend_select(&backend, BACKEND_EXACT, NULL, error);
    if (status != STATUS_OK)
        return status;
    *origin = (struct origin){.command = command, .date = "unknown"};
    if (gmtime_r(&now, &utc) != NULL)
        strftime(origin->date, sizeof origin->date, "%Y-%m-%dT%H:%M:%SZ", &utc);
    commit_describe(&origin->commit);
    versions_get(&origin->versions, &backend);
    return STATUS_OK;
}

/* Add all but files and seal. Returns 0 when memory ran out. */
static int fill(cJSON *root, const struct judgement *judgement, const struct origin *origin) {
    const struct scenario *scenario = judgement->scenario;
    const char *const words[][2] = {
        {"scenario", scenario->name}, {"digest", scenario->digest},
        {"date", origin->date},       {"commit", origin->commit.name},
        {"command", origin->command}, {"klimb", origin->versions.klimb},
    };
    int done = json_add_count(root, "format", PENDING_FORMAT);
    for (size_t i = 0; done && i < sizeof words / sizeof *words; i++)
        done = json_add_string(root, words[i][0], words[i][1]);
    cJSON *said = done && versions_add(root, &origin->versions)
                      ? cJSON_AddObjectToObject(root, "judgement")
                      : NULL;
    return said != NULL && verdict_json_fill(said, judgement);
}

/* Add `files`, which it takes over, and the seal. Returns 0 when memory ran out. */
static int finish(cJSON *root, cJSON *files) {
    char seal[65];
    if (!cJSON_AddItemToObject(root, "files", files)) {
        cJSON_Delete(files);
        return 0;
    }
    return pending_seal(seal, root, NULL) == STATUS_OK &&
           cJSON_AddStringToObject(root, PENDING_SEAL_KEY, seal) != NULL;
}

/* Takes over `files`. */
static enum status format_json(struct text *text, const struct judgement *judgement,
                               const struct origin *origin, cJSON *files, struct error *error) {
    char *plain = NULL;
    cJSON *root = cJSON_CreateObject();
    int is_filled = root != NULL && fill(root, judgement, origin);
    if (!is_filled)
        cJSON_Delete(files);
    else if (finish(root, files))
        plain = cJSON_Print(root);
    if (plain != NULL)
        text_add(text, "%s\n", plain);
    cJSON_free(plain);
    cJSON_Delete(root);
    return plain != NULL ? STATUS_OK
                         : klimb_error_set(error, STATUS_MEMORY, "no memory for " PENDING_JSON);
}

static enum status write_json(const char *made, const struct judgement *judgement,
                              const struct origin *origin, struct error *error) {
    cJSON *files;
    struct text text = {0};
    enum status status = pending_digest_files(&files, made, error);
    if (status == STATUS_OK)
        status = format_json(&text, judgement, origin, files, error);
    if (status == STATUS_OK)
        return write_text(made, PENDING_JSON, &text, error);
    text_free(&text);
    return status;
}

/* ---- in place -------------------------------------------------------------------------------- */

/* Keep pending scenarios of a family of the same name. */
static enum status replace(const char *made, const char *root, const char *name,
                           struct error *error) {
    char place[FILE_PATH_MAX];
    enum file_kind kind;
    enum status status = file_join(place, root, name, error);
    if (status == STATUS_OK)
        status = file_look(&kind, place, error);
    if (status == STATUS_OK && kind == FILE_FOLDER)
        status = folder_link(place, made, pending_is_own, NULL, error);
    return status == STATUS_OK ? folder_put(made, place, error) : status;
}

static enum status put_in_place(const char *made, const char *root, const char *name,
                                struct error *error) {
    int lock;
    enum status status = pending_lock(&lock, root, error);
    if (status == STATUS_OK)
        status = replace(made, root, name, error);
    pending_unlock(lock);
    return status;
}

static enum status leave_one(const struct check *check, long i, const char *root,
                             const struct origin *origin, struct error *error) {
    const struct scenario *scenario = &check->items[i].scenario;
    struct private_folder private = {0};
    char made[FILE_PATH_MAX];
    enum status status = private_folder_make(&private, root, error);
    if (status == STATUS_OK)
        status = file_join(made, private.path, "made", error);
    if (status == STATUS_OK)
        status = link_all_runs(made, check, i, error);
    if (status == STATUS_OK)
        status = write_scenario(made, scenario, error);
    if (status == STATUS_OK)
        status = write_json(made, &check->judgements[i], origin, error);
    if (status == STATUS_OK)
        status = put_in_place(made, root, scenario->name, error);
    private_folder_remove(&private);
    return status;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static int can_be_blessed(const struct check_item *item) {
    return item->refused.status == STATUS_OK && item->lack == NULL &&
           !scenario_is_external(&item->scenario);
}

static enum status leave_moved(long *left, const struct check *check,
                               const struct pending_request *request, struct error *error) {
    struct origin origin;
    enum status status = describe_origin(&origin, request->command, error);
    for (long i = 0; status == STATUS_OK && i < check->count; i++) {
        if (!can_be_blessed(&check->items[i]) || !check_has_moved(&check->judgements[i]))
            continue;
        status = leave_one(check, i, request->root, &origin, error);
        *left += status == STATUS_OK;
    }
    return status;
}

/* Remove a scenario that passes, whether its folder is whole or not. */
static enum status drop_one(long *removed, const char *root, const char *name,
                            struct error *error) {
    static const char *const files[] = {PENDING_JSON, PENDING_SCENARIO};
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
    enum file_kind kind = FILE_NONE;
    enum status status = file_join(folder, root, name, error);
    for (long i = 0; status == STATUS_OK && kind == FILE_NONE && i < 2; i++) {
        status = file_join(path, folder, files[i], error);
        if (status == STATUS_OK)
            status = file_look(&kind, path, error);
    }
    if (status != STATUS_OK || kind == FILE_NONE)
        return status;
    *removed += 1;
    return pending_remove(root, name, NULL, error);
}

enum status pending_leave(struct pending_count *count, const struct check *check,
                          const struct pending_request *request, struct error *error) {
    long moved = 0;
    enum status status = STATUS_OK;
    *count = (struct pending_count){0};
    for (long i = 0; status == STATUS_OK && i < check->count; i++) {
        const struct judgement *judgement = &check->judgements[i];
        moved += can_be_blessed(&check->items[i]) && check_has_moved(judgement);
        if (judgement->verdict == VERDICT_PASS)
            status = drop_one(&count->removed, request->root, judgement->scenario->name, error);
    }
    return status == STATUS_OK && moved > 0 ? leave_moved(&count->left, check, request, error)
                                            : status;
}
