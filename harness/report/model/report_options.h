/* report_options.h -- the options of a report.
 */
#ifndef KLIMB_REPORT_OPTIONS_H
#define KLIMB_REPORT_OPTIONS_H

/* A table of another program, with any columns. */
struct report_table {
    const char *path;    /* of a CSV file with a header; RFC 4180 */
    const char *name;    /* of its copy below data/ */
    const char *title;   /* above it on the page */
    const char *meaning; /* its meaning, in a sentence or two */
};

struct report_options {
    const char *scripts;     /* the reports/ folder: gnuplot scripts, templates, style sheet */
    const char *folder;      /* where the report goes */
    const char *gnuplot;     /* the program */
    const char *title;       /* of the index; NULL: the default */
    const char *bench;       /* the table of `make bench` to show, NULL for none */
    const char *power;       /* the table of `klimb calibrate --power` to show, NULL for none */
    const char *nulls;       /* the table of `make calibrate-pairs` to show, NULL for none */
    const char *history;     /* the history of checks to show, NULL for none */
    const char *sweeps;      /* folder with the tables of studies; NULL: none */
    const char *experiments; /* with the files of studies, if sweeps is set */
    const struct report_table *tables; /* [table_count] to show on the page on the comparator */
    long table_count;
    int workers; /* gnuplots at once, >= 1 */
    int quiet;   /* no progress */
};

#endif
