/* project.h -- the commands that are tortured, and the small project that each begins in: golden curves,
 * records, a report, tables and a study of an earlier klimb, all of which differ from what the command makes.
 */
#ifndef KLIMB_TORTURE_PROJECT_H
#define KLIMB_TORTURE_PROJECT_H

/* The goldens of a project. OLD ones are from a klimb with a bug, whose bits differ. */
enum project_state {
    PROJECT_GOOD,   /* of every scenario, the right one */
    PROJECT_OLD,    /* of t/a an old one */
    PROJECT_BEFORE, /* of t/a an old one, of t/b none */
    PROJECT_STATES
};

enum { PROJECT_WORDS_MAX = 16 };

struct project_command {
    const char *name;
    enum project_state state;
    const char *words[PROJECT_WORDS_MAX]; /* after "klimb", ends with NULL */
    int weight; /* 1: tries all points; 2: half of them, because a case takes long */
};

extern const struct project_command project_commands[]; /* ends with one without a name */

/* project_make -- make each state as <folder>/state-N. Ends the program when a command fails.
 *   klimb  the command
 *   older  a klimb with another trainer */
void project_make(const char *folder, const char *klimb, const char *older);

/* project_copy -- make a new copy of a state as `target`, replacing it. Returns whether it succeeded. */
int project_copy(const char *folder, enum project_state state, const char *target);

/* project_remove -- remove a folder with its contents. */
void project_remove(const char *folder);

#endif
