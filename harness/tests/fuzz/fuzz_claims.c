/* The `expect` of a scenario: claims_parse, and claims_format, which has to read back. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "judge/claims_evaluate.h"
#include "scenario/claims/claims.h"

static const char folder[] = "family/deeper";

static enum status parse(struct claim_list *list, const char *name, const char *text, size_t size,
                         struct error *error) {
    struct yaml yaml;
    enum status status = yaml_parse(&yaml, name, text, (long)size, error);
    if (status != STATUS_OK)
        return status;
    if (yaml.root == NULL)
        status = klimb_error_set(error, STATUS_FORMAT, "nothing");
    else
        status = claims_parse(list, &yaml, yaml.root, folder, error);
    if (yaml.root != NULL && FUZZ_STATUS(status, error) != STATUS_OK)
        FUZZ_PLACED(error, name);
    yaml_tree_free(&yaml);
    return status;
}

static void read_back(const struct claim_list *list) {
    struct text written = {0}, again = {0};
    struct claim_list copy = {0};
    struct error error = {0};
    claims_format(&written, list, folder);
    text_add(&written, "\n");
    enum status status = parse(&copy, "copy", written.bytes, written.length, &error);
    FUZZ_HOLDS(status == STATUS_OK, "its own copy is refused: line %ld: %s:\n%s", error.line,
               error.message, written.bytes);
    FUZZ_HOLDS(copy.count == list->count, "%ld claims became %ld", list->count, copy.count);
    claims_format(&again, &copy, folder);
    text_add(&again, "\n");
    FUZZ_HOLDS(fuzz_is(&written, &again), "%s\nreads back as\n%s", written.bytes, again.bytes);
    claims_free(&copy);
    text_free(&written);
    text_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct fuzz_piece whole;
    struct claim_list list = {0};
    struct error error = {0};
    fuzz_cut(&whole, 1, bytes, size);
    char *text = fuzz_text(&whole);
    if (parse(&list, "input", text, size, &error) == STATUS_OK) {
        for (long i = 0; i < list.count; i++) {
            char words[CLAIM_TEXT_MAX];
            claims_describe(words, &list.claims[i]);
            FUZZ_HOLDS(words[0] != '\0', "a claim without words");
        }
        read_back(&list);
    } else {
        FUZZ_HOLDS(list.count == 0, "claims of what was refused");
    }
    claims_free(&list);
    free(text);
    return 0;
}
