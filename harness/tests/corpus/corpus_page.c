#include "base/file.h"
#include "base/text.h"
#include "corpus.h"

static const char head[] =
    "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>klimb diagnose: what it is "
    "worth</title>\n<style>body{font:16px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem "
    "auto;padding:0 1rem}table{border-collapse:collapse;margin:1rem 0}td,th{padding:.25rem "
    ".6rem;border:1px solid #ccc;text-align:right;font-size:14px}th{background:#f4f4f4}"
    "td.right{background:#d8efd8}td.wrong{background:#f6d6d2}caption{text-align:left;font-weight:"
    "bold;padding:.5rem 0}</style>\n<h1>What a diagnosis is worth</h1>\n<p>A row is what a run "
    "was, "
    "by measurements that its log does not hold; a column is what <code>klimb diagnose</code> said "
    "of the log. Thresholds were chosen on the part <b>tune</b>, confidence and sets were fitted "
    "to "
    "<b>calibrate</b>, and <b>look</b> has other seeds than both.</p>\n";

static void add_row(struct text *text, const struct corpus_score *score, int label) {
    long all = 0;
    text_add(text, "<tr><th>%s</th>", state_info[label].name);
    for (int state = 0; state <= STATES; state++) {
        long here = score->confusion[label][state];
        all += here;
        text_add(text, "<td%s>",
                 here == 0        ? ""
                 : state == label ? " class=\"right\""
                                  : " class=\"wrong\"");
        if (here > 0)
            text_add(text, "%ld", here);
        text_add(text, "</td>");
    }
    text_add(text, "<td>%ld of %ld</td></tr>\n", score->confusion[label][label], all);
}

static void add_table(struct text *text, const struct corpus *corpus) {
    struct corpus_score score;
    double count = (double)(corpus->count > 0 ? corpus->count : 1);
    corpus_judge(&score, corpus);
    text_add(text,
             "<table><caption>%s: %ld logs, %.1f %% right</caption>\n<tr><th>was \\ said</th>",
             corpus->name, corpus->count, 100 * (double)score.right / count);
    for (int state = 0; state < STATES; state++)
        text_add(text, "<th>%s</th>", state_info[state].name);
    text_add(text, "<th>not read</th><th>right</th></tr>\n");
    for (int label = 0; label < STATES; label++)
        add_row(text, &score, label);
    text_add(text,
             "</table>\n<p>Exit code right in %.1f %%. Mean confidence %.3f. Healthy called sick: "
             "%ld of %ld; healthy, learning or "
             "annealing called sick: %ld of %ld; sick called well: %ld. Conformal sets hold the "
             "state in %.1f %% of the logs (made "
             "for %.0f %%) and have %.2f states on average.</p>\n",
             100 * (double)score.exits / count, score.confidence, score.healthy_called_sick,
             score.healthy, score.well_called_sick, score.wells, score.sick_called_well,
             100 * (double)score.covered / count, 100 * DIAGNOSIS_COVERAGE, score.set_size);
}

enum status corpus_write_page(const char *path, const struct corpus *corpora, long count,
                              struct error *error) {
    struct text text = {0};
    text_add(&text, "%s", head);
    for (long i = 0; i < count; i++)
        add_table(&text, &corpora[i]);
    text_add(&text, "</html>\n");
    enum status status = text.failed ? klimb_error_set(error, STATUS_MEMORY, "no memory for a page")
                                     : file_write(path, text.bytes, text.length, error);
    text_free(&text);
    return status;
}
