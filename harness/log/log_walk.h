/* log_walk.h -- finds the files below a folder that belong to a log, up to a limit. Internal to log.
 *
 *     struct log_walk walk = {.folder = "runs", .is_wanted = is_event_file};
 *     if (log_walk_files(&walk, &error) == STATUS_OK)
 *         walk.path[0 .. walk.count - 1]
 *     log_walk_free(&walk);
 */
#ifndef KLIMB_LOG_WALK_H
#define KLIMB_LOG_WALK_H

#include "base/text.h"

enum {
    LOG_WALK_DEPTH = 8,      /* nested folders if walk.depth is 0 */
    LOG_WALK_FILES = 16384,  /* wanted files */
    LOG_WALK_SEEN = 1000000, /* entries looked at */
};

/* Set the first members; the others are zero. */
struct log_walk {
    const char *folder;
    int depth;                          /* nested folders; 0: LOG_WALK_DEPTH */
    long most;                          /* maximum of files; 0: LOG_WALK_FILES */
    int (*is_wanted)(const char *name); /* for a file, by its name without folders */
    int (*skips)(const char *name);     /* for a folder; may be NULL */
    char **path;    /* out [count] below the folder, sorted by folder, then by name */
    long count;     /* out */
    int is_cut_off; /* out: there were more */
    struct text names;
    long seen;
    int level;
};

/* log_walk_files -- find the wanted files. Hidden files and folders and links to folders are left out. STATUS_IO,
 * STATUS_MEMORY. */
enum status log_walk_files(struct log_walk *walk, struct error *error) MUST_CHECK;

void log_walk_free(struct log_walk *walk);

/* log_walk_has -- whether there is a wanted file; 0 if that cannot be determined. */
int log_walk_has(struct log_walk walk);

#endif
