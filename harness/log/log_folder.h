/* log_folder.h -- a folder that is a log, or has logs in it: MLflow's mlruns, TensorBoard's log folder. Internal to log.
 *
 *   MLflow       a run is a folder with meta.yaml and metrics/, where the file of each metric has its values, a line each:
 *                time, value, step. Named may be the run, its experiment, or what holds the experiments. Runs come in the
 *                order of their times of start; those that were deleted are left out, unless named.
 *   TensorBoard  a run is a folder with event files, which have "tfevents" in their names. Several in one folder are read
 *                in the order of their names. Folders called train, validation and the like are not runs but a part of the
 *                one above: the values of a tag are then "validation/tag". So are those that add_scalars of PyTorch makes,
 *                which are called after the tag and one of its values.
 * Source: mlflow/store/tracking/file_store.py; tensorboard/backend/event_processing/io_wrapper.py, torch/utils/tensorboard.
 */
#ifndef KLIMB_LOG_FOLDER_H
#define KLIMB_LOG_FOLDER_H

#include "log/log_frame.h"

/* log_folder_is -- whether a folder seems to have such a log. */
int log_folder_is(const char *path);

/* log_folder_read -- every run in it.
 * STATUS_FORMAT: there is none; a line of MLflow's that is not what it must be, by its file and line. STATUS_IO,
 * STATUS_MEMORY. */
enum status log_folder_read(struct log_frame *frame, const char *path,
                            struct error *error) MUST_CHECK;

#endif
