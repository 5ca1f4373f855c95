#include "golden/commit.h"

#include <stdio.h>
#include <string.h>

/* git prints the commit on its last line, after any warnings, and an error on its first, before
 * advice. */
void commit_describe(struct commit *commit) {
    char line[COMMIT_TROUBLE_MAX], first[COMMIT_TROUBLE_MAX] = "", last[COMMIT_TROUBLE_MAX] = "";
    *commit = (struct commit){.name = "unknown", .trouble = "git could not be started"};
    FILE *git = popen("git describe --always --dirty --abbrev=12 2>&1", "r");
    if (git == NULL)
        return;
    while (fgets(line, sizeof line, git) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (first[0] == '\0')
            memcpy(first, line, sizeof first);
        memcpy(last, line, sizeof last);
    }
    if (pclose(git) == 0 && last[0] != '\0') {
        snprintf(commit->name, sizeof commit->name, "%.*s", COMMIT_MAX - 1, last);
        commit->trouble[0] = '\0';
    } else
        snprintf(commit->trouble, sizeof commit->trouble, "%s",
                 first[0] != '\0' ? first : "git said nothing");
}
