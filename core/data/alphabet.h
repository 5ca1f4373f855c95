/* alphabet.h -- the symbols that text is made of: from bytes to numbers and back.
 *
 *     0          end: after the last character, up to the length of an example
 *     1 .. 26    a .. z, capitals among them
 *     27         space: one for any run of blanks (space, tab, CR, vertical tab, form feed)
 *     28         other: digits, punctuation, and each character beyond ASCII
 */
#ifndef KLIMB_ALPHABET_H
#define KLIMB_ALPHABET_H

enum {
    ALPHABET_END = 0,
    ALPHABET_FIRST_LETTER = 1,
    ALPHABET_SPACE = 27,
    ALPHABET_OTHER = 28,
    ALPHABET_SYMBOLS = 29
};

/* klimb_alphabet_symbol -- of a byte; -1 for a byte that goes on with a character of UTF-8 (0x80 to 0xbf), whose
 * first byte has been counted. Never ALPHABET_END. */
int klimb_alphabet_symbol(unsigned char byte);

/* klimb_alphabet_character -- what a symbol looks like: a letter, a space, '.' for other, '_' for end; '?' for
 * what is not a symbol. */
char klimb_alphabet_character(long symbol);

#endif
