/* fuzz.h -- what the fuzz targets share: cutting an input into pieces, files for parsers that read
 * paths, and properties that have to hold whatever the input is.
 *
 * A target is a file fuzz_<name>.c with LLVMFuzzerTestOneInput, which libFuzzer calls with one input
 * after another. An input of several files has them one after the other with FUZZ_CUT between them.
 *
 *     struct fuzz_piece piece[2];
 *     fuzz_cut(piece, 2, bytes, size);
 *     char *text = fuzz_text(&piece[0]);
 *     FUZZ_STATUS(yaml_parse(&yaml, "input", text, (long)piece[0].size, &error), &error);
 *     FUZZ_HOLDS(yaml.root != NULL, "an empty tree");
 *
 * `make fuzz` builds and runs all of them (harness/tests/fuzz.sh).
 */
#ifndef KLIMB_FUZZ_H
#define KLIMB_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "base/file.h"
#include "base/status.h"
#include "base/text.h"

#define FUZZ_CUT "%%%%\n"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* A part of an input, not terminated. */
struct fuzz_piece {
    const char *bytes;
    size_t size;
};

/* fuzz_cut -- the parts of an input. Missing ones are empty; the last takes all that is left. */
void fuzz_cut(struct fuzz_piece *piece, long count, const uint8_t *bytes, size_t size);

/* fuzz_text -- a copy of a piece with a NUL after it and not a byte more, so that AddressSanitizer
 * sees what reads past it. Freed by the caller. */
char *fuzz_text(const struct fuzz_piece *piece);

/* fuzz_digit -- take the first byte of a piece away and return its lowest three bits: a choice that
 * the input makes. Readable as a digit. */
int fuzz_digit(struct fuzz_piece *piece);

/* fuzz_put -- replace the first `word` of a text by `value`, in a new copy of it; the old one is
 * freed. For digests of what an input holds, which no mutation could find. */
char *fuzz_put(char *text, const char *word, const char *value);

/* fuzz_path -- a path in a folder of this process alone, in memory where the system has such a place.
 * Lives in a table of the caller's: 'out' [FILE_PATH_MAX]. */
void fuzz_path(char out[FILE_PATH_MAX], const char *below);

/* fuzz_write -- put a file there, quickly: not flushed. fuzz_folder makes a folder. */
void fuzz_write(const char *below, const void *bytes, size_t size);
void fuzz_folder(const char *below);

/* fuzz_is -- whether two texts hold the same bytes. */
int fuzz_is(const struct text *a, const struct text *b);

/* FUZZ_HOLDS -- end the process as a finding unless the property holds; the rest is a format. */
#define FUZZ_HOLDS(holds, ...)                                                                     \
    do {                                                                                           \
        if (!(holds))                                                                              \
            fuzz_broken(__FILE__, __LINE__, __VA_ARGS__);                                          \
    } while (0)
void fuzz_broken(const char *file, int line, const char *format, ...)
    __attribute__((noreturn, format(printf, 3, 4)));

/* FUZZ_STATUS -- a status that was returned, and what the error says: a failure has the same status
 * in both and a message; a line or column only with a file. Memory that ran out is a failure that no
 * small input has. Returns the status. */
#define FUZZ_STATUS(status, error) fuzz_status(__FILE__, __LINE__, status, error)
enum status fuzz_status(const char *file, int line, enum status status, const struct error *error);

/* FUZZ_PLACED -- that an error names the file `name`, and a line of it where `has_line`. */
#define FUZZ_PLACED(error, name)                                                                   \
    FUZZ_HOLDS(strcmp((error)->file, name) == 0 && (error)->line > 0, "no place in: %s",           \
               (error)->message)

#endif
