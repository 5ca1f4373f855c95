#include "scenario/words.h"

#include <string.h>

int words_add(struct words *words, const char *word, size_t length) {
    if (length >= WORDS_BYTES - words->used)
        return 0;
    memcpy(words->bytes + words->used, word, length);
    words->bytes[words->used + length] = '\0';
    words->used += length + 1;
    words->count++;
    return 1;
}

const char *words_first(const struct words *words) {
    return words->count > 0 ? words->bytes : NULL;
}

const char *words_next(const struct words *words, const char *word) {
    const char *next = word + strlen(word) + 1;
    return next < words->bytes + words->used ? next : NULL;
}

const char *words_at(const struct words *words, long i) {
    const char *word = words_first(words);
    for (; word != NULL && i > 0; i--)
        word = words_next(words, word);
    return word;
}

const char *words_find(const struct words *map, const char *name) {
    const char *word = words_first(map);
    while (word != NULL) {
        const char *value = words_next(map, word);
        if (value == NULL || strcmp(word, name) == 0)
            return value;
        word = words_next(map, value);
    }
    return NULL;
}

int words_set(struct words *map, const char *name, const char *value) {
    struct words changed = {0};
    int done = 1, is_there = words_find(map, name) != NULL;
    for (const char *word = words_first(map); done && word != NULL;) {
        const char *old = words_next(map, word);
        const char *kept = strcmp(word, name) == 0 ? value : old;
        done = words_add(&changed, word, strlen(word)) && words_add(&changed, kept, strlen(kept));
        word = words_next(map, old);
    }
    if (done && !is_there)
        done = words_add(&changed, name, strlen(name)) && words_add(&changed, value, strlen(value));
    if (done)
        *map = changed;
    return done;
}
