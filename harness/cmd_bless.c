#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "options.h"

/* ---- what moves ------------------------------------------------------------------------------ */

/* Mean over the seeds of a final value. */
static double mean_final(const struct record *records, long count, enum observable column) {
    double sum = 0;
    for (long i = 0; i < count; i++)
        sum += record_final(&records[i], column);
    return sum / (double)count;
}

static void print_columns(const struct record *records, long count, const struct golden *old) {
    static const enum observable shown[] = {OBSERVABLE_recon, OBSERVABLE_kl, OBSERVABLE_mi,
                                            OBSERVABLE_active_units};
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        printf("    final %-13s", observable_info[shown[i]].name);
        if (old != NULL)
            printf("%12.6g -> ", mean_final(old->band, old->band_count, shown[i]));
        printf("%12.6g %s\n", mean_final(records, count, shown[i]), observable_info[shown[i]].unit);
    }
}

/* What the old golden would have said of the new one: the ensembles against each other. */
static void print_band(const struct record *records, long count, const struct golden *old) {
    struct band_result band;
    struct error error = {0};
    /* Seeds that both have are not to be left out: that is what is replaced. */
    struct record *renamed = calloc((size_t)count + 1, sizeof *renamed);
    for (long i = 0; renamed != NULL && i < count; i++) {
        renamed[i] = records[i];
        renamed[i].seed = -1;
    }
    if (renamed == NULL ||
        band_compare(&band, old, renamed, count, BAND_ALPHA, &error) != STATUS_OK)
        printf("    band: cannot be compared: %s\n", error.message);
    else if (band.method == BAND_NONE)
        printf("    band: the old ensemble has only %ld seeds\n", band.golden);
    else if (band.departed)
        printf("    band: another distribution: %s\n", band.message);
    else
        printf("    band: the distribution of the old one (p %.2g)\n", band.p);
    free(renamed);
}

static void print_departures(const struct record *records, long count, const struct golden *old) {
    long changed = 0;
    struct departure first = {0};
    for (long i = 0; i < count && i < old->bits_count; i++) {
        struct departure bits;
        compare_bits(&bits, &records[i], &old->bits[i]);
        changed += bits.found;
        if (bits.found && !first.found)
            first = bits;
    }
    printf("    bits: %ld of %ld golden trajectories change\n", changed, old->bits_count);
    if (first.found)
        printf("    first: %s\n", first.message);
    if (changed > 0)
        print_band(records, count, old);
}

static void print_moves(const struct scenario *scenario, const struct record *records, long count,
                        const char *expected) {
    struct golden old;
    struct error error = {0};
    int is_there = golden_exists(expected, scenario->name);
    int is_old = is_there && golden_read(&old, expected, scenario->name, &error) == STATUS_OK;
    printf("%s: %s golden of %ld seeds\n", scenario->name, is_there ? "replaces a" : "new", count);
    if (is_there && !is_old)
        printf("    the old one cannot be read: %s\n", error.message);
    if (is_old && strcmp(old.digest, scenario->digest) != 0)
        printf("    the scenario has changed since %s (\"%s\")\n", old.date, old.reason);
    print_columns(records, count, is_old ? &old : NULL);
    if (!is_old)
        return;
    print_departures(records, count, &old);
    golden_free(&old);
}

/* ---- provenance ------------------------------------------------------------------------------ */

/* The commit of the working tree, with "-dirty" when it has changes; "unknown" outside git. */
static void describe_commit(char *out, size_t size) {
    snprintf(out, size, "unknown");
    FILE *git = popen("git describe --always --dirty --abbrev=12 2>/dev/null", "r");
    if (git == NULL)
        return;
    char line[64];
    if (fgets(line, sizeof line, git) != NULL && line[0] != '\n') {
        line[strcspn(line, "\n")] = '\0';
        snprintf(out, size, "%s", line);
    }
    pclose(git);
}

static void describe_date(char *out, size_t size) {
    time_t now = time(NULL);
    struct tm utc;
    if (gmtime_r(&now, &utc) == NULL || strftime(out, size, "%Y-%m-%d", &utc) == 0)
        snprintf(out, size, "unknown");
}

static void describe_command(char *out, size_t size, const struct options *options) {
    const char *all = options->all ? " --all" : "";
    size_t used = (size_t)snprintf(out, size, "klimb bless --reason ...%s", all);
    for (long i = 0; i < options->name_count && used < size; i++)
        used += (size_t)snprintf(out + used, size - used, " %s", options->names[i]);
}

/* ---- the command ----------------------------------------------------------------------------- */

static void free_records(struct record *records, long count) {
    for (long i = 0; records != NULL && i < count; i++)
        record_free(&records[i]);
    free(records);
}

/* The records of a scenario's golden seeds; NULL with the error set when one cannot be read. */
static struct record *read_records(const struct job *jobs, long count, struct error *error) {
    struct record *records = calloc((size_t)count + 1, sizeof *records);
    if (records == NULL)
        error_set(error, STATUS_MEMORY, "no memory for %ld records", count);
    for (long i = 0; records != NULL && i < count; i++) {
        if (record_read(&records[i], jobs[i].folder, error) == STATUS_OK) {
            records[i].seed = jobs[i].seed;
            continue;
        }
        free_records(records, count);
        records = NULL;
    }
    return records;
}

static int is_confirmed(const struct options *options) {
    if (options->yes)
        return 1;
    if (!isatty(STDIN_FILENO)) {
        fprintf(stderr, "klimb: nothing was written: add --yes to bless without being asked\n");
        return 0;
    }
    printf("write these goldens? [y/N] ");
    fflush(stdout);
    char answer[16];
    return fgets(answer, sizeof answer, stdin) != NULL && (answer[0] == 'y' || answer[0] == 'Y');
}

/* Show what moves or, with `provenance`, write. */
static enum status each_golden(const struct check *check, const char *expected,
                               const struct golden_provenance *provenance, struct error *error) {
    enum status status = STATUS_OK;
    for (long i = 0; i < check->count && status == STATUS_OK; i++) {
        const struct scenario *scenario = &check->scenarios[i];
        long count = scenario->golden_seeds;
        if (check->judgements[i].verdict == VERDICT_SKIP)
            continue;
        struct record *records = read_records(&check->jobs[check->first_job[i]], count, error);
        if (records == NULL)
            return error->status;
        if (provenance != NULL)
            status = golden_write(expected, scenario, records, count, provenance, error);
        else
            print_moves(scenario, records, count, expected);
        free_records(records, count);
    }
    return status;
}

/* A scenario whose own claims fail must not become the truth. An old golden that cannot be read is
 * no hindrance: blessing replaces it. Returns how many are refused. */
static long refuse_unsound(const struct check *check) {
    long refused = 0;
    for (long i = 0; i < check->count; i++) {
        const struct judgement *judgement = &check->judgements[i];
        if (judgement->claims_failed == 0 && judgement->broken == 0)
            continue;
        refused++;
        fprintf(stderr, "klimb: %s cannot be blessed: %s\n", judgement->scenario->name,
                judgement->reason);
        for (long j = 0; j < judgement->claims_tested; j++)
            if (!judgement->claims[j].holds)
                fprintf(stderr, "  seed %ld: %s\n", judgement->claim_seed[j],
                        judgement->claims[j].message);
    }
    return refused;
}

static enum status bless(const struct check *check, const struct options *options,
                         struct error *error) {
    long count = check->count - check_print_skipped(stderr, check);
    if (count == 0)
        return error_set(error, STATUS_FAILED, "no scenario could be run, nothing was written");
    enum status status = each_golden(check, options->expected, NULL, error);
    if (status != STATUS_OK || !is_confirmed(options))
        return status;
    struct backend backend;
    status = backend_select(&backend, BACKEND_EXACT, options->simd, error);
    if (status != STATUS_OK)
        return status;
    char commit[64], date[32], command[512];
    describe_commit(commit, sizeof commit);
    describe_date(date, sizeof date);
    describe_command(command, sizeof command, options);
    struct golden_provenance provenance = {
        .reason = options->reason,
        .commit = commit,
        .date = date,
        .command = command,
        .backend = &backend,
    };
    status = each_golden(check, options->expected, &provenance, error);
    if (status == STATUS_OK)
        printf("%ld golden%s written to %s\n", count, count == 1 ? "" : "s", options->expected);
    return status;
}

static int run_bless(const struct options *options) {
    struct error error = {0};
    struct check check;
    struct check_options check_options = options_for_check(options);
    check_options.seeds = CHECK_SEEDS_GOLDEN;
    if (options->reason == NULL || strspn(options->reason, " \t\n") == strlen(options->reason)) {
        error_set(&error, STATUS_INVALID, "bless needs --reason TEXT: why these curves are right");
        return options_fail(&error);
    }
    if (options_need_names(options, "bless", &error) != STATUS_OK ||
        check_run(&check, &check_options, &error) != STATUS_OK)
        return options_fail(&error);
    int code = EXIT_PASS;
    if (refuse_unsound(&check) > 0)
        code = EXIT_FAIL;
    else if (bless(&check, options, &error) != STATUS_OK)
        code = options_fail(&error);
    check_free(&check);
    return code;
}

const struct command command_bless = {
    .name = "bless",
    .arguments = "[SCENARIO...]",
    .summary = "make the present trajectories of scenarios their golden curves",
    .details = "Runs every golden seed of the scenarios named on the exact backend, shows what\n"
               "moves against the old golden, asks, and writes expected/. A reason is required\n"
               "and kept with the numbers, together with commit, date, command and versions.\n"
               "Claims and tolerances stand in the scenarios, so blessing can never loosen a\n"
               "test: a scenario whose claims do not hold is refused, and then nothing is\n"
               "written. One whose data are not here is left out. Exit code: 0 (also when the\n"
               "answer was no), 1 refused, 2 usage, 3 when it could not be done.\n"
               "\n"
               "  klimb bless --reason \"new scenario\" annealing/cosine\n"
               "  klimb bless --reason \"denser rows\" --all\n"
               "  klimb bless --yes --reason \"Adam's epsilon outside the root\" learning",
    .accepts = "rayjTqego",
    .run = run_bless,
};
