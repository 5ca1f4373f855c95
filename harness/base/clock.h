/* clock.h -- how long something takes.
 *
 *     double began = clock_now();
 *     ...
 *     seconds = clock_now() - began;
 */
#ifndef KLIMB_CLOCK_H
#define KLIMB_CLOCK_H

/* clock_now -- seconds on a clock that only moves forward. Only differences mean something. */
double clock_now(void);

#endif
