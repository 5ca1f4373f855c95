/* number.h -- the grammar of decimal numbers in text, for every reader of numbers in klimb. strtod alone
 * also accepts leading blanks, hexadecimal, "nan" and "infinity", which other programs that read the same
 * file reject.
 */
#ifndef KLIMB_NUMBER_H
#define KLIMB_NUMBER_H

#include <stddef.h>

enum number_form {
    NUMBER_OWN, /* klimb writes these: -? D (. D)? ([eE] [+-]? D)?  where D is one or more digits */
    NUMBER_ANY  /* others may write: [+-]? (D .? | D? . D) ([eE] [+-]? D)?  (YAML 1.2, 10.3.2) */
};

/* klimb_number_is_decimal -- whether the `length` bytes at text are one number and nothing else.
 * The text need not be terminated. */
int klimb_number_is_decimal(const char *text, size_t length, enum number_form form);

/* klimb_number_is_integer -- whether the `length` bytes at text are [+-]? D. */
int klimb_number_is_integer(const char *text, size_t length);

#endif
