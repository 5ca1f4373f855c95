/* status.h -- how a function reports that it failed.
 *
 * Every function that can fail returns `enum status` and takes a caller-owned `struct error *`
 * as its last argument, which it fills in if it fails. core never prints and never exits.
 *
 *     struct error error = {0};
 *     if (klimb_backend_select(&backend, BACKEND_EXACT, NULL, &error) != STATUS_OK)
 *         fprintf(stderr, "%s\n", error.message);
 */
#ifndef KLIMB_STATUS_H
#define KLIMB_STATUS_H

/* X(name, meaning) */
#define STATUS_TABLE(X)                                                                            \
    X(OK, "success")                                                                               \
    X(INVALID, "an argument or a setting is out of its range")                                     \
    X(FORMAT, "a file does not have the form it should have")                                      \
    X(IO, "the operating system refused to read or write")                                         \
    X(MEMORY, "memory ran out")                                                                    \
    X(UNSUPPORTED, "this machine or build cannot do that")                                         \
    X(FAILED, "a run or a child process broke")

#define STATUS_ENUM(name, meaning) STATUS_##name,
enum status { STATUS_TABLE(STATUS_ENUM) STATUS_COUNT };
#undef STATUS_ENUM

/* What went wrong, where in the *user's* input, and what to try next. Zero-initialise it. */
struct error {
    enum status status;
    char message[512]; /* what was found and what is allowed; one line, no final stop or newline */
    char hint[256];    /* what to try next; empty if there is nothing to suggest */
    char key[64];    /* the wrong setting ("model.head.low"); empty if the error is in no setting */
    char file[1024]; /* the user's file; empty if the error is in no file */
    long line;       /* 1-based, 0 if unknown */
    long column;     /* 1-based, 0 if unknown */
    char more[1024]; /* errors joined to this one by klimb_error_join, each a line ending in \n */
    long left_out;   /* the number of joined errors that did not fit in `more` */
};

#define MUST_CHECK             __attribute__((warn_unused_result))
#define PRINTF_LIKE(at, first) __attribute__((format(printf, at, first)))

/* klimb_status_meaning -- the sentence of STATUS_TABLE for a status, never NULL. */
const char *klimb_status_meaning(enum status status);

/* klimb_error_set -- fill `error` (which may be NULL) and return `status`, so that a caller can write
 *   return klimb_error_set(error, STATUS_INVALID, "batch is %ld; must be from 1 to %ld", n, max);
 * Overwrites all fields: key, file, line, column, hint and more become empty. Truncates a long
 * message. */
enum status klimb_error_set(struct error *error, enum status status, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* klimb_error_at -- klimb_error_set, and the place in the user's input. line, column 0: unknown. */
enum status klimb_error_at(struct error *error, enum status status, const char *file, long line,
                           long column, const char *format, ...) PRINTF_LIKE(6, 7);

/* klimb_error_key -- klimb_error_set, and the key of the wrong setting, from which a program that read
 * the settings from a file finds the line. The message must name the setting too. */
enum status klimb_error_key(struct error *error, enum status status, const char *key,
                            const char *format, ...) PRINTF_LIKE(4, 5);

/* klimb_error_hint -- add what to try next to an error already set; the status stays:
 *   klimb_error_set(error, STATUS_IO, "cannot read %s", path);
 *   klimb_error_hint(error, "check data.path");
 *   return STATUS_IO;
 * error may be NULL. */
void klimb_error_hint(struct error *error, const char *format, ...) PRINTF_LIKE(2, 3);

/* klimb_error_join -- add `next` to `all`, so that one report names everything that is wrong. If `all`
 * is empty (STATUS_OK), it becomes a copy of `next`. Else the line "file:line:column: message; hint"
 * and the lines of next->more are appended to all->more; a line that does not fit is left out whole
 * and counted in all->left_out. Neither may be NULL. Returns the status of `all`. */
enum status klimb_error_join(struct error *all, const struct error *next);

#endif
