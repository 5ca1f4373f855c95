/* tree.h -- the contents of a folder: names and digests of files, and which belong together.
 */
#ifndef KLIMB_TORTURE_TREE_H
#define KLIMB_TORTURE_TREE_H

#include <stdint.h>

enum { TREE_PATH_MAX = 240 };

#define TREE_STUDY "build/sweeps/s/" /* the tables and the page of the study */

struct tree_entry {
    char path[TREE_PATH_MAX]; /* below the folder that was read */
    uint64_t digest; /* of the content; of golden.json and manifest.json without what tells when,
                                 where and by whom it was made; 1 for all hidden files: a lock may
                                 hold anything */
};

/* Files in the order of strcmp. Empty folders and symbolic links are left out. */
struct tree {
    struct tree_entry *entries; /* [count] */
    long count;
};

/* tree_read -- read all files below a folder. Ends the program when that is impossible. */
void tree_read(struct tree *tree, const char *folder);
void tree_free(struct tree *tree);

/* tree_find -- the digest of a file, 0 when it is not there. */
uint64_t tree_find(const struct tree *tree, const char *path);

/* tree_equal -- whether the files and their contents are equal. */
int tree_equal(const struct tree *a, const struct tree *b);

/* tree_unit -- the unit that a file is part of: the folder of a golden, a record, a report or an export, which must be
 * whole; else the file itself. Each table of a study is a unit, and so is its page. */
void tree_unit(char unit[TREE_PATH_MAX], const char *path);

/* tree_is_hidden -- whether a part of the path begins with a dot: unfinished work, or a lock. */
int tree_is_hidden(const char *path);

/* file_bytes -- a file as a string, its size in *size unless that is NULL; NULL when it cannot be read.
 * The caller frees it. */
char *file_bytes(const char *path, long *size);

#endif
