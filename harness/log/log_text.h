/* log_text.h -- training logs as programs print them: lines of words and numbers. Internal to log.
 *
 *     Train Epoch: 3 [2560/60000 (4%)]   Loss: 187.2
 *     469/469 [=====] - 5s 11ms/step - loss: 151.2 - kl_loss: 6.1
 *     step 200 | recon 88.1 | KL 8.92
 *
 * A value is a number after a name of log_names.h; between the two are blanks, or any of : = | , ; -> and brackets. The whole
 * of a name has to be known, but for words such as "train", "average" and "epoch" in front of it: "policy loss" and "best
 * loss" are not the loss. Numbers in percent, times, dates, names of files and arguments of commands are not values. What is in
 * doubt is passed over. A row has the step and the epoch of its line, or those of a heading above it.
 */
#ifndef KLIMB_LOG_TEXT_H
#define KLIMB_LOG_TEXT_H

#include "log/log_frame.h"
#include "log/log_input.h"

/* log_text_read -- put the rows of a printed log into a frame, and notes on how it was read.
 * STATUS_FORMAT: there is no line with a value that klimb knows. Errors of log_input_more, log_frame_row, log_frame_put. */
enum status log_text_read(struct log_frame *frame, struct log_input *input,
                          struct error *error) MUST_CHECK;

/* log_text_is -- whether there is a name that klimb knows, with a number, in the bytes from `begin` to `end`. */
int log_text_is(const char *begin, const char *end);

#endif
