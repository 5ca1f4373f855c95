/* What the words in front of a number are the name of. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "log/log_text_line.h"

/* Words that may be in front of a name, or in a heading, and do not change what it is. */
static const char *const harmless[] = {
    "the",      "a",          "of",        "in",        "on",          "at",      "for",
    "this",     "epoch",      "epochs",    "step",      "iter",        "set",     "average",
    "av",       "avg",        "mean",      "averaged",  "value",       "current", "curr",
    "cur",      "running",    "overall",   "log",       "info",        "debug",   "root",
    "main",     "model",      "is",        "and",       "vae",         "cvae",    "results",
    "result",   "metrics",    "metric",    "losses",    "performance", "summary", "stats",
    "batch",    "mini-batch", "minibatch", "iteration", "phase",       "split",   "starting",
    "start",    "started",    "begin",     "end",       "finished",    "done",    "completed",
    "complete", "logger",     "trainer",   NULL};

/* Words that change the meaning of a name, wherever they are. */
static const char *const refused[] = {
    "best",         "min",      "max",      "minimum",  "maximum",   "lowest",   "highest",
    "previous",     "prev",     "last",     "target",   "threshold", "initial",  "init",
    "final",        "delta",    "diff",     "std",      "var",       "variance", "ratio",
    "relative",     "learning", "patience", "per",      "expected",  "baseline", "improved",
    "improvement",  "stopping", "every",    "gradient", "num",       "number",   "size",
    "total_epochs", "warmup",   NULL};

static const struct {
    const char *word;
    enum log_role role;
} roles[] = {
    {"train", LOG_TRAINING},        {"training", LOG_TRAINING},     {"tr", LOG_TRAINING},
    {"val", LOG_VALIDATION},        {"valid", LOG_VALIDATION},      {"validation", LOG_VALIDATION},
    {"validating", LOG_VALIDATION}, {"validate", LOG_VALIDATION},   {"eval", LOG_VALIDATION},
    {"evaluation", LOG_VALIDATION}, {"evaluating", LOG_VALIDATION}, {"evaluate", LOG_VALIDATION},
    {"dev", LOG_VALIDATION},        {"test", LOG_VALIDATION},       {"testing", LOG_VALIDATION},
};

static int is_same(const struct text_token *word, const char *other) {
    int begins_so = (word->text[0] | 0x20) == other[0]; /* the lists are in lower case */
    return begins_so && (long)strlen(other) == word->length &&
           strncasecmp(word->text, other, (size_t)word->length) == 0;
}

static int is_in(const struct text_token *word, const char *const *list) {
    for (; *list != NULL; list++)
        if (is_same(word, *list))
            return 1;
    return 0;
}

enum log_role log_text_role(const struct text_token *word) {
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (is_same(word, roles[i].word))
            return roles[i].role;
    return LOG_PLAIN;
}

int log_text_is_closing(const struct text_token *word) {
    static const char *const words[] = {"best",     "saved",  "saving",      "checkpoint",
                                        "improved", "early",  "checkpoints", "resuming",
                                        "restored", "loaded", NULL};
    return is_in(word, words);
}

int log_text_is_refused(const struct text_token *word) {
    return is_in(word, refused);
}

int log_text_is_harmless(const struct text_token *word) {
    return is_in(word, harmless) || log_text_role(word) != LOG_PLAIN;
}

/* Whether the words are a name. "value" alone is a column of TensorBoard's export and means nothing here. */
static int find(struct text_phrase *out, const struct text_token *token, long first, long last) {
    out->begin = token[first].text;
    out->length = token[last].text + token[last].length - out->begin;
    out->is_known = log_name_find(&out->meaning, out->begin, out->length) &&
                    out->meaning.quantity != LOG_VALUE;
    return out->is_known;
}

/* The longest name at the end of the words that has nothing in front of it but harmless words. */
static int find_end(struct text_phrase *out, const struct text_token *token, long first,
                    long last) {
    for (; first <= last; first++) {
        if (token[first].kind != TEXT_WORD)
            continue; /* the dot of "Avg. KL" */
        if (find(out, token, first, last))
            return 1;
        if (!log_text_is_harmless(&token[first]))
            return 0;
    }
    return 0;
}

int log_text_is_verb(const struct text_token *word) {
    static const char *const verbs[] = {"is", "was", "became", NULL};
    return is_in(word, verbs);
}

/* "total_loss is 3", "loss value: 3" */
static long drop_end(const struct text_token *token, long first, long last) {
    static const char *const words[] = {"is", "was", "value", "val", "term", NULL};
    while (last > first && token[last].kind == TEXT_WORD && is_in(&token[last], words))
        last--;
    return last;
}

int log_text_is_of_set(int quantity) {
    return quantity == OBSERVABLE_recon || quantity == OBSERVABLE_kl ||
           quantity == OBSERVABLE_loss || quantity == OBSERVABLE_elbo;
}

int log_text_is_unit(const struct text_token *word) {
    static const char *const units[] = {"nats", "nat", "bits", "bit", NULL};
    return is_in(word, units);
}

/* "ActionDecoder epoch 3": in front of a counter may be a word that is not known, unless it makes a time of it. */
static int find_counter(struct text_phrase *out, const struct text_token *token, long first,
                        long last) {
    static const char *const words[] = {"epoch", "iteration", "iter", "step", NULL};
    static const char *const times[] = {"time", "elapse", "elapsed", "duration", "seconds", NULL};
    long strange = 0;
    for (long i = first; i < last; i++)
        strange += is_in(&token[i], times) ? 2 : !log_text_is_harmless(&token[i]);
    return strange < 2 && is_in(&token[last], words) && find(out, token, last, last);
}

/* "loss per image" is the loss. */
static long drop_sample(const struct text_token *token, long first, long last) {
    static const char *const samples[] = {"image",   "sample",   "batch", "datapoint",
                                          "example", "instance", NULL};
    static const char *const per[] = {"per", NULL};
    int is_per = last - first >= 2 && is_in(&token[last], samples) && is_in(&token[last - 1], per);
    return is_per ? last - 2 : last;
}

static void take_role(struct text_phrase *out, const struct text_token *token, long first,
                      long last) {
    for (long i = first; i <= last; i++) {
        enum log_role role = token[i].kind == TEXT_WORD ? log_text_role(&token[i])
                                                        : (enum log_role)LOG_PLAIN;
        if (role == LOG_PLAIN)
            continue;
        out->role = role;
        out->role_apart = 1;
    }
}

static int takes_role(const struct text_phrase *phrase) {
    char name[TEXT_NAME_MAX];
    struct log_name found;
    int length = snprintf(name, sizeof name, "val %.*s", (int)phrase->length, phrase->begin);
    return length < (int)sizeof name && log_name_find(&found, name, length) &&
           found.quantity == phrase->meaning.quantity && found.sign == phrase->meaning.sign;
}

static void study(struct text_phrase *out, const struct text_token *token, long first, long last) {
    static const char *const plurals[] = {
        "epochs",      "steps",   "iterations",  "iters",     "updates",   "n_epochs", "num_epochs",
        "num_updates", "n_steps", "total_steps", "n_updates", "num_steps", "n_iter",   NULL};
    *out = (struct text_phrase){.role = LOG_PLAIN, .meaning = {.sign = 1}};
    last = drop_sample(token, first, last);
    for (long i = first; i <= last; i++)
        out->is_refused |= token[i].kind == TEXT_WORD && is_in(&token[i], refused);
    out->is_plural = is_in(&token[last], plurals);
    long sentence = last; /* after the last dot */
    while (sentence > first && token[sentence - 1].kind == TEXT_WORD)
        sentence--;
    long end = drop_end(token, first, last);
    if (!find_end(out, token, first, last) && !find_end(out, token, first, end) &&
        (sentence <= first || !find_end(out, token, sentence, last)) &&
        !find_counter(out, token, first, last)) {
        out->begin = token[first].text;
        out->length = token[last].text + token[last].length - out->begin;
    }
    take_role(out, token, first, last);
    out->takes_role = out->is_known && takes_role(out);
    if (out->is_known && out->meaning.quantity < OBSERVABLES && out->meaning.role != LOG_PLAIN)
        out->role = out->meaning.role;
}

/* ---- phrases that were seen before ----------------------------------------------------------- */

static unsigned long hash(const char *text, long length) {
    unsigned long sum = 5381;
    for (long i = 0; i < length; i++)
        sum = sum * 33 + (unsigned char)text[i];
    return sum;
}

void log_text_phrase(struct text_phrase *out, const struct text_line *line, long first, long last) {
    const char *text = line->token[first].text;
    long length = line->token[last].text + line->token[last].length - text;
    if (line->cache == NULL || length > TEXT_CACHED_LENGTH) {
        study(out, line->token, first, last);
        return;
    }
    long at = (long)(hash(text, length) % TEXT_CACHED);
    if (line->cache->entry[at].length != length ||
        memcmp(line->cache->entry[at].text, text, (size_t)length) != 0) {
        study(out, line->token, first, last);
        memcpy(line->cache->entry[at].text, text, (size_t)length);
        line->cache->entry[at].length = length;
        line->cache->entry[at].begin = out->begin - text;
        line->cache->entry[at].phrase = *out;
    }
    *out = line->cache->entry[at].phrase;
    out->begin = text + line->cache->entry[at].begin;
}
