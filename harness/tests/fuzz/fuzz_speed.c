/* The table of `make bench`, and its page. */
#include "page.h"
#include "report/data/report_speed.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static struct fuzz_report made;
    if (made.folder[0] == '\0')
        fuzz_report_make(&made);
    struct report_speed *speed = &made.report.speed;
    fuzz_write("table.csv", bytes, size);
    report_speed_read(speed, made.table);
    FUZZ_STATUS(speed->status, &speed->error);
    report_speed_page_write(&made.page);
    fuzz_page_holds(&made, REPORT_SPEED_PATH, "tr");
    report_speed_free(speed);
    return 0;
}
