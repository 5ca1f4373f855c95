/* report_folder.h -- replaces a report as a whole. Internal to report.
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
    const char *place;        /* its destination; the caller's */
    int is_inside;            /* the private folder is in `place` itself */
};

/* report_folder_open -- make an empty folder for a report for `place`: beside it, or inside if the folder above cannot
 * be written. STATUS_IO. */
enum status report_folder_open(struct report_folder *folder, const char *place,
                               struct error *error) MUST_CHECK;

/* report_folder_put -- move the report into place in one step, replacing the old report. Other files in that folder
 * stay: data/files.txt of a report lists its own. Where the folder cannot be
 * replaced, as a mount point, its files are: index.html goes first and comes last, so that a report that is
 * not whole has none. STATUS_IO, STATUS_MEMORY. */
enum status report_folder_put(struct report_folder *folder, struct error *error) MUST_CHECK;

/* report_folder_close -- delete what is left of the private folder. */
void report_folder_close(struct report_folder *folder);

#endif
