/* What a line of words and numbers says: counters and values. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "log/log_text_line.h"

enum { STRANGE = 8 }; /* a word by which a line is not a heading */

static int is_counter(const struct text_token *token, int may_have_fraction) {
    if (token->flags & (TEXT_PERCENT | TEXT_UNIT | TEXT_SPELLED))
        return 0;
    if ((token->flags & TEXT_INTEGER) == 0 && !may_have_fraction)
        return 0;
    return token->value >= 0 && token->value < 1e15 &&
           (may_have_fraction || !(floor(token->value) < token->value));
}

/* ---- items ----------------------------------------------------------------------------------- */

static struct text_item *add(struct text_line *line, enum text_item_kind kind, double value) {
    if (line->items == TEXT_ITEMS_MAX)
        return NULL;
    struct text_item *item = &line->item[line->items++];
    *item = (struct text_item){.kind = kind, .value = value, .role = LOG_PLAIN};
    return item;
}

/* The name has the role in it. Where log_name_find does not take the two together, it is klimb's name. */
static void name_item(struct text_item *item, const struct text_phrase *phrase,
                      enum log_role role) {
    static const char *const words[] = {"", "train ", "val "};
    int says_role = phrase->is_known && phrase->meaning.role != LOG_PLAIN;
    const char *word = says_role ? "" : words[role];
    if (phrase->is_known && !phrase->takes_role && word[0] != '\0')
        snprintf(item->name, sizeof item->name, "%s%s%s", word,
                 phrase->meaning.sign < 0 ? "negative_" : "",
                 log_quantity_name(phrase->meaning.quantity));
    else
        snprintf(item->name, sizeof item->name, "%s%.*s", word, (int)phrase->length, phrase->begin);
}

static void add_value(struct text_line *line, const struct text_phrase *phrase, double value) {
    int is_extended = phrase->role == LOG_PLAIN && line->role != LOG_PLAIN && phrase->is_known &&
                      log_text_is_of_set(phrase->meaning.quantity);
    enum log_role role = is_extended ? line->role : phrase->role;
    if (phrase->length >= TEXT_NAME_MAX - 8 || line->is_closed)
        return;
    struct text_item *item = add(line, TEXT_VALUE, value);
    if (item == NULL)
        return;
    item->is_known = phrase->is_known;
    item->quantity = phrase->is_known ? phrase->meaning.quantity : -1;
    item->role = role;
    item->role_extended = is_extended;
    name_item(item, phrase, role);
}

/* The role that words say from token `from` on, for all that follows. */
static void hear_roles(struct text_line *line, long from, long to) {
    for (long i = from; i < to; i++) {
        if (!log_text_kind(line, i, TEXT_WORD))
            continue;
        enum log_role role = log_text_role(&line->token[i]);
        line->role = role != LOG_PLAIN ? role : line->role;
        line->is_closed |= log_text_is_closing(&line->token[i]);
        if (!log_text_is_harmless(&line->token[i]))
            line->strange_words += log_text_is_refused(&line->token[i]) ? STRANGE : 1;
    }
}

static int has_item(const struct text_line *line, enum text_item_kind kind) {
    for (long i = 0; i < line->items; i++)
        if (line->item[i].kind == kind)
            return 1;
    return 0;
}

/* "12/469", "[12/469]", "[12]" and, as the first of a line, "12:": counters that have no name. Returns how many tokens that
 * is, 0 for anything else. */
static long take_unlabelled(struct text_line *line, long at, const struct text_front *front) {
    const struct text_token *token = &line->token[at];
    int is_share = log_text_mark(line, at + 1, "/") && log_text_kind(line, at + 2, TEXT_NUMBER) &&
                   is_counter(&line->token[at + 2], 0) && !log_text_mark(line, at + 3, "/") &&
                   !(token->value > line->token[at + 2].value);
    int is_single = log_text_mark(line, at - 1, "[") && log_text_mark(line, at + 1, "]");
    int is_first = at == 0 && log_text_mark(line, 1, ":|)");
    if (!is_counter(token, 0) || !(is_share || is_single || is_first))
        return 0;
    if (front->first >= 0 && (front->is_explicit || !front->has_comma) &&
        !(line->strange_words == 0 && log_text_is_harmless(&line->token[at - 1])) &&
        !(log_text_mark(line, at - 1, "[")))
        return 0;
    int twice = log_text_mark(line, at - 1, "[") && !has_item(line, TEXT_EPOCH) && at < 4 &&
                log_text_mark(line, at + (is_share ? 3 : 1), "]") &&
                log_text_mark(line, at + (is_share ? 4 : 2), "[") &&
                log_text_kind(line, at + (is_share ? 5 : 3), TEXT_NUMBER);
    struct text_item *item = add(line, twice ? TEXT_EPOCH : TEXT_STEP, token->value);
    if (item == NULL)
        return 0;
    item->is_unlabelled = 1;
    item->rank = is_share ? 1000 : 2000;
    return is_share ? 3 : 1;
}

/* A counter with a name. Returns how many tokens it is. */
static long take_counter(struct text_line *line, long at, const struct text_front *front) {
    int is_epoch = front->phrase.meaning.quantity == LOG_EPOCH;
    if (!is_counter(&line->token[at], is_epoch))
        return 1;
    struct text_item *item = add(line, is_epoch ? TEXT_EPOCH : TEXT_STEP, line->token[at].value);
    if (item == NULL)
        return 1;
    item->rank = front->phrase.meaning.rank;
    line->has_plural |= front->phrase.is_plural;
    int is_share = log_text_mark(line, at + 1, "/") && log_text_kind(line, at + 2, TEXT_NUMBER);
    int is_of = log_text_kind(line, at + 1, TEXT_WORD) && line->token[at + 1].length == 2 &&
                strncmp(line->token[at + 1].text, "of", 2) == 0 &&
                log_text_kind(line, at + 2, TEXT_NUMBER);
    return is_share || is_of ? 3 : 1;
}

/* ---- lists ----------------------------------------------------------------------------------- */

/* Numbers one after another from token `at` on, with commas, slashes or blanks between them. */
static long count_numbers(const struct text_line *line, long at, long number[TEXT_LIST_MAX]) {
    long count = 0;
    while (count < TEXT_LIST_MAX && log_text_kind(line, at, TEXT_NUMBER)) {
        if (line->token[at].flags & (TEXT_PERCENT | TEXT_UNIT))
            return 0;
        number[count++] = at++;
        at += log_text_mark(line, at, ",/") ? 1 : 0;
    }
    return count;
}

/* As many names with commas between them as there are numbers, which end in front of token `at`. Returns the first token of
 * the first, -1 where there are fewer. */
static long take_names(const struct text_line *line, long at, struct text_phrase *phrase,
                       long count) {
    at -= log_text_mark(line, at, ")]}");
    for (long i = count - 1; i >= 0; i--) {
        if (!log_text_kind(line, at, TEXT_WORD))
            return -1;
        long first = log_text_phrase_begin(line, at);
        log_text_phrase(&phrase[i], line, first, at);
        at = first - 1;
        if (i == 0)
            return first;
        if (!log_text_mark(line, at, ",/"))
            return -1;
        at--;
    }
    return -1;
}

/* "(elbo, recon, kl)=(a, b, c)". Returns how many tokens its numbers are, 0 if it is no such list. */
static long take_list(struct text_line *line, long at, long scanned) {
    long number[TEXT_LIST_MAX], known = 0;
    struct text_phrase phrase[TEXT_LIST_MAX];
    long count = count_numbers(line, at, number), before = at - 1;
    before -= log_text_mark(line, before, "([{");
    if (count < 2 || !log_text_mark(line, before, ":="))
        return 0;
    long first = take_names(line, before - 1, phrase, count);
    for (long i = 0; first >= scanned && i < count; i++)
        known += phrase[i].is_known && !phrase[i].is_refused &&
                 phrase[i].meaning.quantity < OBSERVABLES;
    if (first < scanned || known < 2)
        return 0;
    hear_roles(line, scanned, first);
    line->role = phrase[0].role_apart ? phrase[0].role : line->role;
    for (long i = 0; i < count; i++)
        add_value(line, &phrase[i], line->token[number[i]].value);
    return number[count - 1] + 1 - at;
}

/* Two numbers without names after a loss that add up to it are its terms, in this order: "Loss: 12.5 9.5 3". Returns how
 * many tokens the three are, 1 if they are no such numbers. */
static long take_sum(struct text_line *line, long at) {
    static const char *const names[] = {"recon", "kl"};
    long number[3] = {at}, next = at;
    for (int i = 1; i < 3; i++) {
        next += 1 + log_text_mark(line, next + 1, ",(=+|");
        if (!log_text_kind(line, next, TEXT_NUMBER) ||
            (line->token[next].flags & (TEXT_PERCENT | TEXT_UNIT | TEXT_COMMA)))
            return 1;
        number[i] = next;
    }
    double sum = line->token[number[1]].value + line->token[number[2]].value;
    double total = line->token[at].value;
    if (log_text_kind(line, next + 1, TEXT_NUMBER) || !(fabs(total - sum) <= 1e-3 * fabs(total)))
        return 1;
    for (int i = 0; i < 2; i++) {
        struct text_phrase phrase = {.begin = names[i],
                                     .length = (long)strlen(names[i]),
                                     .is_known = 1,
                                     .takes_role = 1,
                                     .role = line->item[line->items - 1].role,
                                     .meaning = {.sign = 1}};
        phrase.meaning.quantity = i == 0 ? OBSERVABLE_recon : OBSERVABLE_kl;
        add_value(line, &phrase, line->token[number[i + 1]].value);
    }
    return next + 1 - at;
}

/* ---- the line -------------------------------------------------------------------------------- */

/* Names after their numbers, "88.1 recon, 8.9 kl": the last word is the name of a value and is without a number. */
static int is_reversed(const struct text_line *line) {
    struct text_phrase phrase;
    long last = line->tokens - 1;
    while (last >= 0 && line->token[last].kind == TEXT_MARK)
        last--;
    if (!log_text_kind(line, last, TEXT_WORD) || !log_text_kind(line, last - 1, TEXT_NUMBER))
        return 0;
    log_text_phrase(&phrase, line, last, last);
    return phrase.is_known && phrase.meaning.quantity < OBSERVABLES;
}

/* Keras' bar: "469/469 [====] - 5s - loss: 151.2". Its values are means since the epoch began. */
static int is_keras(const struct text_line *line) {
    if (!log_text_kind(line, 0, TEXT_NUMBER) || !log_text_mark(line, 1, "/") ||
        !log_text_kind(line, 2, TEXT_NUMBER) || !log_text_mark(line, 3, "[|-"))
        return 0;
    for (long i = 3; i + 1 < line->tokens; i++)
        if (log_text_mark(line, i, "-") && line->token[i].gap > 0 && line->token[i + 1].gap > 0)
            return 1;
    return 0;
}

/* One number and what belongs to it. Returns how many tokens that is; *scanned is after the last that was understood. */
static long take_number(struct text_line *line, long at, long *scanned, int reversed) {
    struct text_front front;
    long list = take_list(line, at, *scanned);
    if (list > 0)
        return list;
    log_text_front(&front, line, at);
    if (front.first >= 0 && front.first < *scanned)
        front.first = -1; /* the name has its number */
    hear_roles(line, *scanned, front.first >= 0 ? front.first : at);
    int known = front.first >= 0 && front.phrase.is_known;
    if (front.first >= 0 && front.phrase.is_refused)
        line->strange_words += STRANGE;
    int is_place = known && front.phrase.meaning.quantity >= OBSERVABLES;
    if (front.first >= 0 && front.phrase.role_apart)
        line->role = front.phrase.role;
    if (is_place && !front.phrase.is_refused)
        return take_counter(line, at, &front);
    long unlabelled = known ? 0 : take_unlabelled(line, at, &front);
    if (unlabelled > 0)
        return unlabelled;
    line->percents += known && (line->token[at].flags & TEXT_PERCENT) != 0;
    if (front.first < 0 || !log_text_is_value(line, at, &front) || (reversed && !front.is_explicit))
        return 1;
    if (known || front.is_explicit)
        add_value(line, &front.phrase, line->token[at].value);
    if (known && front.phrase.meaning.quantity == OBSERVABLE_loss)
        return take_sum(line, at);
    return 1;
}

/* A word of validation in front of one name, "Train loss: 3 val loss: 4 kl: 2", does not go for names after it that training
 * has no other value of. */
static void check_roles(struct text_line *line) {
    int trained = 0, of_training[OBSERVABLES] = {0};
    for (long i = 0; i < line->items; i++) {
        const struct text_item *item = &line->item[i];
        if (item->kind != TEXT_VALUE || !item->is_known || item->role == LOG_VALIDATION)
            continue;
        of_training[item->quantity] = 1;
        trained |= item->role == LOG_TRAINING;
    }
    for (long i = 0; i < line->items; i++) {
        struct text_item *item = &line->item[i];
        int is_lent = item->kind == TEXT_VALUE && item->is_known && item->role_extended &&
                      item->role == LOG_VALIDATION;
        if (!is_lent || !trained || of_training[item->quantity])
            continue;
        item->role = LOG_PLAIN;
        memmove(item->name, item->name + 4, strlen(item->name + 4) + 1); /* "val " */
    }
}

void log_text_line(struct text_line *line, const char *begin, const char *end) {
    long scanned = 0;
    line->items = line->percents = line->strange_words = 0;
    line->has_plural = line->is_bar = line->is_closed = line->is_label = 0;
    line->role = LOG_PLAIN;
    log_text_clean(line->clean, begin, end);
    log_text_tokens(line);
    line->is_bar = is_keras(line);
    int reversed = is_reversed(line);
    for (long i = 0; i < line->tokens;) {
        if (line->token[i].kind != TEXT_NUMBER) {
            i++;
            continue;
        }
        i += take_number(line, i, &scanned, reversed);
        scanned = i;
    }
    hear_roles(line, scanned, line->tokens);
    check_roles(line);
}
