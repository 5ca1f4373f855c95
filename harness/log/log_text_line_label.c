/* Numbers without names, under names that were printed once above them. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "log/log_text_line.h"

enum { FIELDS_MAX = 64 };

struct field {
    long first, last; /* tokens */
};

/* The names of a line: words between marks and wide gaps or, with `narrow`, between any blanks. */
static long cut_names(struct field *field, const struct text_line *line, int narrow) {
    long count = 0;
    int is_new = 1;
    for (long i = 0; i < line->tokens && count <= FIELDS_MAX; i++) {
        const struct text_token *token = &line->token[i];
        if (token->kind != TEXT_WORD) {
            is_new = token->mark != '.' || is_new;
            count = token->mark == ':' ? 0 : count; /* "Losses: [total, recon, kl]" */
            continue;
        }
        if (is_new || token->gap == 2 || narrow) {
            if (count == FIELDS_MAX)
                return 0;
            field[count++].first = i;
        }
        field[count - 1].last = i;
        is_new = 0;
    }
    return count;
}

static long count_known(const struct field *field, long count, const struct text_line *line) {
    long known = 0;
    for (long i = 0; i < count; i++) {
        struct text_phrase phrase;
        log_text_phrase(&phrase, line, field[i].first, field[i].last);
        known += phrase.is_known && !phrase.is_refused && phrase.meaning.quantity < OBSERVABLES;
    }
    return known;
}

/* "-------- KLD --------", with its number on the line below. */
static int is_title(const struct text_line *line) {
    struct field field = {0};
    long marks = 0, words = 0;
    for (long i = 0; i < line->tokens; i++) {
        marks += line->token[i].kind == TEXT_MARK && strchr("-=*#", line->token[i].mark) != NULL;
        words += line->token[i].kind == TEXT_WORD;
        field.last = line->token[i].kind == TEXT_WORD ? i : field.last;
    }
    if (marks < 8 || words == 0 || words > 4 || marks + words != line->tokens)
        return 0;
    struct text_phrase phrase;
    field.first = field.last + 1 - words;
    log_text_phrase(&phrase, line, field.first, field.last);
    return phrase.is_known && !phrase.is_refused;
}

int log_text_has_labels(const struct text_line *line) {
    struct field field[FIELDS_MAX];
    if (line->tokens < 2)
        return 0;
    for (long i = 0; i < line->tokens; i++)
        if (line->token[i].kind == TEXT_NUMBER || line->token[i].kind == TEXT_OTHER)
            return 0;
    for (int narrow = 0; narrow < 2; narrow++) {
        long count = cut_names(field, line, narrow);
        long known = count_known(field, count, line);
        if (known >= 2 && 2 * known >= count)
            return 1;
    }
    return is_title(line);
}

/* The fields of a line of numbers, 0 if it has anything else. */
static long cut_numbers(long *field, const struct text_line *line) {
    long count = 0;
    for (long i = 0; i < line->tokens; i++) {
        const struct text_token *token = &line->token[i];
        if (token->kind == TEXT_MARK && strchr("[](){},;|:", token->mark) != NULL)
            continue;
        int is_none = token->kind == TEXT_WORD && token->length == 4 &&
                      strncmp(token->text, "None", 4) == 0;
        if (count == FIELDS_MAX || token->kind == TEXT_WORD ? !is_none : 0)
            return 0;
        if (count == FIELDS_MAX)
            return 0;
        field[count++] = i;
    }
    return count;
}

static void put(struct text_line *line, const struct text_phrase *phrase,
                const struct text_token *token) {
    if (token->kind != TEXT_NUMBER || (token->flags & (TEXT_PERCENT | TEXT_UNIT | TEXT_COMMA)) ||
        !phrase->is_known || phrase->is_refused || phrase->length >= TEXT_NAME_MAX ||
        line->items == TEXT_ITEMS_MAX)
        return;
    int quantity = phrase->meaning.quantity, is_counter = quantity >= OBSERVABLES;
    if (is_counter && (!(token->value >= 0 && token->value < 1e15) ||
                       (quantity == LOG_STEP && (token->flags & TEXT_INTEGER) == 0)))
        return;
    struct text_item *item = &line->item[line->items++];
    *item = (struct text_item){.kind = quantity == LOG_EPOCH  ? TEXT_EPOCH
                                       : quantity == LOG_STEP ? TEXT_STEP
                                                              : TEXT_VALUE,
                               .value = token->value,
                               .rank = phrase->meaning.rank,
                               .quantity = quantity,
                               .is_known = 1,
                               .role = phrase->role};
    snprintf(item->name, sizeof item->name, "%.*s", (int)phrase->length, phrase->begin);
}

int log_text_labelled(struct text_line *line, const struct text_line *labels) {
    struct field name[FIELDS_MAX];
    long number[FIELDS_MAX], count = cut_numbers(number, line);
    int known = count == 1 && is_title(labels) ? 0 : 2;
    if (count < 1 + (known > 0))
        return 0;
    int narrow = cut_names(name, labels, 0) != count;
    if (cut_names(name, labels, narrow) != count || count_known(name, count, labels) < known)
        return 0;
    line->items = 0;
    for (long i = 0; i < count; i++) {
        struct text_phrase phrase;
        log_text_phrase(&phrase, labels, name[i].first, name[i].last);
        put(line, &phrase, &line->token[number[i]]);
    }
    return line->items > 0;
}
