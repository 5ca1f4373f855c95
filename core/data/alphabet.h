/* alphabet.h -- the symbols of a text: from bytes to numbers and back.
 *
 *     0          end: fills an example after its last character
 *     1 .. 26    a .. z, in either case
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

/* klimb_alphabet_symbol -- the symbol of a byte, never ALPHABET_END; -1 for a continuation byte of UTF-8 (0x80 to
 * 0xbf), because the first byte of the character already has a symbol. */
int klimb_alphabet_symbol(unsigned char byte);

/* klimb_alphabet_character -- a symbol as a character: a letter, a space, '.' for other, '_' for end; '?' if the
 * number is not a symbol. */
char klimb_alphabet_character(long symbol);

#endif
