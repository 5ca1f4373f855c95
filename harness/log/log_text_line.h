/* log_text_line.h -- analyses a printed line: cleans it, cuts it into words and numbers, and finds its values. Internal
 * to log.
 *
 *     struct text_line line;
 *     log_text_line(&line, begin, end);
 *     line.item[0 .. line.items - 1] are its counters and values in their order
 */
#ifndef KLIMB_LOG_TEXT_LINE_H
#define KLIMB_LOG_TEXT_LINE_H

#include "log/log_names.h"

enum {
    TEXT_CLEAN_MAX = 8192, /* bytes of a cleaned line that are analysed */
    TEXT_TOKENS_MAX = 1024,
    TEXT_ITEMS_MAX = 96,
    TEXT_NAME_MAX = 64, /* bytes of a name, with the NUL */
    TEXT_LIST_MAX = 8,  /* names of a list "(elbo, recon, kl)" */
    TEXT_CACHED = 256,
    TEXT_CACHED_LENGTH = 48
};

enum text_kind {
    TEXT_WORD,
    TEXT_NUMBER,
    TEXT_MARK, /* one byte */
    TEXT_OTHER /* a time, a date, a path, an array: neither a value nor a name */
};

enum {
    TEXT_INTEGER = 1,
    TEXT_PERCENT = 2,
    TEXT_UNIT = 4,    /* letters follow that are not a unit of a loss: "5ms", "9.1it/s" */
    TEXT_SPELLED = 8, /* nan, inf */
    TEXT_COMMA = 16,  /* a comma and a digit follow: a fraction, thousands or a list */
    TEXT_GLUED = 32   /* to the word before it: "loss151.2" */
};

struct text_token {
    enum text_kind kind;
    const char *text;
    long length;
    char mark; /* 0 unless TEXT_MARK */
    int gap;   /* before it: 0 nothing, 1 a blank, 2 a tab or several blanks */
    unsigned flags;
    double value;
};

/* The meaning of a phrase of words. */
struct text_phrase {
    const char *begin;
    long length;
    int is_known, is_refused; /* "best loss" is refused */
    int is_plural;            /* "epochs" */
    int takes_role;           /* may have "train" or "val" before it */
    enum log_role role;       /* LOG_PLAIN: none */
    int role_apart;           /* the role is a separate word, which also applies to later names */
    struct log_name meaning;
};

enum text_item_kind { TEXT_VALUE, TEXT_EPOCH, TEXT_STEP };

struct text_item {
    enum text_item_kind kind;
    double value;
    int is_unlabelled; /* a counter without a name, like "[12]" */
    long rank;         /* of a counter's name: the lower is preferred */
    int quantity, is_known;
    enum log_role role;
    int role_extended; /* the role is from a word before another name of the line */
    char name[TEXT_NAME_MAX];
};

/* A cache of phrases: a log has few, which repeat. */
struct text_cache {
    struct {
        char text[TEXT_CACHED_LENGTH]; /* not terminated */
        long length;                   /* 0: empty */
        long begin;                    /* start of the phrase in the text */
        struct text_phrase phrase;
    } entry[TEXT_CACHED];
};

struct text_line {
    struct text_cache *cache; /* NULL: none */
    char clean[TEXT_CLEAN_MAX];
    struct text_token token[TEXT_TOKENS_MAX];
    long tokens;
    struct text_item item[TEXT_ITEMS_MAX];
    long items;
    long percents;      /* values left out because they are percentages */
    long strange_words; /* words that are part of no name, and may not be in a heading */
    int has_plural;     /* a counter is a plural such as "epochs" */
    int is_label;       /* it has names for the numbers below it */
    int is_closed;      /* the rest repeats earlier values */
    int is_bar;         /* of Keras: "469/469 [====] - 5s - loss: 151.2" */
    enum log_role role; /* at the end of the line */
};

/* log_text_clean -- remove colours, cursor codes and meaningless bytes from a line; returns its length.
 *   out  out  NUL-terminated; "\n" where the cursor moved to another line */
long log_text_clean(char out[TEXT_CLEAN_MAX], const char *begin, const char *end);

/* log_text_tokens -- cut line->clean into tokens. */
void log_text_tokens(struct text_line *line);

/* log_text_phrase -- the meaning of the words from token `first` to `last`. */
void log_text_phrase(struct text_phrase *out, const struct text_line *line, long first, long last);

/* log_text_role -- the role that a word names, LOG_PLAIN for none. log_text_is_harmless -- whether a word does not
 * matter before a name, or in a heading. */
enum log_role log_text_role(const struct text_token *word);
int log_text_is_harmless(const struct text_token *word);

/* log_text_is_refused -- whether a word changes the meaning of a name: "best". log_text_is_closing -- whether the rest
 * of the line repeats earlier values: "saved the best model (val_loss: 3.5)". */
int log_text_is_refused(const struct text_token *word);
int log_text_is_closing(const struct text_token *word);

/* log_text_is_unit -- whether a word after a number is a unit of a loss: "nats". log_text_is_verb -- whether a word
 * makes a sentence: "loss is nan". */
int log_text_is_unit(const struct text_token *word);
int log_text_is_verb(const struct text_token *word);

/* ---- the name in front of a number ----------------------------------------------------------- */

/* What stands before a number. */
struct text_front {
    struct text_phrase phrase;
    long first;       /* first token of the phrase, -1 without one */
    int is_explicit;  /* a colon, an equals sign, an arrow */
    int has_comma;    /* only commas, bars and blanks */
    int is_bracketed; /* an opening bracket just before the number */
    int is_hyphened;  /* "Iter-200" */
};

/* log_text_mark -- whether a token is one of these marks; log_text_kind -- whether it has this kind. 0 beyond the line.
 */
int log_text_mark(const struct text_line *line, long at, const char *marks);
int log_text_kind(const struct text_line *line, long at, enum text_kind kind);

/* log_text_phrase_begin -- the first word of the phrase whose last word is token `last`. */
long log_text_phrase_begin(const struct text_line *line, long last);

/* log_text_front -- analyse what stands before the number at token `number`. */
void log_text_front(struct text_front *front, const struct text_line *line, long number);

/* log_text_is_value -- whether the number can be the value of the name before it. */
int log_text_is_value(const struct text_line *line, long at, const struct text_front *front);

/* ---- all of it ------------------------------------------------------------------------------- */

/* log_text_is_of_set -- whether a quantity is measured on training or validation data, unlike a schedule. */
int log_text_is_of_set(int quantity);

/* log_text_line -- analyse a whole line; line->cache is the caller's. */
void log_text_line(struct text_line *line, const char *begin, const char *end);

/* log_text_labelled -- read a line of numbers under the labels of a line above: equally many names, at least two of
 * them known. Returns whether it is such a line, and fills in its items.
 *   labels  tokens of the line above */
int log_text_labelled(struct text_line *line, const struct text_line *labels);

/* log_text_has_labels -- whether a line has only names, at least two of them known. */
int log_text_has_labels(const struct text_line *line);

#endif
