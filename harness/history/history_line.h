/* history_line.h -- one line of a history: an entry as JSON, and back. Internal to history.
 *
 * The last member is "seal": the SHA-256 of all bytes in front of the comma before it. It shows that a line was cut or
 * edited by hand; anybody can compute a new one.
 */
#ifndef KLIMB_HISTORY_LINE_H
#define KLIMB_HISTORY_LINE_H

#include "history/history.h"

/* history_line_format -- the line, without its end. STATUS_MEMORY. */
enum status history_line_format(struct text *line, const struct history_entry *entry,
                                struct error *error) MUST_CHECK;

/* history_line_parse -- an entry from `size` bytes, which are one line without its end.
 *   path, number  what errors call it
 * STATUS_FORMAT names the place, what was found and what is allowed: no JSON, another format, a seal of another line,
 * a member that is missing or out of its range. STATUS_MEMORY. On error the entry is empty. */
enum status history_line_parse(struct history_entry *entry, const char *path, long number,
                               const char *line, size_t size, struct error *error) MUST_CHECK;

/* history_line_seal -- the seal of `size` bytes of a line. */
void history_line_seal(char seal[65], const char *line, size_t size);

#endif
