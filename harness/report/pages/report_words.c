/* Sequences as words: examples, their reconstructions and samples of the prior, from the run's words.txt. */
#include <stdlib.h>

#include "base/file.h"
#include "report/pages/report_pages.h"

enum { WORDS_LIMIT = 1 << 20 }; /* bytes; no run leaves more */

/* Reads words.txt of the run that represents the subject, freed by the caller; NULL if there is none. */
static char *read_words(struct report_page *page, const struct report_subject *subject) {
    char path[FILE_PATH_MAX], *bytes = NULL;
    const struct job *job = subject->evidence->jobs;
    enum file_kind kind = FILE_NONE;
    size_t size;
    if (page->status != STATUS_OK || job->seed != report_first_seed(subject))
        return NULL;
    page->status = file_join(path, job->folder, "words.txt", page->error);
    if (page->status == STATUS_OK)
        page->status = file_look(&kind, path, page->error);
    if (page->status == STATUS_OK && kind == FILE_REGULAR)
        page->status = file_read(&bytes, &size, path, WORDS_LIMIT, page->error);
    return bytes;
}

void report_add_words(struct report_page *page, struct text *out,
                      const struct report_subject *subject) {
    if (subject->seed_count == 0 || subject->outcome.diverged)
        return;
    char *words = read_words(page, subject);
    const struct template_field fields[] = {REPORT_WORDS("words", words)};
    if (words != NULL)
        REPORT_FILL(page, out, PART_WORDS, fields);
    free(words);
}
