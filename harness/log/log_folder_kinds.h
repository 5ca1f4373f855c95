/* log_folder_kinds.h -- the kinds of folders that log_folder.h reads. Internal to it.
 */
#ifndef KLIMB_LOG_FOLDER_KINDS_H
#define KLIMB_LOG_FOLDER_KINDS_H

#include "log/log_frame.h"

/* Whether a folder is one of this kind, and every run in it. */
int log_folder_is_mlflow(const char *path);
int log_folder_is_events(const char *path);
enum status log_folder_read_mlflow(struct log_frame *frame, const char *path,
                                   struct error *error) MUST_CHECK;
enum status log_folder_read_events(struct log_frame *frame, const char *path,
                                   struct error *error) MUST_CHECK;

#endif
