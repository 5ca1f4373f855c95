#include "judge.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"

/* ---- words ----------------------------------------------------------------------------------- */

/* The length of a line without seconds at its end, which differ from run to run: "  0.02". */
static size_t without_seconds(const char *line, size_t length) {
    size_t end = length;
    while (end > 0 && isdigit((unsigned char)line[end - 1]))
        end--;
    if (length - end != 2 || end == 0 || line[end - 1] != '.')
        return length;
    end--;
    while (end > 0 && isdigit((unsigned char)line[end - 1]))
        end--;
    while (end > 0 && line[end - 1] == ' ')
        end--;
    return end;
}

/* Leave seconds out of a text, in place. */
static void drop_seconds(char *text) {
    char *out = text;
    for (const char *line = text; *line != '\0';) {
        size_t length = strcspn(line, "\n"), kept = without_seconds(line, length);
        int has_end = line[length] == '\n';
        memmove(out, line, kept);
        out += kept;
        line += length;
        if (has_end) {
            *out++ = '\n';
            line++;
        }
    }
    *out = '\0';
}

/* The verdict that a table on standard output gives of a scenario, as its length; 0 for a line that is
 * none. The scenario is left in `name`. */
static size_t read_verdict(const char *line, char name[64]) {
    static const char *const verdicts[] = {"PASS",  "DRIFT", "DRIFT (shifted)", "FAIL",
                                           "ERROR", "NEW",   "STALE",           "SKIP"};
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++) {
        size_t length = strlen(verdicts[i]);
        if (strncmp(line, verdicts[i], length) == 0 && line[length] == ' ' &&
            sscanf(line + length, " %63[^ :\n]", name) == 1 && strchr(name, '/') != NULL)
            return length;
    }
    return 0;
}

/* Whether a verdict on this scenario stands in a text. */
static int has_verdict(const char *text, const char *verdict, size_t length, const char *scenario) {
    char name[64];
    for (const char *line = text; *line != '\0'; line += line[strcspn(line, "\n")] == '\n') {
        size_t found = read_verdict(line, name);
        if (found == length && strncmp(line, verdict, length) == 0 && strcmp(name, scenario) == 0)
            return 1;
        line += strcspn(line, "\n");
    }
    return 0;
}

static void judge_verdicts(struct result *result, const char *said, const char *truly) {
    char name[64], words[WHY_MAX / 2];
    for (const char *line = said; *line != '\0'; line += line[strcspn(line, "\n")] == '\n') {
        size_t length = read_verdict(line, name);
        if (length > 0 && strncmp(line, "ERROR", length) != 0 &&
            !has_verdict(truly, line, length, name)) {
            snprintf(words, sizeof words, "%.*s %s", (int)length, line, name);
            result_add(result, WRONG_VERDICT, "not the truth", words);
        }
        line += strcspn(line, "\n");
    }
}

/* Whether something is said on standard error that is not said without a fault as well, or an ERROR
 * stands in the table, wherever that was asked to go. */
static int has_message(const struct trial *trial, const struct trial *truly, const char *folder) {
    char name[64], path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, FILES_VERDICTS);
    char *table = file_bytes(path, NULL);
    int is_in_table = table != NULL && strstr(table, ",ERROR,") != NULL;
    free(table);
    if (is_in_table)
        return 1;
    for (const char *line = trial->said; *line != '\0'; line += line[strcspn(line, "\n")] == '\n') {
        if (read_verdict(line, name) == 5 && strncmp(line, "ERROR", 5) == 0)
            return 1;
        line += strcspn(line, "\n");
    }
    return trial->complaint[0] != '\0' && strcmp(trial->complaint, truly->complaint) != 0;
}

/* ---- one trial ------------------------------------------------------------------------------- */

/* A message that was made after errno was lost, or of a text that there was no memory for. */
static int is_meaningless(const char *complaint) {
    return strstr(complaint, "Success") != NULL || strstr(complaint, "(null)") != NULL;
}

static void judge_code(struct result *result, const struct truth *truth, const struct trial *trial,
                       const struct tree *now, const char *folder) {
    char code[32];
    snprintf(code, sizeof code, "%d", trial->code);
    judge_verdicts(result, trial->said, truth->trial.said);
    if (trial->code == truth->trial.code) {
        if (!files_as_after(truth, now))
            result_add(result, WRONG_SILENT, "files are not those of exit code", code);
        else if (strcmp(trial->said, truth->trial.said) != 0)
            result_add(result, WRONG_SILENT, "output is not that of exit code", code);
    } else if (trial->code != 3) {
        result_add(result, WRONG_CODE, "exit code", code);
    } else if (!has_message(trial, &truth->trial, folder)) {
        result_add(result, WRONG_SILENT, "no word with exit code", code);
    } else if (is_meaningless(trial->complaint)) {
        result_add(result, WRONG_SILENT, "the message gives no reason", trial->complaint);
    } else {
        result->good = GOOD_ERROR;
    }
}

/* OpenBLAS dies when memory runs out. klimb reports it and cannot prevent it. */
static int may_crash(const struct project_command *command, const struct fault_case *fault) {
    return fault != NULL && strcmp(fault->fault, "ENOMEM+") == 0 &&
           strcmp(command->name, "calibrate") == 0;
}

/* klimb tells about runs that crash. */
static int has_crashed_run(const struct trial *trial) {
    static const char told[] = "ended by signal";
    return strstr(trial->said, told) != NULL || strstr(trial->complaint, told) != NULL;
}

static void judge_end(struct result *result, const struct truth *truth, const struct trial *trial,
                      const struct project_command *command, const struct fault_case *fault,
                      const struct tree *now, const char *folder) {
    int sent = fault != NULL ? cases_signal(fault) : 0;
    char number[32];
    snprintf(number, sizeof number, "%d", trial->signal);
    if (trial->is_hung)
        result_add(result, WRONG_HANG, "not ended in time", "");
    else if (trial->signal == 0 && sent == 0 && has_crashed_run(trial) &&
             !may_crash(command, fault))
        result_add(result, WRONG_CRASH, "a run was ended by a signal", "");
    else if (trial->signal == 0)
        judge_code(result, truth, trial, now, folder);
    else if (trial->signal == sent)
        result->good = GOOD_ENDED;
    else
        result_add(result, WRONG_CRASH, "ended by signal", number);
    if (trial->has_orphans)
        result_add(result, WRONG_HANG, "a process was left behind", "");
}

/* What a program that is killed at once leaves in the folder for temporary files is the system's to
 * clean up; and if removing fails, or memory ran out, nobody could. */
static int has_to_clean_up(const struct fault_case *fault) {
    if (fault == NULL)
        return 1;
    if (fault->call == CALL_ANY)
        return strcmp(fault->fault, "KILL") != 0;
    int is_lasting = strchr(fault->fault, '+') != NULL;
    return !is_lasting && fault->call != CALL_UNLINK && fault->call != CALL_RMDIR;
}

/* The same command once more: it has to come to what is right and leave nothing of the past. */
static void judge_next(struct result *result, const struct truth *truth,
                       const struct trial_setup *setup, const struct project_command *command,
                       const char *folder) {
    struct trial next;
    struct tree now;
    trial_run(&next, setup, command, folder, NULL);
    drop_seconds(next.said);
    tree_read(&now, folder);
    const char *left = files_left(truth, &now, 0);
    if (next.code != truth->trial.code)
        result_add(result, WRONG_NEXT, "the next run fails", next.complaint);
    else if (!files_as_after(truth, &now))
        result_add(result, WRONG_NEXT, "the next run makes other files", "");
    else if (left != NULL)
        result_add(result, WRONG_LEFT, "the next run leaves", left);
    tree_free(&now);
    trial_free(&next);
}

/* Whether the same command has nothing left to do and says so: an export never replaces a folder, and what a review has
 * accepted is no longer pending. What is left in a hidden folder then stays until the next run or bless there. */
static int is_done(const struct truth *truth, const struct tree *now) {
    static const char pending[] = "build/kept/t/a/pending.json";
    int is_accepted = tree_find(&truth->before, pending) != 0 && tree_find(now, pending) == 0;
    return tree_find(now, "build/replay/README.md") != 0 ||
           (is_accepted && files_as_after(truth, now));
}

void judge_trial(struct result *result, const struct truth *truth, const struct trial *trial,
                 const struct trial_setup *setup, const struct project_command *command,
                 const struct fault_case *fault, const char *folder) {
    struct tree now;
    char store[512];
    *result = (struct result){.code = trial->code, .signal = trial->signal};
    memcpy(result->what, trial->board.what, sizeof result->what);
    memcpy(result->trace, trial->board.trace, sizeof result->trace);
    snprintf(store, sizeof store, "%s.git", setup->board);
    drop_seconds(trial->said);
    tree_read(&now, folder);
    judge_end(result, truth, trial, command, fault, &now, folder);
    files_judge(result, truth, &now, folder, trial->code == 3);
    const char *added = files_git_would_add(truth, &now, folder, store, setup->ignored);
    const char *left = files_left(truth, &now, has_to_clean_up(fault));
    if (added != NULL)
        result_add(result, WRONG_LEFT, "git would add", added);
    else if (left != NULL && strncmp(left, "tmp/", 4) == 0)
        result_add(result, WRONG_LEFT, "left", left);
    if ((!files_as_after(truth, &now) || left != NULL) && !is_done(truth, &now))
        judge_next(result, truth, setup, command, folder);
    if (fault != NULL && trial->board.struck == 0 && result->wrongs == 0)
        result->good = GOOD_NOT_REACHED;
    tree_free(&now);
}

/* ---- without a fault ------------------------------------------------------------------------- */

static void refuse(const struct project_command *command, const char *what) {
    fprintf(stderr, "torture: without a fault, klimb %s %s\n", command->name, what);
    exit(2);
}

void truth_find(struct truth *truth, const struct trial_setup *setup,
                const struct project_command *command, const char *root, const char *folder) {
    struct trial again;
    struct tree after;
    if (!project_copy(root, command->state, folder))
        refuse(command, "has no project: it could not be copied");
    tree_read(&truth->before, folder);
    trial_run(&truth->trial, setup, command, folder, NULL);
    drop_seconds(truth->trial.said);
    tree_read(&truth->after, folder);
    if (!project_copy(root, command->state, folder))
        refuse(command, "has no project: it could not be copied");
    trial_run(&again, setup, command, folder, NULL);
    drop_seconds(again.said);
    tree_read(&after, folder);
    if (truth->trial.board.root == 0)
        refuse(command, "does not load the library that makes calls fail");
    if (truth->trial.code != 0 && truth->trial.code != 1)
        refuse(command, "fails");
    if (again.code != truth->trial.code || strcmp(again.said, truth->trial.said) != 0)
        refuse(command, "says something else the second time");
    if (!tree_equal(&after, &truth->after))
        refuse(command, "makes other files the second time");
    tree_free(&after);
    trial_free(&again);
}
