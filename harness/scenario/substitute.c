#include "scenario/substitute.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/schema.h"
#include "scenario/schema_print.h"

enum {
    NAME_MAX_BYTES = 112, /* bytes, more than any name in braces has */
    NAMES_MAX = 3 + WORDS_BYTES / 2 + SCENARIO_KEYS_MAX /* the most names there can be */
};

static const char settings_prefix[] = "settings.";

/* Whether the value of a key can be an argument of a program. */
static int is_value(const struct schema_key *key) {
    return !(key->flags & (SCHEMA_EXTERNAL | SCHEMA_OWN));
}

/* Add the value of a name. Returns whether there is one. */
static int add_value(struct text *text, const char *name, const struct substitution *values,
                     unsigned char *used) {
    const struct schema_key *key = schema_find(name);
    size_t prefix = sizeof settings_prefix - 1;
    const char *setting = strncmp(name, settings_prefix, prefix) == 0
                              ? words_find(&values->scenario->external.settings, name + prefix)
                              : NULL;
    if (strcmp(name, "seed") == 0)
        text_add(text, "%ld", values->seed);
    else if (strcmp(name, "dir") == 0)
        text_add(text, "%s", values->dir);
    else if (strcmp(name, "experiment") == 0)
        text_add(text, "%s", values->experiment);
    else if (setting != NULL)
        text_add(text, "%s", setting);
    else if (key != NULL && is_value(key))
        schema_add_value(text, values->scenario, key);
    else
        return 0;
    if (used != NULL && key != NULL)
        used[key - schema_keys] = 1;
    return 1;
}

/* Lists all names; `room` holds those of settings, with their prefix. */
static long list_names(const char *names[NAMES_MAX + 1], struct text *room,
                       const struct words *settings) {
    static const char *const always[] = {"seed", "dir", "experiment"};
    long count = 0, own = 0;
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        names[count++] = always[i];
    for (const struct schema_key *key = schema_keys; key->path != NULL; key++)
        if (is_value(key))
            names[count++] = key->path;
    for (const char *word = words_first(settings); word != NULL; own++) {
        text_add(room, "%s%s", settings_prefix, word);
        text_add_bytes(room, "", 1);
        word = words_next(settings, words_next(settings, word));
    }
    const char *name = text_string(room);
    for (long i = 0; !room->failed && i < own; i++, name += strlen(name) + 1)
        names[count++] = name;
    names[count] = NULL;
    return count;
}

/* The name whose last part this is, or the nearest one. */
static const char *find_near(const char *name, const char *const *names) {
    for (long i = 0; names[i] != NULL; i++) {
        const char *dot = strrchr(names[i], '.');
        if (dot != NULL && strcmp(dot + 1, name) == 0)
            return names[i];
    }
    return text_nearest(name, names);
}

static enum status unknown_name(const char *name, const struct scenario *scenario,
                                struct error *error) {
    const char **names = calloc(NAMES_MAX + 1, sizeof *names);
    struct text room = {0};
    if (names == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory for the names in braces");
    list_names(names, &room, &scenario->external.settings);
    const char *nearest = find_near(name, names);
    klimb_error_set(error, STATUS_FORMAT,
                    "{%s} is not known; must be {seed}, {dir}, {experiment}, {settings.NAME} or a "
                    "key that `klimb show --keys` lists",
                    name);
    if (nearest != NULL)
        klimb_error_hint(error, "did you mean {%s}?", nearest);
    else
        klimb_error_hint(error, "a brace by itself is written {{ or }}");
    text_free(&room);
    free(names);
    return STATUS_FORMAT;
}

/* Adds what begins with a brace, and moves *at past it. */
static enum status add_braces(struct text *text, const char **at, const struct substitution *values,
                              unsigned char *used, struct error *error) {
    char name[NAME_MAX_BYTES];
    size_t length = strcspn(*at + 1, "{}");
    if ((*at)[1] == **at) { /* {{ or }} */
        text_add_bytes(text, *at, 1);
        *at += 2;
        return STATUS_OK;
    }
    if (**at == '}' || (*at)[1 + length] != '}' || length >= sizeof name) {
        klimb_error_set(error, STATUS_FORMAT, "the brace in \"%.80s\" is not %s", *at,
                        **at == '}' ? "opened" : "closed");
        klimb_error_hint(error, "a brace by itself is written {{ or }}");
        return STATUS_FORMAT;
    }
    memcpy(name, *at + 1, length);
    name[length] = '\0';
    *at += length + 2;
    return add_value(text, name, values, used) ? STATUS_OK
                                               : unknown_name(name, values->scenario, error);
}

enum status substitute(struct text *text, const char *word, const struct substitution *values,
                       unsigned char *used, struct error *error) {
    text_add(text, "%s", ""); /* an empty word must be a string, not NULL */
    while (*word != '\0') {
        size_t plain = strcspn(word, "{}");
        text_add_bytes(text, word, plain);
        word += plain;
        enum status status = *word != '\0' ? add_braces(text, &word, values, used, error)
                                           : STATUS_OK;
        if (status != STATUS_OK)
            return status;
    }
    return text->failed ? klimb_error_set(error, STATUS_MEMORY, "no memory for a command")
                        : STATUS_OK;
}
