/* A table of another program on the page on the comparator, whatever its columns are called. */
#include "page.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static struct fuzz_report made;
    static struct report_table table = {NULL, "input", "a title", "a meaning"};
    if (table.path == NULL) {
        fuzz_report_make(&made);
        table.path = made.table;
        made.options.tables = &table;
        made.options.table_count = 1;
    }
    fuzz_write("table.csv", bytes, size);
    report_tables_write(&made.page);
    fuzz_page_holds(&made, REPORT_TABLES_PATH, "td");
    return 0;
}
