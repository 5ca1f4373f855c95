/* threads.h -- a few threads that share the passes of one run.
 *
 *     struct threads *threads;
 *     if (klimb_threads_start(&threads, 2, &error) != STATUS_OK) ...
 *     klimb_threads_for(threads, rows, 1, scale_rows, &matrix); // scale_rows(&matrix, begin, end)
 *     klimb_threads_stop(threads);
 *
 * Which thread does which part is left to chance, so a pass may be split only where its parts write
 * to different places and no sum crosses from one part into another: then its bits depend neither
 * on the number of threads nor on their speed.
 */
#ifndef KLIMB_THREADS_H
#define KLIMB_THREADS_H

#include "base/status.h"

struct threads;

enum { THREADS_MAX = 64 }; /* more share no pass of a run with gain */

/* threads_function -- do begin .. end - 1 of a pass. Parts run at the same time. */
typedef void threads_function(void *context, long begin, long end);

/* klimb_threads_start -- `count` threads from 1 to THREADS_MAX, the calling one among them, so that 1
 * starts none and is NULL. They take no signals and, after a moment without work, no time.
 * STATUS_INVALID outside of the range, STATUS_MEMORY, STATUS_FAILED when the system has no thread
 * to give. On error *threads is NULL. */
enum status klimb_threads_start(struct threads **threads, int count,
                                struct error *error) MUST_CHECK;

/* klimb_threads_stop -- end them and free all. NULL is fine. */
void klimb_threads_stop(struct threads *threads);

/* klimb_threads_count -- how many there are, the calling one among them: 1 for NULL. */
int klimb_threads_count(const struct threads *threads);

/* klimb_threads_for -- do 0 .. n - 1 in parts, each once, and return when all of it is done.
 *   threads  NULL: on the calling thread alone
 *   grain    >= 1; each part begins at a multiple of it, so n <= grain is one part
 * Only the thread that started them may call, and it works too: a part that no other thread has
 * begun is its own, so that threads that get no time cost none. Within a part a further call is
 * carried out there and then, on the thread that does the part. What was written before is seen by
 * all parts, what they wrote is seen afterwards. Allocates nothing. */
void klimb_threads_for(struct threads *threads, long n, long grain, threads_function *function,
                       void *context);

#endif
