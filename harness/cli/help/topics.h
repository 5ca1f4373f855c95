/* topics.h -- the pages of `klimb help TOPIC`: plain text of at most 80 columns.
 */
#ifndef KLIMB_TOPICS_H
#define KLIMB_TOPICS_H

#include <stdio.h>

enum { TOPIC_WIDTH = 80 };

struct topic {
    const char *name;
    const char *summary; /* one line for `klimb help` */
    void (*print)(FILE *out);
};
extern const struct topic topics[]; /* ends with a NULL name */

/* topic_find -- the topic of this name, NULL if no topic has it. */
const struct topic *topic_find(const char *name);

/* topic_print_engines -- the page `engines`, from the table of engine.h. */
void topic_print_engines(FILE *out);

/* topic_print_exit_codes -- the table of exit_codes.h. */
void topic_print_exit_codes(FILE *out);

#endif
