#include "judge/verdict_format.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "judge/verdict_csv.h"
#include "judge/verdict_github.h"
#include "judge/verdict_json.h"
#include "judge/verdict_junit.h"
#include "judge/verdict_markdown.h"
#include "judge/verdict_next.h"
#include "scenario/scenario_find.h"

/* ---- table ----------------------------------------------------------------------------------- */

/* "3/3": how many of those tested were good. */
static void say_share(char *text, size_t size, long good, long tested) {
    if (tested == 0)
        snprintf(text, size, "-");
    else
        snprintf(text, size, "%ld/%ld", good, tested);
}

static void add_row(struct text_table *table, const struct judgement *judgement) {
    char bits[32], paired[32], ensemble[32], claims[32], seconds[32];
    say_share(bits, sizeof bits, judgement->bits_equal, judgement->bits_tested);
    if (judgement->paired.finding == PAIRED_NONE)
        snprintf(paired, sizeof paired, "-");
    else
        snprintf(paired, sizeof paired, "%.2g", judgement->paired.p);
    if (judgement->ensemble.method == ENSEMBLE_NONE)
        snprintf(ensemble, sizeof ensemble, "-");
    else
        snprintf(ensemble, sizeof ensemble, "%.2g", judgement->ensemble.p);
    say_share(claims, sizeof claims, judgement->claims_tested - judgement->claims_failed,
              judgement->claims_tested);
    snprintf(seconds, sizeof seconds, "%.2f", judgement->seconds);
    const char *cells[] = {verdict_names[judgement->verdict],
                           judgement->scenario->name,
                           bits,
                           paired,
                           ensemble,
                           claims,
                           seconds};
    text_table_add(table, cells);
}

/* "    rerun: klimb check learning/healthy" */
static void print_command(FILE *out, const char *label, struct text *command) {
    text_print_line(out, "    %s: %s", label, command->failed ? "no memory" : command->bytes);
    text_free(command);
}

/* The command that draws the logs that depart, with the golden. */
static void print_picture_of_logs(FILE *out, const struct judgement *judgement) {
    struct text command = {0};
    if (!judgement->ensemble.departed)
        return;
    verdict_add_records_picture(&command, judgement);
    print_command(out, "picture", &command);
}

/* The command that draws where the run left its golden curve. */
static void print_picture(FILE *out, const struct judgement *judgement) {
    struct departure departure;
    struct text command = {0};
    char path[SCENARIO_NAME_MAX + 64];
    const char *name = judgement->scenario->name;
    if (judgement->asked != NULL && judgement->asked->record_count > 0) {
        print_picture_of_logs(out, judgement);
        return;
    }
    if (!verdict_departure(&departure, judgement))
        return;
    snprintf(path, sizeof path, "build/plots/%s-departure.svg", name);
    text_add(&command, "klimb plot departure");
    verdict_add_asked(&command, judgement);
    text_add(&command, " --output ");
    text_add_escaped(&command, path, TEXT_SHELL);
    text_add_operands(&command, &name, 1);
    print_command(out, "picture", &command);
}

/* The command that goes on with this scenario alone. */
static void print_next(FILE *out, const struct judgement *judgement) {
    struct text next = {0}, values = {0};
    int is_unblessed = verdict_is_unblessed(judgement->verdict);
    verdict_add_next(&next, judgement);
    print_command(out, is_unblessed ? "next" : "rerun", &next);
    if (is_unblessed)
        return;
    verdict_add_values(&values, judgement);
    print_command(out, "values", &values);
}

void verdict_print_failed_claims(FILE *out, const char *indent, const struct judgement *judgement) {
    for (long i = 0; i < judgement->claims_tested; i++)
        if (!judgement->claims[i].holds)
            text_print_line(out, "%sseed %ld: %s", indent, judgement->claim_seed[i],
                            judgement->claims[i].message);
}

/* The features that single runs were not judged by. */
static void print_left_out(FILE *out, const struct ensemble_result *ensemble) {
    struct text names = {0};
    for (enum feature feature = 0; feature < FEATURES; feature++)
        if (ensemble->method == ENSEMBLE_PREDICTION && ensemble->left_out[feature])
            text_add(&names, "%s%s", names.length > 0 ? ", " : "", feature_names[feature]);
    if (names.failed)
        text_note_ran_out();
    else if (names.length > 0)
        text_print_line(
            out, "    left out: %s: golden runs are equal there, which says little about one run",
            names.bytes);
    text_free(&names);
}

static void print_trouble(FILE *out, const struct judgement *judgement) {
    if (judgement->reason[0] == '\0')
        return;
    putc('\n', out);
    const char *claim = judgement->scenario->claim; /* empty if the scenario cannot be read */
    text_print_line(out, "%s %s%s%s%s", verdict_names[judgement->verdict],
                    judgement->scenario->name, judgement->is_variant ? " (variant)" : "",
                    claim[0] != '\0' ? ": " : "", claim);
    if (judgement->reason_source != REASON_CLAIM) /* print_failed_claims says it */
        text_print_line(out, "    %s", judgement->reason);
    verdict_print_failed_claims(out, "    ", judgement);
    if (judgement->bits.found && judgement->reason_source != REASON_BITS)
        text_print_line(out, "    bits: %s", judgement->bits.message);
    if (judgement->ensemble.departed && judgement->reason_source != REASON_ENSEMBLE)
        text_print_line(out, "    ensemble: %s", judgement->ensemble.message);
    if (judgement->paired.message[0] != '\0' && judgement->reason_source != REASON_PAIRED)
        text_print_line(out, "    paired: %s", judgement->paired.message);
    print_left_out(out, &judgement->ensemble);
    print_picture(out, judgement);
    print_next(out, judgement);
}

static void write_table(FILE *out, const struct judgement *judgements, long count,
                        const struct verdict_summary *summary) {
    static const char *const headings[] = {"verdict",    "scenario", "bits",   "paired p",
                                           "ensemble p", "claims",   "seconds"};
    struct text_table *table = text_table_new(sizeof headings / sizeof *headings, headings);
    for (long i = 0; i < count; i++)
        add_row(table, &judgements[i]);
    text_table_print(table, out, text_terminal_width(out));
    text_table_free(table);
    for (long i = 0; i < count; i++)
        print_trouble(out, &judgements[i]);
    putc('\n', out);
    verdict_print_counts(out, summary);
}

/* ---- TAP ------------------------------------------------------------------------------------- */

static int is_ok(enum verdict verdict) {
    return verdict == VERDICT_PASS || verdict == VERDICT_SKIP;
}

static void add_yaml_line(struct text *text, const char *key, const char *value) {
    text_add(text, "  %s: ", key);
    text_add_escaped(text, value, TEXT_YAML);
    text_add(text, "\n");
}

static void write_tap(FILE *out, const struct judgement *judgements, long count,
                      const struct verdict_summary *summary) {
    struct text text = {0};
    text_add(&text, "TAP version 13\n1..%ld\n", summary->planned);
    for (long i = 0; i < count; i++) {
        const struct judgement *judgement = &judgements[i];
        text_add(&text, "%s %ld - ", is_ok(judgement->verdict) ? "ok" : "not ok", i + 1);
        text_add_escaped(&text, judgement->scenario->name, TEXT_TAP);
        if (judgement->verdict == VERDICT_SKIP) {
            text_add(&text, " # SKIP ");
            text_add_escaped(&text, judgement->reason, TEXT_TAP);
        }
        text_add(&text, "\n");
        if (is_ok(judgement->verdict))
            continue;
        text_add(&text, "  ---\n");
        add_yaml_line(&text, "verdict", verdict_names[judgement->verdict]);
        add_yaml_line(&text, "reason", judgement->reason);
        add_yaml_line(&text, "claim", judgement->scenario->claim);
        text_add(&text, "  ...\n");
    }
    fputs(text.failed ? "Bail out! no memory\n" : text.bytes, out);
    text_free(&text);
}

/* ---- by name --------------------------------------------------------------------------------- */

/* X(name, formatter) */
#define FORMAT_TABLE(X)                                                                            \
    X("table", write_table)                                                                        \
    X("tap", write_tap)                                                                            \
    X("junit", verdict_write_junit)                                                                \
    X("csv", verdict_write_csv)                                                                    \
    X("markdown", verdict_write_markdown)                                                          \
    X("github", verdict_write_github)                                                              \
    X("json", verdict_write_json)
#define FORMAT_NAME(name, write)  name,
#define FORMAT_WRITE(name, write) write,
const char *const verdict_format_names[] = {FORMAT_TABLE(FORMAT_NAME) NULL};
static verdict_formatter *const formatters[] = {FORMAT_TABLE(FORMAT_WRITE)};

enum status verdict_format_find(verdict_formatter **out, const char *name, struct error *error) {
    for (long i = 0; verdict_format_names[i] != NULL; i++) {
        if (strcmp(verdict_format_names[i], name) != 0)
            continue;
        *out = formatters[i];
        return STATUS_OK;
    }
    struct text names = {0};
    text_add_list(&names, verdict_format_names, "or");
    enum status status = klimb_error_set(error, STATUS_INVALID, "--format must be %s, not \"%s\"",
                                         names.failed ? "another" : names.bytes, name);
    text_free(&names);
    return status;
}

enum status verdict_format_save(const char *path, verdict_formatter *write,
                                const struct judgement *judgements, long count,
                                const struct verdict_summary *summary, struct error *error) {
    if (path == NULL) {
        write(stdout, judgements, count, summary);
        return STATUS_OK;
    }
    char *bytes = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&bytes, &size);
    if (memory == NULL)
        return klimb_error_set(error, STATUS_MEMORY, "no memory to write %s", path);
    write(memory, judgements, count, summary);
    enum status status = fclose(memory) == 0 && !text_ran_out()
                             ? file_write(path, bytes, size, error)
                             : klimb_error_set(error, STATUS_MEMORY, "no memory for %s", path);
    free(bytes);
    return status;
}
