/* log_folder.h -- reads folders that are logs, or contain logs: MLflow's mlruns, TensorBoard's log folder. Internal to
 * log.
 *
 *   MLflow       a run is a folder with meta.yaml and metrics/, where each metric has a file with a line for each
 *                value: time, value, step. The folder may be a run, an experiment, or the folder of experiments. Runs
 *                come in the order of their start times; deleted runs are left out, unless named.
 *   TensorBoard  a run is a folder with event files, which have "tfevents" in their names. Several in one folder are
 *                read in the order of their names. Folders called train, validation and the like are not runs but part
 *                of the run above: a tag there becomes "validation/tag". So are the folders of PyTorch's add_scalars,
 *                which are named after the tag and one of its values.
 * Source: mlflow/store/tracking/file_store.py; tensorboard/backend/event_processing/io_wrapper.py,
 * torch/utils/tensorboard.
 */
#ifndef KLIMB_LOG_FOLDER_H
#define KLIMB_LOG_FOLDER_H

#include "log/log_frame.h"

/* log_folder_is -- whether a folder seems to be such a log. */
int log_folder_is(const char *path);

/* log_folder_read -- every run in it.
 * STATUS_FORMAT: there is no run; an invalid line of MLflow's, with file and line. STATUS_IO, STATUS_MEMORY. */
enum status log_folder_read(struct log_frame *frame, const char *path,
                            struct error *error) MUST_CHECK;

#endif
