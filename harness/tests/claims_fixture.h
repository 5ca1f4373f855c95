/* claims_fixture.h -- an `expect:` list from text, for the tests of claims.
 *
 *     struct claim_list list = {0};
 *     expect_parsed(&list, "[final: {kl: [1, 2]}]");
 *     claims_free(&list);
 */
#ifndef KLIMB_CLAIMS_FIXTURE_H
#define KLIMB_CLAIMS_FIXTURE_H

#include <check.h>
#include <string.h>

#include "claims.h"

/* Parse an `expect:` list as if it stood in weak-prior/x.yaml. What the list held is freed. */
static inline enum status expect_parse(struct claim_list *list, const char *text,
                                       struct error *error) {
    struct yaml yaml;
    claims_free(list);
    *error = (struct error){0};
    ck_assert_int_eq(yaml_parse(&yaml, "x.yaml", text, (long)strlen(text), error), STATUS_OK);
    enum status status = claims_parse(list, &yaml, yaml.root, "weak-prior", error);
    yaml_free(&yaml);
    return status;
}

/* The same for a text without mistakes. */
static inline void expect_parsed(struct claim_list *list, const char *text) {
    struct error error;
    ck_assert_msg(expect_parse(list, text, &error) == STATUS_OK, "%ld:%ld: %s", error.line,
                  error.column, error.message);
}

#endif
