#include "cli/review/bless_from.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "cli/options/options_use.h"

/* ---- the folder ------------------------------------------------------------------------------ */

/* klimb unpacks no archives. */
static enum status check_folder(const char *path, struct error *error) {
    enum file_kind kind;
    enum status status = file_look(&kind, path, error);
    if (status != STATUS_OK || kind == FILE_FOLDER)
        return status;
    klimb_error_set(error, STATUS_INVALID, "--from must be a folder: %s %s", path,
                    kind == FILE_NONE ? "is not there" : "is a file");
    klimb_error_hint(error, "unpack the archive, and name the folder that has <scenario>/"
                            "pending.json in it");
    return STATUS_INVALID;
}

static enum status read_each(struct bless_from *from, const char *root, char *const *names,
                             long count, struct error *error) {
    from->pendings = calloc((size_t)count + 1, sizeof *from->pendings);
    if (from->pendings == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for %ld scenarios", count);
    enum status status = STATUS_OK;
    while (status == STATUS_OK && from->count < count) {
        status = pending_read(&from->pendings[from->count], root, names[from->count], error);
        from->count += status == STATUS_OK;
    }
    return status;
}

static enum status read_all(struct bless_from *from, const struct options *options,
                            struct error *error) {
    char **names = NULL;
    long count;
    enum status status = check_folder(options->from, error);
    if (status == STATUS_OK)
        status = pending_select(&names, &count, options->from, options->names, options->name_count,
                                error);
    if (status == STATUS_OK && count == 0) {
        status = klimb_error_set(error, STATUS_INVALID, "nothing is pending in %s", options->from);
        klimb_error_hint(error, "a failing check saves what moved in build/pending");
    }
    if (status == STATUS_OK)
        status = read_each(from, options->from, names, count, error);
    free(names);
    return status;
}

/* ---- runs ------------------------------------------------------------------------------------ */

static void say_origin(const struct pending *pending) {
    text_print_line(stdout, "%s: saved on %s by `%s`, commit %s, klimb %s", pending->name,
                    pending_text(pending, "date"), pending_text(pending, "command"),
                    pending_text(pending, "commit"), pending_text(pending, "klimb"));
}

static enum status accept_all(struct bless_from *from, const struct options *options,
                              struct error *error) {
    const struct check_options check_options = options_for_check(options);
    struct acceptance *acceptance = &from->acceptance;
    enum status status = accept_begin(acceptance, &check_options, from->pendings, from->count,
                                      error);
    if (status != STATUS_OK)
        return status;
    for (long i = 0; i < from->count; i++)
        say_origin(&from->pendings[i]);
    text_print_line(stdout, "%ld runs are pending, training %ld more", acceptance->taken,
                    acceptance->missing);
    fflush(stdout);
    status = accept_verify(stdout, acceptance, error);
    if (status == STATUS_OK)
        status = accept_judge(acceptance, error);
    if (status != STATUS_OK)
        accept_end(acceptance);
    return status;
}

/* klimb refuses a folder that was edited or that it cannot reproduce. */
static int fail(struct bless_from *from, struct error *error) {
    int is_refused = from->acceptance.is_refused || error->status == STATUS_FORMAT;
    int code = options_fail(error);
    bless_from_end(from);
    return is_refused ? EXIT_FAIL : code;
}

int bless_from_begin(struct bless_from *from, const struct options *options, struct error *error) {
    *from = (struct bless_from){0};
    enum status status = read_all(from, options, error);
    if (status == STATUS_OK)
        status = accept_all(from, options, error);
    return status == STATUS_OK ? EXIT_PASS : fail(from, error);
}

void bless_from_end(struct bless_from *from) {
    accept_end(&from->acceptance);
    for (long i = 0; i < from->count; i++)
        pending_free(&from->pendings[i]);
    free(from->pendings);
    *from = (struct bless_from){0};
}
