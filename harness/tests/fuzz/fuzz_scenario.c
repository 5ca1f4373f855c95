/* scenario_load: a scenario, and the base that it may name, `base.yaml`. */
#include <string.h>

#include "scenario/scenario_load.h"
#include "scenario_copy.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static char root[FILE_PATH_MAX];
    if (root[0] == '\0') {
        fuzz_path(root, FUZZ_EXPERIMENTS);
        fuzz_folder(FUZZ_EXPERIMENTS "/family");
        fuzz_write(FUZZ_EXPERIMENTS "/family/other.yaml", "claim: other\n", 13);
        fuzz_write(FUZZ_EXPERIMENTS "/family/copy.yaml", "claim: copy\n", 12);
    }
    struct fuzz_piece piece[2];
    struct scenario scenario;
    struct error error = {0};
    fuzz_cut(piece, 2, bytes, size);
    fuzz_write(FUZZ_EXPERIMENTS "/family/input.yaml", piece[0].bytes, piece[0].size);
    fuzz_write(FUZZ_EXPERIMENTS "/family/base.yaml", piece[1].bytes, piece[1].size);
    enum status status = scenario_load(&scenario, root, "family/input", NULL, 0, &error);
    if (FUZZ_STATUS(status, &error) == STATUS_OK) {
        FUZZ_HOLDS(strcmp(scenario.name, "family/input") == 0 && scenario.claim[0] != '\0',
                   "name `%s`, claim `%s`", scenario.name, scenario.claim);
        FUZZ_HOLDS(strlen(scenario.digest) == 64, "the digest is `%s`", scenario.digest);
        scenario_copy_holds(&scenario, root);
        scenario_free(&scenario);
    } else {
        FUZZ_HOLDS(scenario.expect.count == 0, "claims of what was refused");
        FUZZ_HOLDS(error.file[0] != '\0' || status == STATUS_MEMORY || status == STATUS_IO,
                   "no file in: %s", error.message);
    }
    return 0;
}
