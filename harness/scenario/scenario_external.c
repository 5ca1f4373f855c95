#include "scenario/scenario_external.h"

#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/program.h"
#include "scenario/schema_keys.h"
#include "scenario/substitute.h"
#include "train/probe.h"

/* A training script is far smaller. */
enum { FILE_BYTES_MAX = 64 << 20 };

/* Limit of trainer.needs: importing a large library takes some 10 s from a cold disk. */
static const double needs_seconds = 60;

enum status scenario_external_folder(char folder[FILE_PATH_MAX], const struct scenario *scenario,
                                     struct error *error) {
    char parent[FILE_PATH_MAX];
    file_parent(parent, scenario->path);
    char *whole = realpath(parent, NULL);
    if (whole == NULL)
        return file_error(error, "find", parent);
    enum status status = file_join(folder, "", whole, error);
    free(whole);
    return status;
}

/* ---- the rules ----------------------------------------------------------------------------------- */

/* Without a command, no key of an external trainer may be set. */
static enum status refuse_without_command(const struct scenario *scenario, struct error *error) {
    for (const struct schema_key *key = schema_keys; key->path != NULL; key++) {
        if (!(key->flags & SCHEMA_EXTERNAL) || !scenario->given[key - schema_keys])
            continue;
        if (strcmp(key->path, "trainer.command") == 0)
            return klimb_error_key(error, STATUS_FORMAT, key->path,
                                   "trainer.command must have at least one word, the program");
        klimb_error_key(error, STATUS_FORMAT, key->path,
                        "%s is for a trainer of your own, but trainer.command is missing",
                        key->path);
        klimb_error_hint(error, "trainer: {command: [python3, train.py], log: metrics.csv}");
        return STATUS_FORMAT;
    }
    return STATUS_OK;
}

/* Name the key in an error. */
static enum status blame(struct error *error, const char *key) {
    if (error == NULL)
        return STATUS_FORMAT;
    char message[sizeof error->message], hint[sizeof error->hint];
    enum status status = error->status;
    memcpy(message, error->message, sizeof message);
    memcpy(hint, error->hint, sizeof hint);
    klimb_error_key(error, status, key, "%s: %s", key, message);
    if (hint[0] != '\0')
        klimb_error_hint(error, "%s", hint);
    return status;
}

static enum status check_words(struct scenario *scenario, const struct words *words,
                               const char *key, struct error *error) {
    const struct substitution values = {.scenario = scenario, .dir = ".", .experiment = "."};
    enum status status = STATUS_OK;
    for (const char *word = words_first(words); status == STATUS_OK && word != NULL;
         word = words_next(words, word)) {
        struct text text = {0};
        status = substitute(&text, word, &values, scenario->given, error);
        text_free(&text);
    }
    return status == STATUS_OK ? STATUS_OK : blame(error, key);
}

/* The columns of a record: step, epoch and the observables. */
static enum status check_column(const char *name, struct error *error) {
    const char *names[OBSERVABLES + 3] = {"step", "epoch"};
    for (enum observable column = 0; column < OBSERVABLES; column++)
        names[column + 2] = klimb_observable_info[column].name;
    if (text_index(name, names) >= 0)
        return STATUS_OK;
    const char *nearest = text_nearest(name, names);
    klimb_error_key(error, STATUS_FORMAT, "trainer.columns",
                    "trainer.columns.%s is not a column of klimb", name);
    if (nearest != NULL)
        klimb_error_hint(error, "did you mean %s?", nearest);
    else
        klimb_error_hint(error, "write {kl: name_in_the_log}");
    return STATUS_FORMAT;
}

static enum status check_columns(const struct words *columns, struct error *error) {
    enum status status = STATUS_OK;
    for (const char *name = words_first(columns); status == STATUS_OK && name != NULL;) {
        const char *value = words_next(columns, name);
        status = check_column(name, error);
        if (status == STATUS_OK && strpbrk(value, ",=") != NULL)
            status = klimb_error_key(error, STATUS_FORMAT, "trainer.columns",
                                     "trainer.columns.%s must be the name of a column without , "
                                     "and =, not \"%.60s\"",
                                     name, value);
        name = words_next(columns, value);
    }
    return status;
}

/* ---- files --------------------------------------------------------------------------------------- */

static enum status digest_file(char digest[65], const char *folder, const char *written,
                               struct error *error) {
    char path[FILE_PATH_MAX], *bytes;
    size_t size;
    enum file_kind kind = FILE_NONE;
    enum status status = file_join(path, folder, written, error);
    if (status == STATUS_OK)
        status = file_look(&kind, path, error);
    if (status == STATUS_OK && kind == FILE_NONE)
        status = klimb_error_set(error, STATUS_FORMAT, "there is no file %s", path);
    if (status == STATUS_OK)
        status = file_read(&bytes, &size, path, FILE_BYTES_MAX, error);
    if (status != STATUS_OK)
        return blame(error, "files");
    file_digest(digest, bytes, size);
    free(bytes);
    return STATUS_OK;
}

static enum status digest_files(struct scenario *scenario, struct error *error) {
    struct external *external = &scenario->external;
    char folder[FILE_PATH_MAX];
    long i = 0;
    enum status status = STATUS_OK;
    file_parent(folder, scenario->path);
    for (const char *word = words_first(&external->files); status == STATUS_OK && word != NULL;
         word = words_next(&external->files, word))
        status = digest_file(external->file_digests[i++], folder, word, error);
    return status;
}

enum status scenario_external_check(struct scenario *scenario, struct error *error) {
    struct external *external = &scenario->external;
    if (!scenario_is_external(scenario))
        return refuse_without_command(scenario, error);
    enum status status = check_words(scenario, &external->command, "trainer.command", error);
    if (status == STATUS_OK && external->command.bytes[0] == '\0')
        status = klimb_error_key(error, STATUS_FORMAT, "trainer.command",
                                 "the first word of trainer.command is empty");
    if (status == STATUS_OK && external->log[0] == '\0')
        status = klimb_error_key(error, STATUS_FORMAT, "trainer.log", "trainer.log is empty");
    if (status == STATUS_OK)
        status = check_columns(&external->columns, error);
    return status == STATUS_OK ? digest_files(scenario, error) : status;
}

/* ---- what is installed --------------------------------------------------------------------------- */

static int is_program(const char *folder, const char *name) {
    char path[FILE_PATH_MAX];
    enum file_kind kind = FILE_NONE;
    return file_join(path, folder, name, NULL) == STATUS_OK &&
           file_look(&kind, path, NULL) == STATUS_OK && kind == FILE_REGULAR &&
           access(path, X_OK) == 0;
}

/* Whether the program that the command begins with is found. Searches as execvp does; a name with a slash is relative to the folder in which it will run. */
static int has_program(const struct scenario *scenario) {
    const char *name = words_first(&scenario->external.command), *path = getenv("PATH");
    char folder[FILE_PATH_MAX];
    file_parent(folder, scenario->path);
    if (name == NULL || strchr(name, '/') != NULL || strchr(name, '{') != NULL)
        return name != NULL && (strchr(name, '{') != NULL || is_program(folder, name));
    path = path != NULL ? path : "/usr/local/bin:/usr/bin:/bin";
    for (size_t length;; path += length + 1) {
        length = strcspn(path, ":");
        snprintf(folder, sizeof folder, "%.*s", (int)length, length > 0 ? path : ".");
        if (length < sizeof folder && is_program(folder, name))
            return 1;
        if (path[length] == '\0')
            return 0;
    }
}

/* Whether a command ends with code 0. */
static int succeeds(const struct words *words, const char *folder) {
    static const struct timespec moment = {.tv_nsec = 5000000};
    const char *arguments[WORDS_BYTES + 1] = {NULL};
    struct program program;
    sigset_t mask;
    long count = 0;
    for (const char *word = words_first(words); word != NULL; word = words_next(words, word))
        arguments[count++] = word;
    sigprocmask(SIG_SETMASK, NULL, &mask);
    if (program_open(&program, 1) != 0)
        return 0;
    double deadline = clock_now() + needs_seconds;
    int is_content = 0;
    if (program_start(&program, folder, arguments, 1, &mask) == 0) {
        while (!program_has_ended(&program) && clock_now() < deadline)
            nanosleep(&moment, NULL);
        is_content = program.id == 0 && program.is_content;
    }
    program_close(&program);
    return is_content;
}

int scenario_lacks_program(const struct scenario *scenario) {
    const struct external *external = &scenario->external;
    char folder[FILE_PATH_MAX];
    if (!scenario_is_external(scenario) || external->install[0] == '\0')
        return 0;
    if (!has_program(scenario))
        return 1;
    return external->needs.count > 0 &&
           (scenario_external_folder(folder, scenario, NULL) != STATUS_OK ||
            !succeeds(&external->needs, folder));
}
