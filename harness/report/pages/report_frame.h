/* report_frame.h -- the frame of all pages: head, links, and the command at the foot.
 *
 *     report_open(&page, REPORT_INDEX_PATH);
 *     ...make the body, with addresses as seen from this page...
 *     report_close(&page, REPORT_INDEX_PATH, "Training dynamics", "index", &body);
 */
#ifndef KLIMB_REPORT_FRAME_H
#define KLIMB_REPORT_FRAME_H

#include "report/pages/report_html.h"

/* Pages that all others link to. */
#define REPORT_INDEX_PATH    "index.html"
#define REPORT_GLOSSARY_PATH "glossary.html"
#define REPORT_SPEED_PATH    "speed.html"
#define REPORT_HISTORY_PATH  "history.html"
#define REPORT_STUDIES_PATH  "studies.html"
#define REPORT_TABLES_PATH   "comparator.html"

/* report_open -- begin the page at `path` below the report: addresses are relative to it from now on. */
void report_open(struct report_page *page, const char *path);

/* report_close -- put the common head and foot around `body`, which is freed, and write the page.
 *   title  of the page, without "klimb"
 *   style  a class for its <main> */
void report_close(struct report_page *page, const char *path, const char *title, const char *style,
                  struct text *body);

/* report_add_command -- add the klimb command that judges the same again, with this check's options, for a shell.
 *   name  of a scenario; NULL: all of this check */
void report_add_command(struct text *text, const struct check_options *options, const char *command,
                        const char *name);

#endif
