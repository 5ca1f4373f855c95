/* report_folder.h -- a report is the whole old one or the whole new one. Internal to report.
 *
 *     struct report_folder folder;
 *     if (report_folder_open(&folder, "build/report", &error)) ...
 *     ...write all pages and figures below folder.made...
 *     if (report_folder_put(&folder, &error)) ...
 *     report_folder_close(&folder);
 */
#ifndef KLIMB_REPORT_FOLDER_H
#define KLIMB_REPORT_FOLDER_H

#include "base/private_folder.h"

struct report_folder {
    struct private_folder private;
    char made[FILE_PATH_MAX]; /* where the report is written */
    const char *place;        /* where it goes; the caller's */
    int is_inside;            /* the private folder is in `place` itself */
};

/* report_folder_open -- an empty folder to write a report for `place` into. Beside it, or in it where the
 * folder above cannot be written. STATUS_IO. */
enum status report_folder_open(struct report_folder *folder, const char *place,
                               struct error *error) MUST_CHECK;

/* report_folder_put -- put the report in place in one step, instead of the report that is there. Files of
 * other origin in that folder stay: data/files.txt of a report lists its own. Where the folder cannot be
 * replaced, as a mount point, its files are: index.html goes first and comes last, so that a report that is
 * not whole has none. STATUS_IO, STATUS_MEMORY. */
enum status report_folder_put(struct report_folder *folder, struct error *error) MUST_CHECK;

/* report_folder_close -- delete what is left of the private folder. */
void report_folder_close(struct report_folder *folder);

#endif
