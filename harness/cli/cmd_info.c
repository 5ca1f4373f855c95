#include "base/file.h"
#include "base/text.h"
#include "check/certificate.h"
#include "cli/options/options.h"
#include "numerics/gemm/openblas.h"
#include "packed/packed.h"
#include "record/versions.h"

static void print_names(const char *key, const char *const *names) {
    printf("%s:", key);
    for (; *names != NULL; names++)
        printf(" %s", *names);
    putchar('\n');
}

/* The levels that KLIMB_SIMD may name on this CPU. */
static void print_levels(void) {
    printf("simd levels here:");
    for (const char *const *name = klimb_backend_level_names(); *name != NULL; name++) {
        struct backend backend;
        if (klimb_backend_select(&backend, BACKEND_EXACT, *name, NULL) == STATUS_OK)
            printf(" %s", *name);
    }
    putchar('\n');
}

/* Prints the OpenBLAS that --backend openblas would use. */
static void print_openblas(void) {
    struct error error = {0};
    const struct openblas *openblas;
    char words[160];
    if (klimb_openblas_load(&openblas, &error) != STATUS_OK) {
        text_print_line(stdout, "openblas: %s", error.message);
        return;
    }
    klimb_gemm_openblas_describe(words, sizeof words);
    text_print_line(stdout, "openblas: %s", words);
    klimb_gemm_openblas_hint(words, sizeof words);
    if (words[0] != '\0')
        text_print_line(stdout, "openblas hint: %s", words);
}

/* Prints the scenarios inside the program, if it has any. */
static void print_packed(void) {
    const struct packed packed = packed_here();
    if (packed.bytes != NULL)
        text_print_line(stdout, "scenarios inside: %s (%.1f MB, used where there are no others)",
                        packed.digest, (double)packed.size / 1e6);
}

static void print_folder(const char *key, const char *folder) {
    text_print_line(stdout, "%s: %s%s", key, folder, file_is_folder(folder) ? "" : " (missing)");
}

/* ---- the certificate ------------------------------------------------------------------------- */

/* Prints what may differ between machines without changing the digest. */
static enum status print_machine(const struct options *options, struct error *error) {
    struct backend backend;
    struct versions versions;
    enum status status = klimb_backend_select(&backend, BACKEND_EXACT, options->simd, error);
    if (status != STATUS_OK)
        return status;
    versions_get(&versions, &backend);
    text_print_line(stdout, "klimb: %s", versions.klimb);
    text_print_line(stdout, "compiler: %s", versions.compiler);
    text_print_line(stdout, "system: %s", versions.system);
    text_print_line(stdout, "cpu: %s", versions.cpu);
    text_print_line(stdout, "simd: %s", versions.simd);
    return STATUS_OK;
}

static int run_certificate(const struct options *options) {
    struct error error = {0};
    struct certificate certificate;
    const struct check_options check_options = options_for_check(options);
    enum status status = certificate_make(&certificate, &check_options, &error);
    if (status != STATUS_OK)
        return options_fail(&error);
    for (long i = 0; i < certificate.count; i++)
        text_print_line(stdout, "%.16s %s", certificate.lines[i].digest,
                        certificate.lines[i].scenario);
    text_print_line(stdout, "certificate: %s", certificate.digest);
    text_print_line(stdout,
                    "scenarios: %ld, seed 0, backend exact (left out: %ld that fetch data "
                    "or have a trainer of their own)",
                    certificate.count, certificate.left_out);
    status = print_machine(options, &error);
    certificate_free(&certificate);
    return status == STATUS_OK ? EXIT_PASS : options_fail(&error);
}

/* ---- the command ----------------------------------------------------------------------------- */

static enum status check_contradictions(const struct options *options, struct error *error) {
    if (options->certificate && options->backend != BACKEND_EXACT)
        return klimb_error_set(error, STATUS_INVALID,
                               "--certificate needs the exact backend: no other promises bits");
    if (!options->certificate && options->name_count > 0)
        return klimb_error_set(error, STATUS_INVALID,
                               "info takes scenarios with --certificate alone; got \"%s\"",
                               options->names[0]);
    return STATUS_OK;
}

static int run_info(const struct options *options) {
    struct error error = {0};
    struct backend backend;
    struct versions versions;
    if (check_contradictions(options, &error) != STATUS_OK)
        return options_fail(&error);
    if (options->certificate)
        return run_certificate(options);
    if (klimb_backend_select(&backend, options->backend, options->simd, &error) != STATUS_OK)
        return options_fail(&error);
    versions_get(&versions, &backend);
    text_print_line(stdout, "klimb: %s", versions.klimb);
    text_print_line(stdout, "compiler: %s", versions.compiler);
    text_print_line(stdout, "flags: %s", versions.flags);
    text_print_line(stdout, "system: %s", versions.system);
    text_print_line(stdout, "cpu: %s", versions.cpu);
    printf("backend: %s\n", klimb_backend_names[backend.kind]);
    printf("simd: %s (products %s, functions %s)\n", backend.simd, backend.gemm->name,
           backend.vm->name);
    print_levels();
    print_names("backends built in", klimb_backend_names);
    print_names("exact products built in", klimb_gemm_exact_names());
    print_names("functions built in", klimb_vecmath_names());
    print_openblas();
    print_packed();
    print_folder("experiments", options->experiments);
    print_folder("expected", options->expected);
    print_folder("reports", options->reports);
    print_folder("out", options_records(options));
    return EXIT_PASS;
}

const struct command command_info = {
    .name = "info",
    .arguments = "[SCENARIO...]",
    .summary = "everything here that determines a result, for bug reports",
    .details = "Prints versions, the backend and instruction set in use, those built in, and the\n"
               "folders in use. The environment variable KLIMB_SIMD limits the instruction set\n"
               "to one of the levels that are printed. Results of the exact backend do not\n"
               "depend on it.\n"
               "\n"
               "With --certificate the first seed of every scenario, or of those named, is\n"
               "trained, and one digest of all records is printed with the facts of the machine.\n"
               "Two machines that print the same digest compute the same bits; if they do not,\n"
               "the lines above it show which scenarios differ. Scenarios that fetch data or\n"
               "have a trainer of their own are always left out.\n"
               "\n"
               "  klimb info\n"
               "  klimb info --certificate\n"
               "  klimb info --backend openblas\n"
               "  KLIMB_SIMD=scalar klimb info",
    .accepts = "bCjTqo",
    .run = run_info,
    .shows_folders = 1,
};
