#include "history/bisect.h"

#include <string.h>

#include "base/file.h"

/* A file of klimb's own sources, as in check/changed.c. */
static int is_own_repository(void) {
    enum file_kind kind;
    return file_look(&kind, "core/klimb.h", NULL) == STATUS_OK && kind == FILE_REGULAR;
}

/* Why there are no commands; NULL where there are. */
static const char *find_obstacle(const struct history_finding *finding) {
    if (finding->before->commit[0] == '\0' || finding->after->commit[0] == '\0')
        return "one of these checks ran outside git";
    if (strcmp(finding->before->commit, finding->after->commit) == 0)
        return "both checks ran at the same commit, so that no commit made the change";
    return NULL;
}

/* The script that git runs at each commit, as one word of a shell. */
static void add_script(struct text *text, const struct history_finding *finding) {
    struct text script = {0};
    int is_own = is_own_repository();
    text_add(&script, "%s%s check -q --no-pending --history none -b %s",
             is_own ? "make -s build/release/klimb || exit 125; " : "",
             is_own ? "build/release/klimb" : "klimb", finding->after->backend);
    text_add_operands(&script, &finding->scenario, 1);
    text_add(&script, " >/dev/null; code=$?; [ $code -lt 2 ] && exit $code; exit 125");
    text_add_escaped(text, text_string(&script), TEXT_SHELL);
    text->failed |= script.failed;
    text_free(&script);
}

void bisect_add(struct text *text, const struct history_finding *finding) {
    const char *obstacle = find_obstacle(finding);
    if (obstacle != NULL) {
        text_add(text, "# no git bisect: %s\n", obstacle);
        return;
    }
    if (finding->before->is_dirty || finding->after->is_dirty)
        text_add(text, "# the work tree had uncommitted changes at one of these checks: its commit "
                       "may not show the change\n");
    text_add(text, "git bisect start %s %s\n", finding->after->commit, finding->before->commit);
    text_add(text, "git bisect run sh -c ");
    add_script(text, finding);
    text_add(text, "\n");
}
