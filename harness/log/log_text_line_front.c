/* The name in front of a number. */
#include <string.h>

#include "log/log_text_line.h"

enum { PHRASE_WORDS = 6, SEPARATORS = 8 };

int log_text_mark(const struct text_line *line, long at, const char *marks) {
    if (at < 0 || at >= line->tokens || line->token[at].kind != TEXT_MARK)
        return 0;
    return strchr(marks, line->token[at].mark) != NULL;
}

int log_text_kind(const struct text_line *line, long at, enum text_kind kind) {
    return at >= 0 && at < line->tokens && line->token[at].kind == kind;
}

/* ---- the name in front of a number ----------------------------------------------------------- */

/* The token in front of the brackets that end at `at`, as in "KL (nats): 6.1". -1: it is no such thing.
 *   role  in, out  that of a word in the brackets */
static long skip_brackets(const struct text_line *line, long at, enum log_role *role,
                          int *refused) {
    for (long i = at - 1; i >= 0 && i > at - PHRASE_WORDS; i--) {
        const struct text_token *token = &line->token[i];
        if (log_text_mark(line, i, "([{"))
            return i - 1;
        if (token->kind == TEXT_WORD) {
            struct text_phrase phrase;
            log_text_phrase(&phrase, line, i, i);
            *refused |= phrase.is_refused;
            *role = log_text_role(token) != LOG_PLAIN ? log_text_role(token) : *role;
        } else if (!log_text_mark(line, i, "/,-+*")) {
            return -1;
        }
    }
    return -1;
}

/* The first word of the phrase whose last is `last`. */
long log_text_phrase_begin(const struct text_line *line, long last) {
    long first = last;
    for (long words = 1; words < PHRASE_WORDS && first > 0; words++) {
        int has_dot = log_text_mark(line, first - 1, ".") && line->token[first - 1].gap == 0 &&
                      line->token[first].gap == 1;
        long before = first - 1 - has_dot;
        if (!log_text_kind(line, before, TEXT_WORD) || (!has_dot && line->token[first].gap != 1))
            break;
        first = before;
    }
    return first;
}

/* The separators in front of the token at `at`. Returns the token in front of them. */
static long skip_separators(const struct text_line *line, long at, struct text_front *front) {
    long marks = 0;
    front->is_bracketed = log_text_mark(line, at, "([");
    front->is_hyphened = log_text_mark(line, at, "-") && line->token[at].gap == 0 &&
                         line->token[at + 1].gap == 0;
    if (front->is_hyphened)
        return at - 1;
    for (; at >= 0 && marks <= SEPARATORS; at--, marks++) {
        if (log_text_mark(line, at, ">") && log_text_mark(line, at - 1, "-")) {
            front->is_explicit = 1;
            at--;
            continue;
        }
        if (!log_text_mark(line, at, ":=|,;([{\"'#~>"))
            break;
        front->is_explicit |= log_text_mark(line, at, ":=");
        front->has_comma |= log_text_mark(line, at, ",;|");
    }
    return at;
}

void log_text_front(struct text_front *front, const struct text_line *line, long number) {
    enum log_role role = LOG_PLAIN;
    int refused = 0;
    *front = (struct text_front){.first = -1};
    long last = skip_separators(line, number - 1, front);
    if (log_text_mark(line, last, ")]}")) {
        last = skip_brackets(line, last, &role, &refused);
        if (log_text_mark(line, last, "'\"")) /* "'kl' (nats)" */
            last--;
    }
    if (!log_text_kind(line, last, TEXT_WORD))
        return;
    front->first = log_text_phrase_begin(line, last);
    log_text_phrase(&front->phrase, line, front->first, last);
    front->phrase.is_refused |= refused;
    if (role != LOG_PLAIN && front->phrase.role == LOG_PLAIN)
        front->phrase.role = role;
    if (front->is_hyphened &&
        !(front->phrase.is_known && front->phrase.meaning.quantity >= OBSERVABLES))
        front->first = -1;
}

/* ---- whether a number may be what it seems --------------------------------------------------- */

/* After a number without a sign between it and its name comes the next name, or nothing: "recon 2 layers" is not a value. */
static int ends_well(const struct text_line *line, long at, const struct text_front *front) {
    if (log_text_mark(line, at + 1, "*^"))
        return 0;
    if (log_text_mark(line, at + 1, "+/") && !log_text_mark(line, at + 2, "/-") &&
        !(log_text_mark(line, at + 1, "/") && log_text_kind(line, at + 2, TEXT_WORD)))
        return 0;
    if (front->is_bracketed && !front->is_explicit)
        return log_text_mark(line, at + 1, ")],|");
    if (front->is_bracketed) /* a list without labels, or one of many dimensions */
        return !log_text_kind(line, at + 1, TEXT_NUMBER) && !log_text_mark(line, at + 1, ",;");
    if (front->is_explicit || (line->token[at].flags & TEXT_INTEGER) == 0 ||
        !log_text_kind(line, at + 1, TEXT_WORD))
        return 1;
    long last = at + 1;
    while (log_text_kind(line, last + 1, TEXT_WORD) && last < at + PHRASE_WORDS)
        last++;
    for (; last > at; last--) {
        struct text_phrase next;
        log_text_phrase(&next, line, at + 1, last);
        if (next.is_known || log_text_is_unit(&line->token[last]))
            return 1;
    }
    return 0;
}

int log_text_is_value(const struct text_line *line, long at, const struct text_front *front) {
    const struct text_token *token = &line->token[at];
    if (token->flags & (TEXT_PERCENT | TEXT_UNIT | TEXT_COMMA))
        return 0;
    if ((token->flags & TEXT_INTEGER) && !front->is_explicit && log_text_mark(line, at + 1, ":="))
        return 0; /* of the name: "rec 1: 0.5" */
    if ((token->flags & TEXT_SPELLED) && log_text_kind(line, at - 1, TEXT_WORD) &&
        (!front->phrase.is_known || log_text_is_verb(&line->token[at - 1]))) /* "loss is nan" */
        return 0;
    return !front->phrase.is_refused && ends_well(line, at, front);
}
