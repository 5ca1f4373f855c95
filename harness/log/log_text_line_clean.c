/* A printed line without what only a terminal needs. */
#include <string.h>

#include "log/log_text_line.h"

/* Characters beyond ASCII that separate, and what is read for them. */
static const struct spelling {
    const char *bytes, *plain;
} spellings[] = {
    {"\xce\xb2", "beta"},   {"\xc2\xa0", " "},     {"\xc2\xb1", "~"},     {"\xc2\xb7", ","},
    {"\xe2\x88\x92", "-"},  {"\xe2\x80\x93", "-"}, {"\xe2\x80\x94", "|"}, {"\xe2\x80\xa2", ","},
    {"\xe2\x86\x92", "->"}, {"\xe2\x89\x88", "="}, {"\xef\xbc\x9a", ":"}, {"\xef\xbc\x8c", ","},
    {"\xef\xbc\x9d", "="},  {"\xef\xbc\x88", "("}, {"\xef\xbc\x89", ")"}, {"\xef\xbb\xbf", ""},
    {"\xe3\x80\x90", "["},  {"\xe3\x80\x91", "]"}, {"\xe2\x94", "|"},     {"\xe2\x95", "|"},
    {"\xe2\x96", "|"},      {"\xe2\xa0", " "},     {"\xe2\x9a", " "},     {"\xe2\x9c", " "},
    {"\xe2\x9d", " "},      {"\xf0\x9f", " "},     {"\xff\xfe", " "},
};

struct writer {
    char *out;
    long used;
};

static void put(struct writer *writer, const char *bytes) {
    size_t length = strlen(bytes);
    if (writer->used + (long)length >= TEXT_CLEAN_MAX)
        return;
    memcpy(writer->out + writer->used, bytes, length);
    writer->used += (long)length;
}

/* How many bytes a character has, by its first. */
static long character_length(unsigned char first) {
    return first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
}

/* Where a code of a terminal that begins at `at` ends: ESC [ parameters and a letter, ESC ] text BEL, ESC and a letter.
 *   final  out  the letter of the first form, else 0 */
static const char *skip_escape(char *final, const char *at, const char *end) {
    *final = '\0';
    if (at == end)
        return at;
    if (*at == '[') {
        for (at++; at < end && *at >= 0x20 && *at <= 0x3f; at++)
            ;
        if (at < end)
            *final = *at++;
        return at;
    }
    if (*at != ']')
        return at + 1;
    while (at < end && *at != '\a' && *at != 0x1b)
        at++;
    return at < end ? at + 1 : end;
}

/* What is left of "ESC [ 32 m" where the ESC was lost. */
static const char *skip_colour(const char *at, const char *end) {
    const char *next = at + 1;
    while (next < end && ((*next >= '0' && *next <= '9') || *next == ';'))
        next++;
    return next < end && *next == 'm' && (next > at + 1) ? next + 1 : at;
}

/* The length of a character of UTF-8, 1 for a byte that does not begin one. */
static long valid_length(const char *at, const char *end) {
    long length = character_length((unsigned char)*at);
    for (long i = 1; i < length; i++)
        if (i >= end - at || (at[i] & 0xc0) != 0x80)
            return 1;
    return length;
}

static const char *take_wide(struct writer *writer, const char *at, const char *end) {
    long length = valid_length(at, end);
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        long own = (long)strlen(spellings[i].bytes);
        if (end - at < own || memcmp(at, spellings[i].bytes, (size_t)own) != 0)
            continue;
        put(writer, spellings[i].plain);
        return at + (own > length ? own : length);
    }
    char copy[5] = {0};
    memcpy(copy, at, (size_t)length);
    put(writer, length > 1 ? copy : "?"); /* a byte that is not UTF-8 is not a letter */
    return at + length;
}

static const char *take(struct writer *writer, const char *at, const char *end) {
    char plain[2] = {*at, '\0'}, final;
    int is_caret = *at == '^' && end - at > 2 && at[1] == '[' && at[2] == '[';
    if (*at == 0x1b || is_caret) {
        const char *next = skip_escape(&final, at + 1 + is_caret, end);
        if (final != '\0' && strchr("ABEFGHJdf", final) != NULL)
            put(writer, "\n");
        return next;
    }
    if (*at == '[' && skip_colour(at, end) > at)
        return skip_colour(at, end);
    if ((unsigned char)*at >= 0x80)
        return take_wide(writer, at, end);
    if (*at == '\0' || *at == '\a') /* of UTF-16, which Windows writes */
        return at + 1;
    if ((unsigned char)*at < 0x20 && *at != '\t')
        plain[0] = ' ';
    put(writer, plain);
    return at + 1;
}

long log_text_clean(char out[TEXT_CLEAN_MAX], const char *begin, const char *end) {
    struct writer writer = {out, 0};
    while (begin < end && writer.used < TEXT_CLEAN_MAX - 8)
        begin = take(&writer, begin, end);
    out[writer.used] = '\0';
    return writer.used;
}
