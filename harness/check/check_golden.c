#include "check/check_golden.h"

#include <string.h>

#include "base/text.h"

static enum status refuse(struct error *error, const char *name) {
    text_hint_command(error, "klimb bless --reason TEXT", name, "");
    return STATUS_FAILED;
}

enum status check_read_golden(struct golden *golden, const struct scenario *scenario,
                              const char *expected, struct error *error) {
    const char *name = scenario->name;
    int is_there;
    *golden = (struct golden){0};
    enum status status = golden_look(&is_there, expected, name, error);
    if (status != STATUS_OK)
        return status;
    if (!is_there) {
        klimb_error_set(error, STATUS_FAILED, "%s has no golden in %s", name, expected);
        return refuse(error, name);
    }
    status = golden_read(golden, expected, name, error);
    if (status != STATUS_OK || strcmp(golden->digest, scenario->digest) == 0)
        return status;
    klimb_error_set(error, STATUS_FAILED,
                    "the golden of %s is stale: its digest is %.12s, that of the scenario %.12s",
                    name, golden->digest, scenario->digest);
    golden_free(golden);
    return refuse(error, name);
}
