/* threads.h -- a few threads that share the passes of one run.
 *
 *     struct threads *threads;
 *     if (klimb_threads_start(&threads, 2, &error) != STATUS_OK) ...
 *     klimb_threads_for(threads, rows, 1, scale_rows, &matrix); // scale_rows(&matrix, begin, end)
 *     klimb_threads_stop(threads);
 *
 * Which thread does which part is not determined. So the parts of a pass must write to different places,
 * and no sum may cross from one part into another. Then the bits of the result depend neither on the
 * number of threads nor on their speed.
 */
#ifndef KLIMB_THREADS_H
#define KLIMB_THREADS_H

#include "base/status.h"

struct threads;

enum { THREADS_MAX = 64 }; /* no pass of a run gains from more */

/* threads_function -- do begin .. end - 1 of a pass. Parts run at the same time. */
typedef void threads_function(void *context, long begin, long end);

/* klimb_threads_start -- start count - 1 threads, which work together with the calling one. count must be
 * 1 to THREADS_MAX; for 1, *threads is NULL. The threads block all signals, and sleep after a moment
 * without work. STATUS_INVALID: count is out of range; STATUS_MEMORY; STATUS_FAILED: the system
 * refused a thread. On error *threads is NULL. */
enum status klimb_threads_start(struct threads **threads, int count,
                                struct error *error) MUST_CHECK;

/* klimb_threads_stop -- end the threads and free them. NULL is fine. */
void klimb_threads_stop(struct threads *threads);

/* klimb_threads_count -- the number of threads, the calling one included: 1 for NULL. */
int klimb_threads_count(const struct threads *threads);

/* klimb_threads_for -- do 0 .. n - 1 in parts, each once, and return when all of it is done.
 *   threads  NULL: on the calling thread alone
 *   grain    >= 1; each part begins at a multiple of it, so n <= grain is one part
 * Only the thread that started the others may call. It does parts too, every part that no other thread
 * has begun, so a thread that gets no CPU time delays nothing. A call from within a part runs at once, as
 * one part on that thread. All parts see what was written before the call, and the caller then sees
 * what they wrote. Allocates nothing. */
void klimb_threads_for(struct threads *threads, long n, long grain, threads_function *function,
                       void *context);

#endif
