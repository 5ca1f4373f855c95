/* log_text_front.h -- the name in front of a number of a printed line. Internal to log.
 */
#ifndef KLIMB_LOG_TEXT_FRONT_H
#define KLIMB_LOG_TEXT_FRONT_H

#include "log/log_text_line.h"

/* What is in front of a number. */
struct text_front {
    struct text_phrase phrase;
    long first;       /* token of the phrase, -1 where there is none */
    int is_explicit;  /* a colon, an equals sign, an arrow */
    int has_comma;    /* only commas, bars and blanks */
    int is_bracketed; /* an opening bracket right in front of the number */
    int is_hyphened;  /* "Iter-200" */
};

/* log_text_mark -- whether a token is one of these marks; log_text_kind -- whether it is of a kind. Not beyond the line. */
int log_text_mark(const struct text_line *line, long at, const char *marks);
int log_text_kind(const struct text_line *line, long at, enum text_kind kind);

/* log_text_phrase_begin -- the first word of the phrase whose last word is token `last`. */
long log_text_phrase_begin(const struct text_line *line, long last);

/* log_text_front -- what is in front of the number that is token `number`. */
void log_text_front(struct text_front *front, const struct text_line *line, long number);

/* log_text_is_value -- whether the number may be the value of the name in front of it. */
int log_text_is_value(const struct text_line *line, long at, const struct text_front *front);

#endif
