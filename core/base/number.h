/* number.h -- the grammar of decimal numbers in text, for every reader of numbers in klimb. strtod alone
 * would also take leading blanks, hexadecimal, "nan" and "infinity", which other readers of the same file
 * do not.
 */
#ifndef KLIMB_NUMBER_H
#define KLIMB_NUMBER_H

#include <stddef.h>

enum number_form {
    NUMBER_OWN, /* as klimb writes them: -? D (. D)? ([eE] [+-]? D)?  with D one digit or more */
    NUMBER_ANY /* as others may: [+-]? (D .? | D? . D) ([eE] [+-]? D)?  which is YAML 1.2, 10.3.2 */
};

/* klimb_number_is_decimal -- whether the `length` bytes at text are one number and nothing else. */
int klimb_number_is_decimal(const char *text, size_t length, enum number_form form);

/* klimb_number_is_integer -- whether they are [+-]? D. */
int klimb_number_is_integer(const char *text, size_t length);

#endif
