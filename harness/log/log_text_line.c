/* What a line of words and numbers says: counters and values. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "log/log_text_line.h"

enum { PHRASE_WORDS = 6, SEPARATORS = 8, STRANGE = 8 };

/* What is in front of a number. */
struct front {
    struct text_phrase phrase;
    long first;       /* token of the phrase, -1 where there is none */
    int is_explicit;  /* a colon, an equals sign, an arrow */
    int has_comma;    /* only commas, bars and blanks */
    int is_bracketed; /* an opening bracket right in front of the number */
    int is_hyphened;  /* "Iter-200" */
};

static int is_mark(const struct text_line *line, long at, const char *marks) {
    if (at < 0 || at >= line->tokens || line->token[at].kind != TEXT_MARK)
        return 0;
    return strchr(marks, line->token[at].mark) != NULL;
}

static int is_kind(const struct text_line *line, long at, enum text_kind kind) {
    return at >= 0 && at < line->tokens && line->token[at].kind == kind;
}

/* ---- the name in front of a number ----------------------------------------------------------- */

/* The token in front of the brackets that end at `at`, as in "KL (nats): 6.1". -1: it is no such thing.
 *   role  in, out  that of a word in the brackets */
static long skip_brackets(const struct text_line *line, long at, enum log_role *role,
                          int *refused) {
    for (long i = at - 1; i >= 0 && i > at - PHRASE_WORDS; i--) {
        const struct text_token *token = &line->token[i];
        if (is_mark(line, i, "([{"))
            return i - 1;
        if (token->kind == TEXT_WORD) {
            struct text_phrase phrase;
            log_text_phrase(&phrase, line, i, i);
            *refused |= phrase.is_refused;
            *role = log_text_role(token) != LOG_PLAIN ? log_text_role(token) : *role;
        } else if (!is_mark(line, i, "/,-+*")) {
            return -1;
        }
    }
    return -1;
}

/* The first word of the phrase whose last is `last`. */
static long phrase_begin(const struct text_line *line, long last) {
    long first = last;
    for (long words = 1; words < PHRASE_WORDS && first > 0; words++) {
        int has_dot = is_mark(line, first - 1, ".") && line->token[first - 1].gap == 0 &&
                      line->token[first].gap == 1;
        long before = first - 1 - has_dot;
        if (!is_kind(line, before, TEXT_WORD) || (!has_dot && line->token[first].gap != 1))
            break;
        first = before;
    }
    return first;
}

/* The separators in front of the token at `at`. Returns the token in front of them. */
static long skip_separators(const struct text_line *line, long at, struct front *front) {
    long marks = 0;
    front->is_bracketed = is_mark(line, at, "([");
    front->is_hyphened = is_mark(line, at, "-") && line->token[at].gap == 0 &&
                         line->token[at + 1].gap == 0;
    if (front->is_hyphened)
        return at - 1;
    for (; at >= 0 && marks <= SEPARATORS; at--, marks++) {
        if (is_mark(line, at, ">") && is_mark(line, at - 1, "-")) {
            front->is_explicit = 1;
            at--;
            continue;
        }
        if (!is_mark(line, at, ":=|,;([{\"'#~>"))
            break;
        front->is_explicit |= is_mark(line, at, ":=");
        front->has_comma |= is_mark(line, at, ",;|");
    }
    return at;
}

static void find_front(struct front *front, const struct text_line *line, long number) {
    enum log_role role = LOG_PLAIN;
    int refused = 0;
    *front = (struct front){.first = -1};
    long last = skip_separators(line, number - 1, front);
    if (is_mark(line, last, ")]}")) {
        last = skip_brackets(line, last, &role, &refused);
        if (is_mark(line, last, "'\"")) /* "'kl' (nats)" */
            last--;
    }
    if (!is_kind(line, last, TEXT_WORD))
        return;
    front->first = phrase_begin(line, last);
    log_text_phrase(&front->phrase, line, front->first, last);
    front->phrase.is_refused |= refused;
    if (role != LOG_PLAIN && front->phrase.role == LOG_PLAIN)
        front->phrase.role = role;
    if (front->is_hyphened &&
        !(front->phrase.is_known && front->phrase.meaning.quantity >= OBSERVABLES))
        front->first = -1;
}

/* ---- whether a number may be what it seems --------------------------------------------------- */

/* Behind a number without a sign between it and its name comes the next name, or nothing: "recon 2 layers" is no value. */
static int ends_well(const struct text_line *line, long at, const struct front *front) {
    if (is_mark(line, at + 1, "*^"))
        return 0;
    if (is_mark(line, at + 1, "+/") && !is_mark(line, at + 2, "/-") &&
        !(is_mark(line, at + 1, "/") && is_kind(line, at + 2, TEXT_WORD)))
        return 0;
    if (front->is_bracketed && !front->is_explicit)
        return is_mark(line, at + 1, ")],|");
    if (front->is_bracketed) /* a list without labels, or one of many dimensions */
        return !is_kind(line, at + 1, TEXT_NUMBER) && !is_mark(line, at + 1, ",;");
    if (front->is_explicit || (line->token[at].flags & TEXT_INTEGER) == 0 ||
        !is_kind(line, at + 1, TEXT_WORD))
        return 1;
    long last = at + 1;
    while (is_kind(line, last + 1, TEXT_WORD) && last < at + PHRASE_WORDS)
        last++;
    for (; last > at; last--) {
        struct text_phrase next;
        log_text_phrase(&next, line, at + 1, last);
        if (next.is_known || log_text_is_unit(&line->token[last]))
            return 1;
    }
    return 0;
}

static int is_value(const struct text_line *line, long at, const struct front *front) {
    const struct text_token *token = &line->token[at];
    if (token->flags & (TEXT_PERCENT | TEXT_UNIT | TEXT_COMMA))
        return 0;
    if ((token->flags & TEXT_INTEGER) && !front->is_explicit && is_mark(line, at + 1, ":="))
        return 0; /* of the name: "rec 1: 0.5" */
    if ((token->flags & TEXT_SPELLED) && is_kind(line, at - 1, TEXT_WORD) &&
        (!front->phrase.is_known || log_text_is_verb(&line->token[at - 1]))) /* "loss is nan" */
        return 0;
    return !front->phrase.is_refused && ends_well(line, at, front);
}

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
    struct log_name name;
    int says_role = phrase->is_known && phrase->meaning.role != LOG_PLAIN;
    const char *word = says_role ? "" : words[role];
    int length = snprintf(item->name, sizeof item->name, "%s%.*s", word, (int)phrase->length,
                          phrase->begin);
    if (phrase->is_known && !log_name_find(&name, item->name, length))
        snprintf(item->name, sizeof item->name, "%s%s%s", word,
                 phrase->meaning.sign < 0 ? "negative_" : "",
                 log_quantity_name(phrase->meaning.quantity));
}

/* What was measured on a set: a schedule is of none. */
static int is_of_set(const struct text_phrase *phrase) {
    int quantity = phrase->is_known ? phrase->meaning.quantity : -1;
    return quantity == OBSERVABLE_recon || quantity == OBSERVABLE_kl ||
           quantity == OBSERVABLE_loss || quantity == OBSERVABLE_elbo;
}

static void add_value(struct text_line *line, const struct text_phrase *phrase, double value) {
    int is_extended = phrase->role == LOG_PLAIN && line->role != LOG_PLAIN && is_of_set(phrase);
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
        if (!is_kind(line, i, TEXT_WORD))
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

/* "12/469", "[12/469]", "[12]" and, as the first of a line, "12:": counters that have no name. Returns how many tokens they
 * are, 0 if they are none. */
static long take_unlabelled(struct text_line *line, long at, const struct front *front) {
    const struct text_token *token = &line->token[at];
    int is_share = is_mark(line, at + 1, "/") && is_kind(line, at + 2, TEXT_NUMBER) &&
                   is_counter(&line->token[at + 2], 0) && !is_mark(line, at + 3, "/") &&
                   !(token->value > line->token[at + 2].value);
    int is_single = is_mark(line, at - 1, "[") && is_mark(line, at + 1, "]");
    int is_first = at == 0 && is_mark(line, 1, ":|)");
    if (!is_counter(token, 0) || !(is_share || is_single || is_first))
        return 0;
    if (front->first >= 0 && (front->is_explicit || !front->has_comma) &&
        !(line->strange_words == 0 && log_text_is_harmless(&line->token[at - 1])) &&
        !(is_mark(line, at - 1, "[")))
        return 0;
    int twice = is_mark(line, at - 1, "[") && !has_item(line, TEXT_EPOCH) && at < 4 &&
                is_mark(line, at + (is_share ? 3 : 1), "]") &&
                is_mark(line, at + (is_share ? 4 : 2), "[") &&
                is_kind(line, at + (is_share ? 5 : 3), TEXT_NUMBER);
    struct text_item *item = add(line, twice ? TEXT_EPOCH : TEXT_STEP, token->value);
    if (item == NULL)
        return 0;
    item->is_unlabelled = 1;
    item->rank = is_share ? 1000 : 2000;
    return is_share ? 3 : 1;
}

/* A counter with a name. Returns how many tokens it is. */
static long take_counter(struct text_line *line, long at, const struct front *front) {
    int is_epoch = front->phrase.meaning.quantity == LOG_EPOCH;
    if (!is_counter(&line->token[at], is_epoch))
        return 1;
    struct text_item *item = add(line, is_epoch ? TEXT_EPOCH : TEXT_STEP, line->token[at].value);
    if (item == NULL)
        return 1;
    item->rank = front->phrase.meaning.rank;
    line->has_plural |= front->phrase.is_plural;
    int is_share = is_mark(line, at + 1, "/") && is_kind(line, at + 2, TEXT_NUMBER);
    int is_of = is_kind(line, at + 1, TEXT_WORD) && line->token[at + 1].length == 2 &&
                strncmp(line->token[at + 1].text, "of", 2) == 0 &&
                is_kind(line, at + 2, TEXT_NUMBER);
    return is_share || is_of ? 3 : 1;
}

/* ---- lists ----------------------------------------------------------------------------------- */

/* Numbers behind each other from token `at` on, with commas, slashes or blanks between them. */
static long count_numbers(const struct text_line *line, long at, long number[TEXT_LIST_MAX]) {
    long count = 0;
    while (count < TEXT_LIST_MAX && is_kind(line, at, TEXT_NUMBER)) {
        if (line->token[at].flags & (TEXT_PERCENT | TEXT_UNIT))
            return 0;
        number[count++] = at++;
        at += is_mark(line, at, ",/") ? 1 : 0;
    }
    return count;
}

/* As many names with commas between them as there are numbers, which end in front of token `at`. Returns the first token of
 * the first, -1 where there are fewer. */
static long take_names(const struct text_line *line, long at, struct text_phrase *phrase,
                       long count) {
    at -= is_mark(line, at, ")]}");
    for (long i = count - 1; i >= 0; i--) {
        if (!is_kind(line, at, TEXT_WORD))
            return -1;
        long first = phrase_begin(line, at);
        log_text_phrase(&phrase[i], line, first, at);
        at = first - 1;
        if (i == 0)
            return first;
        if (!is_mark(line, at, ",/"))
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
    before -= is_mark(line, before, "([{");
    if (count < 2 || !is_mark(line, before, ":="))
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

/* Two numbers without names behind a loss that add up to it are its terms, in this order: "Loss: 12.5 9.5 3". Returns how
 * many tokens the three are, 1 if they are no such numbers. */
static long take_sum(struct text_line *line, long at) {
    static const char *const names[] = {"recon", "kl"};
    long number[3] = {at}, next = at;
    for (int i = 1; i < 3; i++) {
        next += 1 + is_mark(line, next + 1, ",(=+|");
        if (!is_kind(line, next, TEXT_NUMBER) ||
            (line->token[next].flags & (TEXT_PERCENT | TEXT_UNIT | TEXT_COMMA)))
            return 1;
        number[i] = next;
    }
    double sum = line->token[number[1]].value + line->token[number[2]].value;
    double total = line->token[at].value;
    if (is_kind(line, next + 1, TEXT_NUMBER) || !(fabs(total - sum) <= 1e-3 * fabs(total)))
        return 1;
    for (int i = 0; i < 2; i++) {
        struct text_phrase phrase = {.begin = names[i],
                                     .length = (long)strlen(names[i]),
                                     .is_known = 1,
                                     .role = line->item[line->items - 1].role,
                                     .meaning = {.sign = 1}};
        phrase.meaning.quantity = i == 0 ? OBSERVABLE_recon : OBSERVABLE_kl;
        add_value(line, &phrase, line->token[number[i + 1]].value);
    }
    return next + 1 - at;
}

/* ---- the line -------------------------------------------------------------------------------- */

/* Names behind their numbers, "88.1 recon, 8.9 kl": the last word is the name of a value and has no number. */
static int is_reversed(const struct text_line *line) {
    struct text_phrase phrase;
    long last = line->tokens - 1;
    while (last >= 0 && line->token[last].kind == TEXT_MARK)
        last--;
    if (!is_kind(line, last, TEXT_WORD) || !is_kind(line, last - 1, TEXT_NUMBER))
        return 0;
    log_text_phrase(&phrase, line, last, last);
    return phrase.is_known && phrase.meaning.quantity < OBSERVABLES;
}

/* Keras' bar: "469/469 [====] - 5s - loss: 151.2". Its values are means since the epoch began. */
static int is_keras(const struct text_line *line) {
    if (!is_kind(line, 0, TEXT_NUMBER) || !is_mark(line, 1, "/") ||
        !is_kind(line, 2, TEXT_NUMBER) || !is_mark(line, 3, "[|-"))
        return 0;
    for (long i = 3; i + 1 < line->tokens; i++)
        if (is_mark(line, i, "-") && line->token[i].gap > 0 && line->token[i + 1].gap > 0)
            return 1;
    return 0;
}

/* One number and what belongs to it. Returns how many tokens that is; *scanned is behind the last that was understood. */
static long take_number(struct text_line *line, long at, long *scanned, int reversed) {
    struct front front;
    long list = take_list(line, at, *scanned);
    if (list > 0)
        return list;
    find_front(&front, line, at);
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
    if (front.first < 0 || !is_value(line, at, &front) || (reversed && !front.is_explicit))
        return 1;
    if (known || front.is_explicit)
        add_value(line, &front.phrase, line->token[at].value);
    if (known && front.phrase.meaning.quantity == OBSERVABLE_loss)
        return take_sum(line, at);
    return 1;
}

/* A word of validation in front of one name, "Train loss: 3 val loss: 4 kl: 2", does not go for names behind it that training
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
