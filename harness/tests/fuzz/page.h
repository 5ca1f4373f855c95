/* page.h -- a report of one page on a table that was found, as the pages of report_pages.h make it,
 * in a folder of its own: `report` below fuzz_path.
 */
#ifndef KLIMB_FUZZ_PAGE_H
#define KLIMB_FUZZ_PAGE_H

#include "fuzz.h"
#include "report/pages/report_pages.h"

/* The templates are those of reports/, so targets run in the repository's folder. */
struct fuzz_report {
    struct check check;
    struct check_options check_options;
    struct report_input input;
    struct report_options options;
    struct report report;
    struct report_page page;
    struct error error;
    char folder[FILE_PATH_MAX], table[FILE_PATH_MAX];
};

/* fuzz_report_make -- the report, once. Its table is the file `table`. */
void fuzz_report_make(struct fuzz_report *made);

/* fuzz_page_holds -- whatever the table says, the page is written, as UTF-8 without control
 * characters, and as many elements `tag` end in it as begin. */
void fuzz_page_holds(const struct fuzz_report *made, const char *path, const char *tag);

#endif
