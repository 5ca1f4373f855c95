#include "table.h"

#include <stdlib.h>
#include <string.h>

#include "project.h"

enum { SHOWN_MAX = 3 }; /* wrong cases of a command on standard output; all are in the file */

static const char *const wrong_columns[WRONG_KINDS] = {
#define X(constant, column, meaning) column,
    WRONGS(X)
#undef X
};
static const char *const wrong_meanings[WRONG_KINDS] = {
#define X(constant, column, meaning) meaning,
    WRONGS(X)
#undef X
};

/* ---- the table ------------------------------------------------------------------------------- */

struct sums {
    long cases, wrong_cases, good[GOOD_KINDS], wrongs[WRONG_KINDS];
};

static void add_result(struct sums *sums, const struct result *result) {
    sums->cases++;
    sums->wrong_cases += result->wrongs != 0;
    sums->good[result->good] += result->wrongs == 0;
    for (int wrong = 0; wrong < WRONG_KINDS; wrong++)
        sums->wrongs[wrong] += (result->wrongs >> wrong & 1u) != 0;
}

static void print_line(const char *name, const struct sums *sums) {
    printf("%-10s %6ld %6ld %6ld %6ld %6ld |%6ld |", name, sums->cases, sums->good[GOOD_RIGHT],
           sums->good[GOOD_ERROR], sums->good[GOOD_ENDED], sums->good[GOOD_NOT_REACHED],
           sums->wrong_cases);
    for (int wrong = 0; wrong < WRONG_KINDS; wrong++)
        printf(" %7ld", sums->wrongs[wrong]);
    printf("\n");
}

static void print_legend(void) {
    printf("\nright: as without the fault; error: exit code 3 and a message; ended: by the signal "
           "sent, files whole;\nmissed: no such call this time. A wrong case may stand in several "
           "columns:\n");
    for (int wrong = 0; wrong < WRONG_KINDS; wrong++)
        printf("  %-8s %s\n", wrong_columns[wrong], wrong_meanings[wrong]);
}

long table_print(const struct cases *cases, const struct result *results) {
    struct sums total = {0};
    printf("%-10s %6s %6s %6s %6s %6s |%6s |", "command", "cases", "right", "error", "ended",
           "missed", "WRONG");
    for (int wrong = 0; wrong < WRONG_KINDS; wrong++)
        printf(" %7s", wrong_columns[wrong]);
    printf("\n");
    for (int command = 0; project_commands[command].name != NULL; command++) {
        struct sums sums = {0};
        for (long i = 0; i < cases->count; i++)
            if (cases->all[i].command == command)
                add_result(&sums, &results[i]);
        if (sums.cases > 0)
            print_line(project_commands[command].name, &sums);
    }
    for (long i = 0; i < cases->count; i++)
        add_result(&total, &results[i]);
    print_line("all", &total);
    printf("%ld of %ld points tried (a point is a call and one of its faults)\n", cases->tried,
           cases->points);
    print_legend();
    return total.wrong_cases;
}

/* ---- wrong cases ----------------------------------------------------------------------------- */

void table_trace(FILE *out, const struct result *result, const char *klimb) {
    char command[1024], name[128], place[128];
    size_t used = (size_t)snprintf(command, sizeof command, "addr2line -sfe '%s'", klimb);
    if (result->trace[0] == 0)
        return;
    for (int i = 0; i < TORTURE_TRACE_MAX && result->trace[i] != 0; i++)
        used += (size_t)snprintf(command + used, sizeof command - used, " %#lx",
                                 (unsigned long)result->trace[i]);
    FILE *lines = popen(command, "r"); /* NOLINT: words of our own */
    if (lines == NULL)
        return;
    for (int i = 0; fgets(name, sizeof name, lines) && fgets(place, sizeof place, lines); i++) {
        name[strcspn(name, "\n")] = place[strcspn(place, " \n")] = '\0';
        if (name[0] != '?')
            fprintf(out, "%s%s %s", i == 0 ? "    " : " < ", name, place);
    }
    fprintf(out, "\n");
    pclose(lines);
}

static void print_wrong(FILE *out, const struct fault_case *fault, const struct result *result) {
    char plan[PLAN_MAX];
    cases_plan(plan, fault);
    fprintf(out, "%s %s:", project_commands[fault->command].name, plan);
    for (int wrong = 0; wrong < WRONG_KINDS; wrong++)
        if ((result->wrongs >> wrong & 1u) != 0)
            fprintf(out, " %s", wrong_columns[wrong]);
    fprintf(out, "\n    %s\n", result->why);
    if (result->what[0] != '\0')
        fprintf(out, "    at %s\n", result->what);
}

void table_list(const struct cases *cases, const struct result *results, const char *path,
                const char *program, const char *klimb) {
    long shown = 0, listed = 0;
    int command = -1;
    FILE *list = fopen(path, "w");
    for (long i = 0; i < cases->count; i++) {
        char plan[PLAN_MAX];
        if (results[i].wrongs == 0)
            continue;
        if (cases->all[i].command != command)
            shown = 0;
        command = cases->all[i].command;
        if (shown++ < SHOWN_MAX)
            print_wrong(stdout, &cases->all[i], &results[i]);
        listed++;
        if (list == NULL)
            continue;
        cases_plan(plan, &cases->all[i]);
        print_wrong(list, &cases->all[i], &results[i]);
        table_trace(list, &results[i], klimb);
        fprintf(list, "    again: %s --again '%s %s'\n", program,
                project_commands[cases->all[i].command].name, plan);
    }
    if (listed > 0)
        printf("%ld wrong cases, each with how to make it again: %s\n", listed, path);
    if (list == NULL || fclose(list) != 0)
        fprintf(stderr, "torture: cannot write %s\n", path);
}
