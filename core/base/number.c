#include "base/number.h"

/* Where the digits at `at` end. */
static const char *skip_digits(const char *at, const char *end) {
    while (at < end && *at >= '0' && *at <= '9')
        at++;
    return at;
}

static const char *skip_sign(const char *at, const char *end, enum number_form form) {
    return at + (at < end && (*at == '-' || (form == NUMBER_ANY && *at == '+')));
}

/* The end of digits with an optional fraction; NULL unless a number begins at `at`. */
static const char *skip_fraction(const char *at, const char *end, enum number_form form) {
    const char *whole = at;
    at = skip_digits(at, end);
    long before = at - whole;
    if (at == end || *at != '.')
        return before > 0 ? at : NULL;
    const char *fraction = ++at;
    at = skip_digits(at, end);
    long behind = at - fraction;
    int is_number = form == NUMBER_ANY ? before + behind > 0 : before > 0 && behind > 0;
    return is_number ? at : NULL;
}

int klimb_number_is_integer(const char *text, size_t length) {
    const char *end = text + length, *digits = skip_sign(text, end, NUMBER_ANY);
    return digits < end && skip_digits(digits, end) == end;
}

int klimb_number_is_decimal(const char *text, size_t length, enum number_form form) {
    const char *end = text + length;
    const char *at = skip_fraction(skip_sign(text, end, form), end, form);
    if (at == NULL || at == end)
        return at == end;
    int is_exponent = *at == 'e' || *at == 'E';
    return is_exponent && klimb_number_is_integer(at + 1, (size_t)(end - at - 1));
}
