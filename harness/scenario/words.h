/* words.h -- a short list of words in one piece of memory, so that a struct that has one can be copied.
 *
 *     struct words words = {0};
 *     words_add(&words, "python3", 7)
 *     for (const char *word = words_first(&words); word != NULL; word = words_next(&words, word)) ...
 *
 * A map is a list in which each name is followed by its value.
 */
#ifndef KLIMB_WORDS_H
#define KLIMB_WORDS_H

#include <stddef.h>

enum { WORDS_BYTES = 2048 };

struct words {
    long count;
    size_t used;             /* bytes, each word with its NUL */
    char bytes[WORDS_BYTES]; /* zeros after `used` */
};

/* words_add -- append a word. Returns 0 and changes nothing when there is no room. */
int words_add(struct words *words, const char *word, size_t length);

/* words_first, words_next -- NULL after the last. words_at -- word i, from 0; NULL past the end. */
const char *words_first(const struct words *words);
const char *words_next(const struct words *words, const char *word);
const char *words_at(const struct words *words, long i);

/* words_find -- the value of a name in a map, NULL if it has no such name. */
const char *words_find(const struct words *map, const char *name);

/* words_set -- set the value of a name in a map; a new name is appended. Returns 0 and changes nothing when there is no
 * room. */
int words_set(struct words *map, const char *name, const char *value);

#endif
