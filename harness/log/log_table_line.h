/* log_table_line.h -- lines of a table within the window. Internal to log_table.
 */
#ifndef KLIMB_LOG_TABLE_LINE_H
#define KLIMB_LOG_TABLE_LINE_H

#include "log/log_table.h"

static inline int log_is_blank(char byte) {
    return byte == ' ' || byte == '\t';
}

static inline int log_is_line_end(char byte) {
    return byte == '\n' || byte == '\r';
}

/* log_table_split -- split the line at table->next into cells, and move table->next past it. */
enum status log_table_split(struct log_table *table, struct error *error) MUST_CHECK;

/* log_table_skip -- move past the line at table->next. */
void log_table_skip(struct log_table *table);

/* log_table_find -- move to the next line that is neither empty nor a comment. Returns whether
 * there is one.
 *   comment  out  the last comment that was skipped; unchanged without one; may be NULL */
int log_table_find(struct log_table *table, const char **comment);

/* log_table_refuse_nul -- STATUS_FORMAT at a NUL byte; `begin` is on table->line, or the first. */
enum status log_table_refuse_nul(const struct log_table *table, const char *begin, const char *nul,
                                 struct error *error);

#endif
