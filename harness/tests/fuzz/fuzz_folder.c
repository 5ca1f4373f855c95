/* A record's folder: record.csv, dims.csv and manifest.json, in which @record stands for the digest
 * of the two tables. An empty dims.csv or manifest.json is not there. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"
#include "record/record.h"

static void put_file(const char *below, const char *bytes, size_t size) {
    char path[FILE_PATH_MAX];
    if (size > 0) {
        fuzz_write(below, bytes, size);
        return;
    }
    fuzz_path(path, below);
    (void)unlink(path);
}

/* What @record stands for: known once the tables are read, if they can be. */
static char *sealed(const struct fuzz_piece *manifest, const char *folder) {
    struct record record;
    struct error error = {0};
    char digest[65] = "";
    put_file("run/manifest.json", "", 0);
    if (FUZZ_STATUS(record_read(&record, folder, &error), &error) == STATUS_OK)
        record_digest(digest, &record);
    record_free(&record);
    return fuzz_put(fuzz_text(manifest), "@record", digest);
}

static void check_record(const struct record *record) {
    char digest[65], again[65];
    struct record copy;
    struct error error = {0};
    char path[FILE_PATH_MAX];
    FUZZ_HOLDS(record->rows > 0, "a record of %ld rows", record->rows);
    FUZZ_HOLDS((record->latent > 0) == (record->dimension != NULL), "%ld latent dimensions",
               record->latent);
    FUZZ_HOLDS(record->outcome.diverged == 0 || record->outcome.diverged == 1, "outcome %d",
               record->outcome.diverged);
    record_digest(digest, record);
    fuzz_path(path, "copy");
    FUZZ_HOLDS(record_write(record, path, &error) == STATUS_OK, "it cannot be written: %s",
               error.message);
    FUZZ_HOLDS(record_read(&copy, path, &error) == STATUS_OK, "its own copy is refused: %s",
               error.message);
    record_digest(again, &copy);
    FUZZ_HOLDS(strcmp(digest, again) == 0, "the copy has another digest");
    record_free(&copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static char folder[FILE_PATH_MAX];
    if (folder[0] == '\0') {
        fuzz_folder("run");
        fuzz_path(folder, "run");
    }
    struct fuzz_piece piece[3];
    struct record record;
    struct error error = {0};
    fuzz_cut(piece, 3, bytes, size);
    fuzz_write("run/record.csv", piece[0].bytes, piece[0].size);
    put_file("run/dims.csv", piece[1].bytes, piece[1].size);
    char *manifest = sealed(&piece[2], folder);
    put_file("run/manifest.json", manifest, strlen(manifest));
    free(manifest);
    enum status status = record_read(&record, folder, &error);
    if (FUZZ_STATUS(status, &error) == STATUS_OK)
        check_record(&record);
    else
        FUZZ_HOLDS(record.rows == 0 && record.step == NULL, "rows of what was refused");
    record_free(&record);
    return 0;
}
