#include "history/bisect.h"

#include <string.h>

#include "base/file.h"

/* A file of klimb's own sources, as in check/changed.c. */
static int is_own_repository(void) {
    enum file_kind kind;
    return file_look(&kind, "core/klimb.h", NULL) == STATUS_OK && kind == FILE_REGULAR;
}

static const char *find_obstacle(const struct history_finding *finding) {
    if (finding->before->commit[0] == '\0' || finding->after->commit[0] == '\0')
        return "git told no commit at one of these checks";
    if (strcmp(finding->before->commit, finding->after->commit) == 0)
        return "both checks were at this commit: what changed is in no commit, or in the machine";
    if (finding->before->is_dirty || finding->after->is_dirty)
        return "the work tree had changes at one of these checks, so that its commit may not show "
               "it";
    return NULL;
}

void bisect_add(struct text *text, const struct history_finding *finding) {
    struct text script = {0}, name = {0};
    const char *obstacle = find_obstacle(finding);
    if (obstacle != NULL && strstr(obstacle, "work tree") == NULL) {
        text_add(text, "# no git bisect: %s\n", obstacle);
        return;
    }
    if (obstacle != NULL)
        text_add(text, "# %s\n", obstacle);
    text_add(text, "git bisect start %s %s\n", finding->after->commit, finding->before->commit);
    text_add_escaped(&name, finding->scenario, TEXT_SHELL);
    int is_own = is_own_repository();
    text_add(&script,
             "%s%s check -q --history none -b %s %s >/dev/null; code=$?; "
             "[ $code -lt 2 ] && exit $code; exit 125",
             is_own ? "make -s build/release/klimb || exit 125; " : "",
             is_own ? "build/release/klimb" : "klimb", finding->after->backend, text_string(&name));
    text_add(text, "git bisect run sh -c ");
    text_add_escaped(text, text_string(&script), TEXT_SHELL);
    text_add(text, "\n");
    text->failed |= script.failed | name.failed;
    text_free(&script);
    text_free(&name);
}
