/* A clean line as words and numbers. Every text ends with a NUL, so that looking ahead is safe. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "log/log_text_line.h"

enum { NUMBER_MAX = 64 }; /* characters; no program prints a longer number */

static int is_letter(char byte) {
    return isalpha((unsigned char)byte) || byte == '_' || (unsigned char)byte >= 0x80;
}

static int is_digit(char byte) {
    return isdigit((unsigned char)byte) != 0;
}

static int is_word(char byte) {
    return is_letter(byte) || is_digit(byte);
}

static long digits(const char *at) {
    long count = 0;
    while (is_digit(at[count]))
        count++;
    return count;
}

static int one_of(char byte, const char *list) {
    return byte != '\0' && strchr(list, byte) != NULL;
}

/* ---- numbers --------------------------------------------------------------------------------- */

/* nan and inf in any spelling, without a sign. */
static long spelled_length(double *value, const char *at) {
    static const struct {
        const char *word;
        int is_infinite;
    } words[] = {{"infinity", 1}, {"inf", 1},     {"nan", 0},    {"1.#inf", 1},
                 {"1.#ind", 0},   {"1.#qnan", 0}, {"1.#snan", 0}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        long length = (long)strlen(words[i].word);
        if (strncasecmp(at, words[i].word, (size_t)length) != 0)
            continue;
        if (at[0] == '1')
            length += (long)strspn(at + length, "0");
        if (strncasecmp(at + length, "(ind)", 5) == 0 || strncasecmp(at + length, "(snan)", 6) == 0)
            length += at[length + 1] == 'i' || at[length + 1] == 'I' ? 5 : 6;
        if (is_word(at[length]))
            continue;
        *value = words[i].is_infinite ? HUGE_VAL : (double)NAN;
        return length;
    }
    return 0;
}

/* The digits in front of a fraction, with commas between thousands where they can be nothing else: before a fraction, or
 * twice, unless it is a list. */
static long whole_length(const char *at, char before) {
    long first = digits(at), length = first, groups = 0;
    if (first < 1 || first > 3)
        return first;
    while (at[length] == ',' && digits(at + length + 1) == 3) {
        length += 4;
        groups++;
    }
    int has_fraction = at[length] == '.' && is_digit(at[length + 1]);
    int is_sure = (groups >= 1 && has_fraction) || (groups >= 2 && !one_of(before, "(["));
    return is_sure ? length : first;
}

static long exponent_length(const char *at) {
    if (*at != 'e' && *at != 'E')
        return 0;
    long sign = at[1] == '-' || at[1] == '+';
    long count = digits(at + 1 + sign);
    return count > 0 ? 1 + sign + count : 0;
}

static double convert(const char *at, long length) {
    char copy[NUMBER_MAX + 1];
    long used = 0;
    for (long i = 0; i < length && used < NUMBER_MAX; i++)
        if (at[i] != ',')
            copy[used++] = at[i];
    copy[used] = '\0';
    return strtod(copy, NULL);
}

/* The length of a number that begins at `at`, 0 where none does. The text has an end.
 *   flags, value  out */
static long number_length(unsigned *flags, double *value, const char *at, char before) {
    long sign = *at == '-' || *at == '+';
    long spelled = spelled_length(value, at + sign);
    *flags = TEXT_SPELLED;
    if (spelled > 0) {
        *value = *at == '-' ? -*value : *value;
        return sign + spelled;
    }
    long whole = whole_length(at + sign, before), length = sign + whole;
    long fraction = at[length] == '.' ? digits(at + length + 1) : 0;
    if (whole == 0 && fraction == 0)
        return 0;
    length += fraction > 0 ? fraction + 1 : 0;
    long exponent = exponent_length(at + length);
    length += exponent;
    *flags = fraction == 0 && exponent == 0 ? TEXT_INTEGER : 0;
    if (at[length] == ',' && is_digit(at[length + 1]))
        *flags |= TEXT_COMMA;
    *value = convert(at, length);
    return length < NUMBER_MAX ? length : 0;
}

/* ---- what is not a number, though it begins with a digit ---------------------------------------- */

static int are_digits(const char *at, const char *form) {
    for (; *form != '\0'; at++, form++)
        if (*form == '0' ? !is_digit(*at) : *at != *form)
            return 0;
    return 1;
}

/* The length of a time or a date, 0 for anything else. */
static long clock_length(const char *at) {
    long first = digits(at), length = first;
    if (are_digits(at, "0000-00-00") || are_digits(at, "0000/00/00")) {
        length = 10;
        if ((at[length] == 'T' || at[length] == '_') && is_digit(at[length + 1]))
            length += 1 + (long)strspn(at + length + 1, "0123456789:.,+-Z");
        return length;
    }
    if (first >= 1 && first <= 3 && are_digits(at + first, ":00") && !is_digit(at[first + 3])) {
        length += 3;
        if (are_digits(at + length, ":00"))
            length += 3;
        if (one_of(at[length], ".,") && digits(at + length + 1) >= 3)
            length += 1 + digits(at + length + 1);
        return length;
    }
    if (first < 1 || first > 2 || at[first] != '/' || digits(at + first + 1) > 2)
        return 0;
    length += 1 + digits(at + first + 1);
    return at[length] == '/' && digits(at + length + 1) >= 2 ? length + 1 + digits(at + length + 1)
                                                             : 0;
}

/* Letters after a number, with a slash among them: "it/s". */
static long unit_length(const char *at) {
    long length = 0;
    while (is_letter(at[length]) || (at[length] == '/' && length > 0 && is_letter(at[length + 1])))
        length++;
    return length;
}

static int is_unit_of_loss(const char *at, long length) {
    const struct text_token word = {.kind = TEXT_WORD, .text = at, .length = length};
    return log_text_is_unit(&word);
}

/* What is glued to a number: a unit is taken; anything else makes it something that is not a number. */
static void take_tail(struct text_token *token) {
    const char *behind = token->text + token->length;
    long unit = unit_length(behind);
    if (*behind == '%' || (*behind == ' ' && behind[1] == '%'))
        token->flags |= TEXT_PERCENT;
    if (unit > 0 && !is_unit_of_loss(behind, unit))
        token->flags |= TEXT_UNIT;
    token->length += unit;
    behind += unit;
    int is_version = *behind == '.' && is_word(behind[1]);
    if (is_word(*behind) || is_version) {
        token->kind = TEXT_OTHER;
        token->length += (long)strspn(
            behind, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_.-");
    }
}

/* ---- words ----------------------------------------------------------------------------------- */

/* Whether a number is glued to a word: to the name of a value if it has a fraction, to that of a counter if it has none. */
static int is_glued(const char *word, long length) {
    struct log_name name;
    unsigned flags;
    double value;
    long number = number_length(&flags, &value, word + length, '\0');
    if (number == 0 || !log_name_find(&name, word, length))
        return 0;
    const char *behind = word + length + number;
    long unit = unit_length(behind);
    if (name.quantity >= OBSERVABLES)
        return (flags & TEXT_INTEGER) != 0 && name.quantity != LOG_VALUE && unit == 0 &&
               !one_of(*behind, "._-");
    return (flags & TEXT_INTEGER) == 0 && (unit == 0 || is_unit_of_loss(behind, unit));
}

static long word_length(const char *at) {
    long length = 0;
    int is_plain = 1; /* letters only so far */
    for (;; length++) {
        char byte = at[length];
        if (is_digit(byte) && is_plain && length > 0 && is_glued(at, length))
            return length;
        int joins = length > 0 && one_of(byte, "./-") && is_word(at[length - 1]) &&
                    is_letter(at[length + 1]);
        if (!is_word(byte) && !joins)
            return length;
        is_plain = is_plain && isalpha((unsigned char)byte);
    }
}

/* Files by their names, so that "kl_0.5.pt" is not a value, and arguments of commands. */
static int is_path(const char *at, long length) {
    static const char *const ends[] = {".pt",  ".pth", ".ckpt", ".h5",   ".hdf5",  ".png", ".jpg",
                                       ".npz", ".npy", ".pkl",  ".json", ".csv",   ".txt", ".log",
                                       ".py",  ".yml", ".yaml", ".tar",  ".gz",    ".zip", ".keras",
                                       ".pdf", ".svg", ".cpp",  ".cu",   ".ipynb", NULL};
    if (length > 2 && at[0] == '-' && at[1] == '-' && is_letter(at[2]))
        return 1;
    if (one_of(at[0], "/~") && length > 1 && one_of(at[1], "/abcdefghijklmnopqrstuvwxyz"))
        return 1;
    for (long i = 0; i < length; i++) {
        if (i + 2 < length && memcmp(at + i, "://", 3) == 0)
            return 1;
        for (long k = 0; at[i] == '.' && ends[k] != NULL; k++) {
            long own = (long)strlen(ends[k]);
            if (i + own <= length && memcmp(at + i, ends[k], (size_t)own) == 0 &&
                !is_word(at[i + own]))
                return 1;
        }
    }
    return 0;
}

/* ---- values in wrappers ---------------------------------------------------------------------- */

/* What follows the word is a call that shows one number, as "tensor(6.1, device='cuda:0')". */
static int is_wrapper(const char *word, long length) {
    static const char *const names[] = {
        "tensor",     "tf.Tensor",     "torch.tensor",  "Tensor",
        "array",      "Array",         "DeviceArray",   "np.float32",
        "np.float64", "numpy.float32", "numpy.float64", "float",
        "Parameter",  "Variable",      "jnp.array",     NULL};
    for (long i = 0; names[i] != NULL; i++)
        if ((long)strlen(names[i]) == length && memcmp(names[i], word, (size_t)length) == 0)
            return 1;
    return 0;
}

/* The one number of a call whose parenthesis opens at `open`. With more than one it is an array: TEXT_OTHER. */
static void unwrap(struct text_token *token, const char *open) {
    const char *at = open + 1 + strspn(open + 1, " [("), *close = open;
    long depth = 0;
    token->kind = TEXT_OTHER;
    do {
        depth += (*close == '(') - (*close == ')');
        close++;
    } while (depth > 0 && *close != '\0');
    token->length = close - token->text;
    long length = number_length(&token->flags, &token->value, at, '(');
    const char *behind = at + length + strspn(at + length, ". ]");
    int is_alone = *behind == ')' ||
                   (*behind == ',' && is_letter(behind[1 + strspn(behind + 1, " ")]));
    if (length > 0 && is_alone && (token->flags & TEXT_COMMA) == 0)
        token->kind = TEXT_NUMBER;
}

/* "<tf.Tensor: shape=(), dtype=float32, numpy=6.1>" */
static long eager_length(struct text_token *token, const char *at) {
    if (strncmp(at, "<tf.Tensor", 10) != 0 && strncmp(at, "<tf.Variable", 12) != 0)
        return 0;
    const char *number = strstr(at, "numpy="), *close = strchr(at, '>');
    if (number == NULL || close == NULL || number > close)
        return 0;
    long length = number_length(&token->flags, &token->value, number + 6, '\0');
    token->kind = length > 0 && number + 6 + length == close ? TEXT_NUMBER : TEXT_OTHER;
    return close + 1 - at;
}

/* ---- tokens ---------------------------------------------------------------------------------- */

static int begins_number(const char *at, char before) {
    double value;
    if (is_digit(*at) || (*at == '.' && is_digit(at[1])))
        return 1;
    if (is_letter(*at))
        return !is_word(before) && spelled_length(&value, at) > 0;
    if (!one_of(*at, "+-") || !(before == '\0' || one_of(before, " \t\n:=(,[|;>{<~'\"")))
        return 0;
    return is_digit(at[1]) || (at[1] == '.' && is_digit(at[2])) ||
           (is_letter(at[1]) && spelled_length(&value, at + 1) > 0);
}

static void take_number(struct text_token *token, char before) {
    long clock = clock_length(token->text);
    token->kind = clock > 0 ? TEXT_OTHER : TEXT_NUMBER;
    token->length = clock;
    if (clock > 0)
        return;
    token->length = number_length(&token->flags, &token->value, token->text, before);
    if (token->length == 0) { /* too long */
        token->kind = TEXT_OTHER;
        token->length = 1 + digits(token->text + 1);
        return;
    }
    if ((token->flags & TEXT_SPELLED) == 0)
        take_tail(token);
}

/* "--kl" is an argument, "-elbo" the negative of a name. */
static int begins_negative(const char *at, char before) {
    return *at == '-' && is_letter(at[1]) && (before == '\0' || one_of(before, " \t\n:(,[|;'\""));
}

static void take_token(struct text_token *token, char before) {
    const char *at = token->text;
    token->length = eager_length(token, at);
    if (token->length > 0)
        return;
    if (before == '\0' || one_of(before, " \t\n\"'`([")) {
        long run = (long)strcspn(at, " \t\n");
        if (is_path(at, run)) {
            token->kind = TEXT_OTHER;
            token->length = run;
            return;
        }
    }
    if (begins_number(at, before)) {
        take_number(token, before);
    } else if (is_letter(*at) || begins_negative(at, before)) {
        long sign = *at == '-';
        token->kind = TEXT_WORD;
        token->length = sign + word_length(at + sign);
        if (at[token->length] == '(' && is_wrapper(at, token->length))
            unwrap(token, at + token->length);
    } else {
        token->kind = TEXT_MARK;
        token->mark = *at;
        token->length = 1;
    }
}

void log_text_tokens(struct text_line *line) {
    const char *at = line->clean;
    line->tokens = 0;
    while (line->tokens < TEXT_TOKENS_MAX) {
        long blanks = (long)strspn(at, " \t");
        int gap = memchr(at, '\t', (size_t)blanks) != NULL || blanks > 1 ? 2 : blanks == 1;
        at += blanks;
        if (*at == '\0')
            return;
        struct text_token *token = &line->token[line->tokens++];
        *token = (struct text_token){.text = at, .gap = gap};
        char before = at > line->clean ? at[-1] : '\0';
        take_token(token, before);
        if (token->kind == TEXT_NUMBER && is_word(before))
            token->flags |= TEXT_GLUED;
        at += token->length;
    }
}
