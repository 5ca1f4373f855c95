#include "files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void result_add(struct result *result, enum wrong wrong, const char *what, const char *path) {
    result->wrongs |= 1u << wrong;
    if (result->why[0] == '\0')
        snprintf(result->why, sizeof result->why, "%s%s%.160s", what, path[0] != '\0' ? ": " : "",
                 path);
}

/* ---- one unit -------------------------------------------------------------------------------- */

struct unit {
    char name[TREE_PATH_MAX];
    long known, now; /* files that belong to it before or without a fault; that are there now */
    long as_before;  /* of the known: the same as before, which may be not there */
    long as_after;   /* of the known: the same as without a fault */
    int was_there;   /* something of it was there before */
    int has_key;     /* what says that it is whole is there now */
    int has_old;     /* a file is there that only the old one has */
    char lost[TREE_PATH_MAX]; /* what says that it is whole was there before and is gone */
    char cut[TREE_PATH_MAX];  /* a file that is neither the old nor the new one */
};

/* Where this file stands, the record or golden counts as there. */
static int is_key(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL &&
           (strcmp(slash, "/manifest.json") == 0 || strcmp(slash, "/golden.json") == 0 ||
            strcmp(slash, "/pending.json") == 0);
}

static void add_file(struct unit *unit, const char *path, uint64_t before, uint64_t after,
                     uint64_t now) {
    unit->known++;
    unit->now += now != 0;
    unit->as_before += now == before;
    unit->as_after += now == after;
    unit->was_there |= before != 0;
    unit->has_old |= now != 0 && now == before && before != after;
    unit->has_key |= now != 0 && is_key(path);
    if (now == 0 && before != 0 && is_key(path))
        snprintf(unit->lost, sizeof unit->lost, "%s", path);
    if (now != 0 && now != before && now != after)
        snprintf(unit->cut, sizeof unit->cut, "%s", path);
}

/* A page that is whole ends as such a page does. */
static int is_whole_page(const char *folder, const char *path) {
    char where[1024];
    long size;
    size_t length = strlen(path);
    const char *end = strcmp(path + length - 4, ".svg") == 0 ? "</svg>" : "</html>";
    snprintf(where, sizeof where, "%s/%s", folder, path);
    char *bytes = file_bytes(where, &size);
    int is_page = strcmp(path + length - 4, ".svg") == 0 ||
                  (length > 5 && strcmp(path + length - 5, ".html") == 0);
    int is_whole = bytes != NULL && size > 0 && (!is_page || strstr(bytes, end) != NULL);
    free(bytes);
    return is_whole;
}

/* A report that tells about a broken run is neither the old one nor that without a fault, and so is the page of a study that
 * lacks runs. It must have nothing of the old one, and its pages have to be whole. */
static int is_telling_report(const struct unit *unit, const struct tree *now, const char *folder) {
    char index[TREE_PATH_MAX + 16];
    size_t length = strlen(unit->name);
    int is_one = strcmp(unit->name, "build/report") == 0 ||
                 (strncmp(unit->name, TREE_STUDY, length) == 0 && length + 1 == strlen(TREE_STUDY));
    snprintf(index, sizeof index, "%s/index.html", unit->name);
    if (!is_one || unit->has_old || tree_find(now, index) == 0)
        return 0;
    for (long i = 0; i < now->count; i++) {
        const char *path = now->entries[i].path;
        if (strncmp(path, index, length + 1) == 0 && !is_whole_page(folder, path))
            return 0;
    }
    return 1;
}

/* The tables of a study that lacks runs say which: all four runs have a row in table.csv, one at least with the outcome
 * missing; at both points of points.csv the runs and those missing are two, and not all are there. */
static int is_telling_study(const struct unit *unit, const char *folder) {
    char where[1024];
    long rows = -1, lacking = 0, sound = 1;
    int is_of_runs = strcmp(unit->name, TREE_STUDY "table.csv") == 0;
    if (!is_of_runs && strcmp(unit->name, TREE_STUDY "points.csv") != 0)
        return 0;
    snprintf(where, sizeof where, "%s/%s", folder, unit->name);
    char *bytes = file_bytes(where, NULL);
    for (char *line = bytes, *end; line != NULL && (end = strchr(line, '\n')) != NULL;
         line = end + 1) {
        long runs = 0, missing = 0;
        *end = '\0';
        if (rows++ < 0)
            continue;
        if (!is_of_runs)
            sound &= sscanf(line, "%*d,%ld,%*d,%ld,", &runs, &missing) == 2 && runs + missing == 2;
        lacking += is_of_runs ? strstr(line, ",missing,,,") != NULL : missing;
    }
    free(bytes);
    return sound && lacking > 0 && rows == (is_of_runs ? 4 : 2);
}

/* Tables that may be neither old nor new: of verdicts, where one is ERROR, and of a calibration, which
 * is written as far as it has come. Each line must have as many columns as the first. */
static int is_telling_table(const struct unit *unit, const char *folder) {
    char where[1024];
    int is_of_verdicts = strcmp(unit->name, FILES_VERDICTS) == 0;
    if (!is_of_verdicts && strcmp(unit->name, "build/calibrate/calibrate.csv") != 0)
        return 0;
    snprintf(where, sizeof where, "%s/%s", folder, unit->name);
    char *bytes = file_bytes(where, NULL);
    int commas = -1, is_whole = bytes != NULL && bytes[0] != '\0';
    for (const char *line = bytes; is_whole && *line != '\0'; line += strcspn(line, "\n") + 1) {
        size_t length = strcspn(line, "\n");
        int found = 0;
        for (size_t i = 0; i < length && line[i] != '"'; i++) /* a reason may have commas */
            found += line[i] == ',';
        is_whole = line[length] == '\n' && (commas < 0 || found == commas);
        commas = found;
    }
    is_whole = is_whole && (!is_of_verdicts || strstr(bytes, ",ERROR,") != NULL);
    free(bytes);
    return is_whole;
}

static void judge_unit(struct result *result, const struct unit *unit, const struct tree *now,
                       const char *folder, int may_tell) {
    if (unit->known == 0 || unit->as_before == unit->known || unit->as_after == unit->known)
        return;
    /* A record is there once its manifest is. What a first run had begun, the next one takes over. */
    if (!unit->was_there && strstr(unit->name, "/seed-") != NULL && !unit->has_key)
        return;
    if (is_telling_table(unit, folder))
        return;
    if (may_tell && (is_telling_report(unit, now, folder) || is_telling_study(unit, folder)))
        return;
    if (unit->was_there && (unit->now == 0 || unit->lost[0] != '\0'))
        result_add(result, WRONG_LOST, "lost", unit->now == 0 ? unit->name : unit->lost);
    else if (unit->cut[0] != '\0')
        result_add(result, WRONG_CUT, "neither old nor new", unit->cut);
    else
        result_add(result, WRONG_MIXED, "mixed", unit->name);
}

/* ---- all of them ----------------------------------------------------------------------------- */

/* The next path in order over three trees, NULL at the end. `at` are places in them. */
static const char *next_path(const struct tree *const trees[3], long at[3]) {
    const char *first = NULL;
    for (int i = 0; i < 3; i++) {
        const char *path = at[i] < trees[i]->count ? trees[i]->entries[at[i]].path : NULL;
        if (path != NULL && (first == NULL || strcmp(path, first) < 0))
            first = path;
    }
    for (int i = 0; first != NULL && i < 3; i++)
        at[i] += at[i] < trees[i]->count && strcmp(trees[i]->entries[at[i]].path, first) == 0;
    return first;
}

void files_judge(struct result *result, const struct truth *truth, const struct tree *now,
                 const char *folder, int may_tell) {
    const struct tree *const trees[3] = {&truth->before, &truth->after, now};
    long at[3] = {0};
    struct unit unit = {.known = 0};
    for (const char *path; (path = next_path(trees, at)) != NULL;) {
        char name[TREE_PATH_MAX];
        uint64_t before = tree_find(&truth->before, path), after = tree_find(&truth->after, path);
        tree_unit(name, path);
        if (tree_is_hidden(path) || (before == 0 && after == 0))
            continue;
        if (strcmp(name, unit.name) != 0) { /* files of a unit follow each other */
            judge_unit(result, &unit, now, folder, may_tell);
            unit = (struct unit){.known = 0};
            memcpy(unit.name, name, sizeof name);
        }
        add_file(&unit, path, before, after, tree_find(now, path));
    }
    judge_unit(result, &unit, now, folder, may_tell);
}

static int is_known(const struct truth *truth, const char *path) {
    return tree_find(&truth->before, path) != 0 || tree_find(&truth->after, path) != 0;
}

const char *files_left(const struct truth *truth, const struct tree *now, int is_strict) {
    for (long i = 0; i < now->count; i++) {
        const char *path = now->entries[i].path;
        if (!is_known(truth, path) && (is_strict || strncmp(path, "tmp/", 4) != 0))
            return path;
    }
    return NULL;
}

/* Whether git, asked in `folder`, lists a file among those that it does not know and may add. Without
 * git it is taken to. */
static int does_git_see(const char *path, const char *folder, const char *store,
                        const char *ignored) {
    char command[2048], line[512];
    int is_seen = 0, lines = 0;
    snprintf(command, sizeof command,
             "cd '%s' && git init -q --bare '%s' && git --git-dir='%s' --work-tree=. "
             "-c core.bare=false -c core.excludesFile='%s' status --porcelain -uall --no-renames",
             folder, store, store, ignored);
    FILE *git = popen(command, "r"); /* NOLINT: words of our own */
    if (git == NULL)
        return 1;
    while (fgets(line, sizeof line, git) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        is_seen |= strncmp(line, "?? ", 3) == 0 && strcmp(line + 3, path) == 0;
        lines++;
    }
    return pclose(git) != 0 || lines == 0 || is_seen;
}

const char *files_git_would_add(const struct truth *truth, const struct tree *now,
                                const char *folder, const char *store, const char *ignored) {
    for (long i = 0; i < now->count; i++) {
        const char *path = now->entries[i].path;
        if (!is_known(truth, path) && strncmp(path, "expected/", 9) == 0 &&
            does_git_see(path, folder, store, ignored))
            return path;
    }
    return NULL;
}

int files_as_after(const struct truth *truth, const struct tree *now) {
    const struct tree *const trees[2] = {&truth->before, &truth->after};
    for (int i = 0; i < 2; i++) {
        for (long j = 0; j < trees[i]->count; j++) {
            const char *path = trees[i]->entries[j].path;
            if (!tree_is_hidden(path) && tree_find(now, path) != tree_find(&truth->after, path))
                return 0;
        }
    }
    return 1;
}
