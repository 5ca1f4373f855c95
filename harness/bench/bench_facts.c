/* bench_facts -- lines "name: words" on standard input, as rows of the table.
 *
 *     klimb info | bench_facts TABLE.csv machine
 */
#include "bench/bench.h"

#include <string.h>

/* Splits a line at its first ": ". A line without one is skipped. */
static void write_line(struct bench *bench, char *line) {
    line[strcspn(line, "\n")] = '\0';
    char *colon = strstr(line, ": ");
    if (colon == NULL)
        return;
    *colon = '\0';
    bench_fact(bench, line, colon + 2);
}

int main(int count, char **arguments) {
    struct bench bench;
    char line[1024];
    if (count != 3) {
        fprintf(stderr, "usage: bench_facts TABLE.csv GROUP\n");
        return 2;
    }
    if (!bench_open(&bench, arguments[1], arguments[2]))
        return 1;
    while (fgets(line, sizeof line, stdin) != NULL)
        write_line(&bench, line);
    return bench_close(&bench);
}
