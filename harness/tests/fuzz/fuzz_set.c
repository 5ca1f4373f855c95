/* `--set`: up to eight overrides, a line each, of a scenario that says little and has a base. */
#include <stdlib.h>
#include <string.h>

#include "scenario/scenario_load.h"
#include "scenario_copy.h"

enum { OVERRIDES_MAX = 8 };

static const char input[] = "claim: a claim\nbase: base.yaml\nmodel: {latent: 3}\n"
                            "expect:\n  - final: {kl: [1, 2]}\n";
static const char base[] = "claim: another\ndata: {source: bars, examples: 100}\n"
                           "train: {steps: 20}\nseeds: {check: 2, golden: 12}\n";

static void make_files(char root[FILE_PATH_MAX]) {
    fuzz_path(root, FUZZ_EXPERIMENTS);
    fuzz_folder(FUZZ_EXPERIMENTS "/family");
    fuzz_write(FUZZ_EXPERIMENTS "/family/input.yaml", input, strlen(input));
    fuzz_write(FUZZ_EXPERIMENTS "/family/base.yaml", base, strlen(base));
}

/* The lines of a text, which lose their ends. */
static long cut_lines(const char *line[OVERRIDES_MAX], char *text) {
    long count = 0;
    char *rest = text;
    while (rest != NULL && *rest != '\0' && count < OVERRIDES_MAX)
        line[count++] = strsep(&rest, "\n");
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static char root[FILE_PATH_MAX];
    if (root[0] == '\0')
        make_files(root);
    struct fuzz_piece whole;
    struct scenario scenario;
    struct error error = {0};
    const char *override[OVERRIDES_MAX];
    fuzz_cut(&whole, 1, bytes, size);
    char *text = fuzz_text(&whole);
    long count = cut_lines(override, text);
    enum status status = scenario_load(&scenario, root, "family/input", override, count, &error);
    if (FUZZ_STATUS(status, &error) == STATUS_OK) {
        scenario_copy_holds(&scenario, root);
        scenario_free(&scenario);
    } else {
        FUZZ_HOLDS(error.file[0] != '\0' || status == STATUS_MEMORY, "no place in: %s",
                   error.message);
    }
    free(text);
    return 0;
}
