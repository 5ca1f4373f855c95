/* log_text.h -- reads training logs as programs print them: lines of words and numbers. Internal to log.
 *
 *     Train Epoch: 3 [2560/60000 (4%)]   Loss: 187.2
 *     469/469 [=====] - 5s 11ms/step - loss: 151.2 - kl_loss: 6.1
 *     step 200 | recon 88.1 | KL 8.92
 *
 * A value is a number after a name of log_names.h; between the two are blanks, or any of : = | , ; -> and brackets. The
 * whole name must be known, except for words such as "train", "average" and "epoch" before it: "policy loss" and "best
 * loss" are not the loss. Percentages, times, dates, file names and arguments of commands are not values. Doubtful
 * numbers are skipped. A row has the step and the epoch of its line, or those of a heading above it.
 */
#ifndef KLIMB_LOG_TEXT_H
#define KLIMB_LOG_TEXT_H

#include "log/log_frame.h"
#include "log/log_input.h"

/* log_text_read -- put the rows of a printed log into a frame, and add notes on how it was read. STATUS_FORMAT: no line
 * has a value that klimb knows. Errors of log_input_more, log_frame_row, log_frame_put. */
enum status log_text_read(struct log_frame *frame, struct log_input *input,
                          struct error *error) MUST_CHECK;

/* log_text_is -- whether the bytes from `begin` to `end` have a name that klimb knows, with a number. */
int log_text_is(const char *begin, const char *end);

#endif
