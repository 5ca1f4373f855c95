#include "tree.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void fail(const char *what, const char *path) {
    fprintf(stderr, "torture: cannot %s %s: %s\n", what, path, strerror(errno));
    exit(2);
}

char *file_bytes(const char *path, long *size) {
    FILE *file = fopen(path, "rb");
    struct stat about;
    if (file == NULL || fstat(fileno(file), &about) != 0) {
        if (file != NULL)
            fclose(file);
        return NULL;
    }
    char *bytes = malloc((size_t)about.st_size + 1);
    if (bytes == NULL)
        fail("hold", path);
    size_t got = fread(bytes, 1, (size_t)about.st_size, file);
    fclose(file);
    bytes[got] = '\0';
    if (size != NULL)
        *size = (long)got;
    return bytes;
}

/* ---- digests --------------------------------------------------------------------------------- */

/* FNV-1a: nobody forges anything here. */
static uint64_t digest_bytes(uint64_t digest, const char *bytes, size_t size) {
    for (size_t i = 0; i < size; i++)
        digest = (digest ^ (unsigned char)bytes[i]) * 0x100000001b3;
    return digest;
}

/* When, where and by whom: may differ between two makings of the same. */
static int is_provenance(const char *line) {
    static const char *const keys[] = {"\"date\"",    "\"commit\"",       "\"command\"",
                                       "\"cpu\"",     "\"wall_seconds\"", "\"peak_kib\"",
                                       "\"seconds\"", "\"seal\""};
    line += strspn(line, " \t");
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strncmp(line, keys[i], strlen(keys[i])) == 0)
            return 1;
    size_t length = strcspn(line, "\n"); /* pending.json has digests of manifests */
    const char *manifest = memmem(line, length, "/manifest.json\"", 15);
    return manifest != NULL;
}

static uint64_t digest_file(const char *path) {
    long size;
    char *bytes = file_bytes(path, &size);
    if (bytes == NULL)
        fail("read", path);
    const char *slash = strrchr(path, '/');
    int is_json = strcmp(slash, "/golden.json") == 0 || strcmp(slash, "/manifest.json") == 0 ||
                  strcmp(slash, "/pending.json") == 0;
    uint64_t digest = digest_bytes(0xcbf29ce484222325, "", 1);
    for (const char *line = bytes; is_json && *line != '\0';) {
        size_t length = strcspn(line, "\n");
        if (!is_provenance(line))
            digest = digest_bytes(digest, line, length + (line[length] == '\n'));
        line += length + (line[length] == '\n');
    }
    if (!is_json)
        digest = digest_bytes(digest, bytes, (size_t)size);
    free(bytes);
    return digest;
}

/* ---- reading --------------------------------------------------------------------------------- */

static void add_entry(struct tree *tree, const char *path, const char *below) {
    if ((tree->count & (tree->count - 1)) == 0) { /* full at every power of two */
        size_t room = tree->count > 0 ? 2 * (size_t)tree->count : 1;
        tree->entries = realloc(tree->entries, room * sizeof *tree->entries);
        if (tree->entries == NULL)
            fail("hold", path);
    }
    struct tree_entry *entry = &tree->entries[tree->count++];
    if ((size_t)snprintf(entry->path, sizeof entry->path, "%s", below) >= sizeof entry->path) {
        errno = ENAMETOOLONG;
        fail("read", path);
    }
    entry->digest = tree_is_hidden(below) ? 1 : digest_file(path);
}

/* Not to be compared: the folder itself, and what each check adds a line to. */
static int is_left_out(const char *name) {
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strcmp(name, "history.jsonl") == 0;
}

static void read_folder(struct tree *tree, const char *folder, size_t root) {
    DIR *listing = opendir(folder);
    if (listing == NULL)
        fail("list", folder);
    for (const struct dirent *found; (found = readdir(listing)) != NULL;) {
        char path[1024];
        struct stat about;
        if (is_left_out(found->d_name))
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, found->d_name);
        if (lstat(path, &about) != 0)
            fail("look at", path);
        if (S_ISDIR(about.st_mode))
            read_folder(tree, path, root);
        else if (S_ISREG(about.st_mode))
            add_entry(tree, path, path + root);
    }
    closedir(listing);
}

static int compare_entries(const void *a, const void *b) {
    const struct tree_entry *left = a, *right = b;
    return strcmp(left->path, right->path);
}

void tree_read(struct tree *tree, const char *folder) {
    *tree = (struct tree){0};
    read_folder(tree, folder, strlen(folder) + 1);
    if (tree->count > 0)
        qsort(tree->entries, (size_t)tree->count, sizeof *tree->entries, compare_entries);
}

void tree_free(struct tree *tree) {
    free(tree->entries);
    *tree = (struct tree){0};
}

uint64_t tree_find(const struct tree *tree, const char *path) {
    long low = 0, high = tree->count;
    while (low < high) {
        long middle = (low + high) / 2;
        int order = strcmp(tree->entries[middle].path, path);
        if (order == 0)
            return tree->entries[middle].digest;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

int tree_equal(const struct tree *a, const struct tree *b) {
    if (a->count != b->count)
        return 0;
    for (long i = 0; i < a->count; i++)
        if (a->entries[i].digest != b->entries[i].digest ||
            strcmp(a->entries[i].path, b->entries[i].path) != 0)
            return 0;
    return 1;
}

/* ---- what belongs together ------------------------------------------------------------------- */

static int is_table_of_study(const char *path) {
    return strcmp(path, TREE_STUDY "table.csv") == 0 || strcmp(path, TREE_STUDY "points.csv") == 0;
}

void tree_unit(char unit[TREE_PATH_MAX], const char *path) {
    static const char *const whole[] = {"build/report/", "build/replay/", "build/pending/",
                                        "build/kept/", TREE_STUDY};
    const char *slash = strrchr(path, '/');
    int has_runs = strncmp(path, "build/runs/", 11) == 0 || strncmp(path, "build/sweeps/", 13) == 0;
    const char *seed = has_runs ? strstr(path, "/seed-") : NULL;
    size_t length = strlen(path);
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        if (strncmp(path, whole[i], strlen(whole[i])) == 0 && !is_table_of_study(path))
            length = strlen(whole[i]) - 1;
    if (strncmp(path, "expected/", 9) == 0 && slash != NULL)
        length = (size_t)(slash - path);
    if (seed != NULL)
        length = (size_t)(seed - path) + 1 + strcspn(seed + 1, "/");
    memcpy(unit, path, length);
    unit[length] = '\0';
}

/* The history grows with each check, and a check goes on without it. */
int tree_is_hidden(const char *path) {
    return path[0] == '.' || strstr(path, "/.") != NULL || strcmp(path, "build/history.jsonl") == 0;
}
