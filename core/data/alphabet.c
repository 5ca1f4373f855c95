#include "data/alphabet.h"

static int is_between(unsigned char byte, unsigned char first, unsigned char last) {
    return byte >= first && byte <= last;
}

int klimb_alphabet_symbol(unsigned char byte) {
    if (is_between(byte, 'a', 'z'))
        return ALPHABET_FIRST_LETTER + (byte - 'a');
    if (is_between(byte, 'A', 'Z'))
        return ALPHABET_FIRST_LETTER + (byte - 'A');
    if (byte == ' ' || is_between(byte, '\t', '\r'))
        return ALPHABET_SPACE;
    return is_between(byte, 0x80, 0xbf) ? -1 : ALPHABET_OTHER;
}

char klimb_alphabet_character(long symbol) {
    static const char characters[] = "_abcdefghijklmnopqrstuvwxyz .";
    return symbol >= 0 && symbol < ALPHABET_SYMBOLS ? characters[symbol] : '?';
}
