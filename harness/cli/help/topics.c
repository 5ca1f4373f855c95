#include "cli/help/topics.h"

#include <string.h>

#include "base/text.h"
#include "cli/help/exit_codes.h"
#include "golden/ensemble.h"
#include "judge/verdict.h"
#include "log/log_names.h"
#include "scenario/claims/claims.h"
#include "scenario/schema_keys.h"

/* A row of two cells, the first indented. */
static void add_pair(struct text_table *table, const char *name, const char *meaning) {
    char label[SCHEMA_PATH_MAX + 2];
    snprintf(label, sizeof label, "  %s", name);
    text_table_add(table, (const char *const[]){label, meaning});
}

static void print_pairs(struct text_table *table, FILE *out) {
    text_table_print(table, out, TOPIC_WIDTH);
    text_table_free(table);
}

static struct text_table *new_pairs(const char *heading) {
    return text_table_new(2, (const char *const[]){heading, ""});
}

/* ---- scenarios ------------------------------------------------------------------------------- */

static void print_keys(FILE *out) {
    struct text_table *table = new_pairs("Keys:");
    for (const struct schema_key *key = schema_keys; key->path != NULL; key++)
        add_pair(table, key->path, key->meaning);
    print_pairs(table, out);
}

static void print_trainers(FILE *out) {
    fputs("A trainer of your own: klimb runs it for each seed and makes a record of its\n"
          "log. Everything else works as with klimb's own trainer.\n"
          "\n"
          "  trainer:\n"
          "    command: [python3, train.py, --seed, \"{seed}\", --out, \"{dir}\"]\n"
          "    log: metrics.csv                   # in {dir}\n"
          "    columns: {recon: my_recon, kl: my_kl}\n"
          "    timeout: 10 min\n"
          "  settings: {layers: 2}                # as {settings.layers} in the command\n"
          "\n"
          "It runs in the folder of the scenario's file, and not through a shell. Such a\n"
          "scenario is a program: do not run one from somebody you do not trust.\n"
          "\n",
          out);
}

static void print_scenarios(FILE *out) {
    fputs("A scenario is one YAML file below experiments/ and makes one claim. Its name is\n"
          "its path without .yaml, and its folder is its family. On a command line the end\n"
          "of the name is enough if it is unique: `healthy` is learning/healthy.\n"
          "\n"
          "  # experiments/collapse/double-beta.yaml\n"
          "  claim: At beta = 2 fewer units stay active than at beta = 1.\n"
          "  base: ../learning/healthy.yaml\n"
          "  objective: {beta: 2}\n"
          "  expect:\n"
          "    - final: {kl: [0.5, 2], active_units: [1, 9]}\n"
          "\n"
          "Inheritance: a key that a file does not give has the value of its base, and a\n"
          "base inherits from its own base in the same way. Values are replaced key by key,\n"
          "lists as a whole. claim, about and expect are not inherited. A path is relative\n"
          "to the file that contains it.\n"
          "\n"
          "Overrides: `--set PATH=VALUE` replaces one value of the scenarios of a command.\n"
          "The value is YAML, so lists work. claim, about and expect cannot be overridden.\n"
          "These runs are kept apart from those of the unchanged scenario.\n"
          "\n"
          "  klimb run learning/healthy --set objective.beta=4 --set 'model.hidden=[64]'\n"
          "\n"
          "`klimb show NAME` prints a scenario with every default filled in. `klimb show\n"
          "--keys` prints the keys below with their ranges, units, defaults and choices.\n"
          "\n",
          out);
    print_trainers(out);
    print_keys(out);
}

/* ---- claims ---------------------------------------------------------------------------------- */

#define CLAIM_PAIR(NAME, name, text) {name, text},
static const struct { const char *name, *meaning; } claim_pairs[] = {CLAIM_TABLE(CLAIM_PAIR)};

static void print_claim_examples(FILE *out) {
    fputs("\n"
          "An example of each:\n"
          "  - initial: {kl: [0, 0.5]}\n"
          "  - final: {kl: [60, 250], recon: [10, 25]}\n"
          "  - peak: {kl: [5, 60], by: 100}          # reached at a step of at most 100\n"
          "  - lowest: {recon: [10, 25]}\n"
          "  - at: {step: 300, kl: [1, 4]}\n"
          "  - rises: {column: kl, by: [1, 10]}\n"
          "  - falls: {column: recon, by: [15, 40]}\n"
          "  - settles: {column: kl, within: 0.05}\n"
          "  - climbs: {column: kl, by: [0.02, 9]}   # still rising at the end\n"
          "  - stays: {column: kl, in: [0, 0.01], from: 500}\n"
          "  - straight: {column: logvar_min, r2: 0.98, from: 100}\n"
          "  - tracks: {column: mi, of: kl, within: 0.5}\n"
          "  - ratio: {column: kl, of: ../learning/healthy.yaml, at least: 20}\n"
          "  - curve: {kl: {theory: within 1e-4}}\n"
          "  - becomes non-finite: {term: kl, by: 200, tail: zero}\n"
          "  - diagnosis: runaway            # or one of several: [collapse, healthy]\n"
          "\n"
          "Bounds are [low, high] with both ends included; .inf means no bound. For one\n"
          "column, `at least: x`, `at most: x` or both may replace the key `by` or `in`.\n",
          out);
}

static void print_claims(FILE *out) {
    fputs("The list `expect` of a scenario says in numbers what its claim says in words.\n"
          "In every check, every seed must satisfy every item. NaN satisfies nothing.\n"
          "\n",
          out);
    struct text_table *table = new_pairs("Words:");
    for (int kind = 0; kind < CLAIM_KINDS; kind++)
        add_pair(table, claim_pairs[kind].name, claim_pairs[kind].meaning);
    print_pairs(table, out);
    print_claim_examples(out);
    fputs("\n"
          "Theory: `final: {kl: {theory: within 1e-3}}` compares with what `klimb theory`\n"
          "computes. Within w means |value - theory| <= w max(1, |theory|). If the run\n"
          "estimates the value from a sample of noise, `within 1e-3 and 5 standard errors`\n"
          "allows for that. A claim about theory does not hold if theory has no answer.\n"
          "\n"
          "Two claims are always checked. A run that becomes non-finite fails unless\n"
          "`becomes non-finite` claims it; {} means any divergence. And the columns must\n"
          "agree with one another: kl is the sum over its dimensions, and so on.\n"
          "\n"
          "`final`, `rises`, `settles` and the like look at the last tenth of the steps\n"
          "that were made. A run that diverged ends at its last row.\n",
          out);
}

/* ---- verdicts -------------------------------------------------------------------------------- */

void topic_print_exit_codes(FILE *out) {
#define EXIT_PAIR(NAME, code, text) {#code, text},
    static const struct { const char *code, *meaning; } rows[] = {EXIT_TABLE(EXIT_PAIR)};
    struct text_table *table = new_pairs("Exit codes:");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        add_pair(table, rows[i].code, rows[i].meaning);
    print_pairs(table, out);
}

static void print_verdict_table(FILE *out) {
    struct text_table *table = text_table_new(
        3, (const char *const[]){"Verdict:", "exit code", "meaning"});
    for (enum verdict verdict = 0; verdict < VERDICTS; verdict++) {
        struct verdict_summary one = {.planned = 1};
        char name[32], code[8];
        one.said[verdict] = 1;
        snprintf(name, sizeof name, "  %s", verdict_names[verdict]);
        snprintf(code, sizeof code, "%d", verdict_exit_code(&one, NULL));
        text_table_add(table, (const char *const[]){name, code, verdict_meanings[verdict]});
    }
    print_pairs(table, out);
}

static void print_failures(FILE *out) {
    fputs("\n"
          "Reading a failure:\n"
          "  - Only bits differ (DRIFT): the arithmetic changed, but training did not. If\n"
          "    you meant to change it, bless with the reason; otherwise find out why. The\n"
          "    line `bits:` names the first step and column that differ. Step 0 is the\n"
          "    model, the data or the evaluation; step 1 is the first update.\n"
          "  - Runs of the same seeds differ (DRIFT (shifted)): the change is too small to\n"
          "    leave the ensemble, but larger than rounding. The reason gives its size in\n"
          "    seed deviations (the standard deviation over golden seeds) and in nats.\n"
          "  - The ensemble departs: training takes another course. The reason names the\n"
          "    column, step or feature of the curve that is farthest from the golden runs.\n"
          "  - A claim fails: the scenario's claim is not true of this run. The message\n"
          "    gives value, place and bounds. `klimb show NAME` prints the scenario.\n"
          "  - NEW, STALE, UNTESTED: `klimb bless --reason \"...\" NAME` makes a golden. The\n"
          "    ensemble needs eight golden seeds or more (seeds.golden).\n"
          "  - SKIP: the reason names the command that fetches the data.\n"
          "  - ERROR: the message names file, line and what is wrong.\n"
          "Below each failure are the commands that run just this scenario again and draw\n"
          "the run beside its golden curve.\n"
          "\n"
          "For other programs: `klimb check --format json`, `csv`, `tap`, `junit` or\n"
          "`markdown`.\n",
          out);
}

static void print_verdicts(FILE *out) {
    fputs("`klimb check` trains every seed of a scenario again and gives it one verdict.\n"
          "\n",
          out);
    print_verdict_table(out);
    fputs("\n"
          "With several scenarios, the verdict that is lowest in this table decides the\n"
          "exit code. With --allow-drift, DRIFT counts as PASS; with --allow-shift, DRIFT\n"
          "(shifted) does too.\n"
          "\n",
          out);
    topic_print_exit_codes(out);
    fputs("\n"
          "The columns of the table:\n"
          "  bits        seeds that gave the golden run to the last bit, of those compared\n"
          "  paired p    if bits differ: the probability that rounding alone makes 16 runs\n"
          "              differ this much from the golden runs of their seeds; below 1e-4\n"
          "              they are shifted\n"
          "  ensemble p  if bits differ: the probability that golden runs look like these;\n"
          "              below 1e-4 they have left the golden ensemble\n"
          "  claims      claims that hold, counted for each seed\n",
          out);
    print_failures(out);
}

/* ---- records --------------------------------------------------------------------------------- */

static void print_columns(FILE *out) {
    struct text_table *table = text_table_new(
        3, (const char *const[]){"Columns of record.csv:", "unit", "meaning"});
    text_table_add(table, (const char *const[]){"  step", "steps", "number of updates made"});
    for (int i = 0; i < OBSERVABLES; i++) {
        const struct klimb_observable_info *column = &klimb_observable_info[i];
        char name[64];
        snprintf(name, sizeof name, "  %s", column->name);
        text_table_add(table, (const char *const[]){name, column->unit, column->meaning});
    }
    print_pairs(table, out);
}

static void print_aggregate(FILE *out) {
    fputs("\n"
          "How mi, kl_agg and holes are estimated: from the N examples x_i of the\n"
          "evaluation set (at most record.examples), one sample z_i = mu_i + sigma_i eps_i\n"
          "of each posterior, and N samples p_i of the prior N(0, I). eps_i and p_i are\n"
          "the same in every row and run. All logarithms are natural.\n"
          "  q(z)    1/N sum_j q(z|x_j), the aggregate posterior; the sum includes j = i\n"
          "  mi      1/N sum_i [ln q(z_i|x_i) - ln q(z_i)], in nats. At most ln N, which\n"
          "          is mi_cap: a larger mutual information shows as a value just below\n"
          "          it. Sampling can make it slightly negative.\n"
          "  kl_agg  kl - mi, because the mean of KL(q(z|x) || p(z)) is I(x;z) plus\n"
          "          KL(q(z) || p(z)). kl is exact for these examples, so kl_agg has the\n"
          "          error of mi, and is too large when mi is near its cap.\n"
          "  holes   share of the p_i with q(p_i) < t. t is the (floor(N/100) + 1)-th\n"
          "          smallest q(z_i): 1 % of the posterior's own samples lie below it.\n"
          "          A posterior equal to the prior has about 0.01.\n"
          "Sources: Hoffman & Johnson 2016 (mi, kl_agg), Rezende & Viola 2018 (holes).\n",
          out);
}

/* Prints the names in logs that klimb knows. */
static void print_names(FILE *out) {
    struct text_table *table = text_table_new(
        2, (const char *const[]){"Columns of logs:", "names, without case, and with any of - _ / . "
                                                     "and blanks between words"});
    for (const struct log_synonyms *row = log_synonyms; row->names != NULL; row++) {
        char name[64];
        if (row->quantity == LOG_VALUE) /* a file with one column, named by the file */
            continue;
        snprintf(name, sizeof name, "  %s%s", row->sign < 0 ? "-" : "",
                 log_quantity_name(row->quantity));
        text_table_add(table, (const char *const[]){name, row->names});
    }
    fputs("\n", out);
    print_pairs(table, out);
    fputs("\n"
          "A minus before the name of a column means that the log has its negative.\n\n",
          out);
    static const char *const roles[] = {"ignored", "of training", "of validation"};
    table = text_table_new(2, (const char *const[]){"Words:", "before or after a name"});
    for (int role = 0; role < LOG_ROLES; role++) {
        struct text name = {0}, words = {0};
        text_add(&name, "  %s", roles[role]);
        for (const struct log_affix *affix = log_affixes; affix->word != NULL; affix++)
            if (affix->role == (enum log_role)role)
                text_add(&words, "%s%s", words.length > 0 ? " " : "", affix->word);
        text_table_add(table, (const char *const[]){text_string(&name), text_string(&words)});
        text_free(&name);
        text_free(&words);
    }
    print_pairs(table, out);
    fputs("If a log has both, recon and kl of validation are klimb's recon and kl,\n"
          "and those of training are batch_recon and batch_kl. If it has one, that is recon\n"
          "and kl.\n",
          out);
}

static void print_records(FILE *out) {
    fputs("A run leaves a record, a folder such as\n"
          "build/runs/learning/healthy/exact/seed-0000:\n"
          "  record.csv     one row per logged step: recon, kl, elbo, mi, ... in nats per\n"
          "                 example\n"
          "  dims.csv       one row per logged step and latent dimension\n"
          "  digests.csv    a digest of each tensor in each of the first steps\n"
          "  manifest.json  scenario and digest, seed, versions, outcome\n"
          "Runs for a report also leave reconstructions and samples of the final model.\n"
          "Runs with --set have folders of their own. A loss that becomes infinite or NaN\n"
          "is an outcome of a run, and the manifest says where it happened.\n"
          "\n"
          "A golden is a folder of expected/ with the same name as its scenario:\n"
          "  golden.json    reason, commit, command, versions, outcomes, digests and a seal\n"
          "  bits.csv       whole records of the seeds that are compared to the last bit\n"
          "  ensemble.csv   records of all golden seeds, thinned and rounded\n"
          "  features.csv   features of whole curves, such as how early kl rises\n"
          "  digests.csv    digests of the tensors of seed 0, which name where bits changed\n"
          "                 first\n"
          "`klimb bless` writes all files of a golden in one step, or none. A golden that\n"
          "was edited, mixed with another or only partly copied is an ERROR. Goldens of\n"
          "klimb 0.1 have no seal: `klimb bless --reseal --all` adds it. golden.json has\n"
          "the number of its format; one that is newer than klimb is refused.\n"
          "\n"
          "Records of other programs: `klimb report`, `klimb plot` and `klimb check\n"
          "--records` read any table with a line of column names: CSV, TSV, semicolons with\n"
          "decimal commas, the metrics.csv of Lightning, the CSV of TensorBoard. Names are\n"
          "those below; --columns recon=foo,kl=bar names others. Without steps, epochs are\n"
          "used. Notes tell how a log was read.\n"
          "\n"
          "Any number of klimb processes may work in one folder. Each runs in a place of\n"
          "its own and puts whole records into build/runs.\n"
          "\n",
          out);
    print_columns(out);
    print_aggregate(out);
    print_names(out);
}

/* ---- ensemble -------------------------------------------------------------------------------- */

static void print_ensemble(FILE *out) {
    fputs("If bits differ, or cannot be compared because backend or seeds are others, klimb\n"
          "asks whether the runs could be golden runs of other seeds. It makes new runs\n"
          "(seeds.ensemble, 8 unless the scenario says otherwise) and compares them, as a\n"
          "group, with the golden runs (seeds.golden, 64).\n"
          "\n",
          out);
    fprintf(out,
            "  - What is compared: mean and spread of each column at each golden step, and\n"
            "    features of the whole curve: how early kl rises and recon falls, its last\n"
            "    slope.\n"
            "  - The test is a permutation test of the largest statistic. It assumes nothing\n"
            "    about distributions, and its level holds for everything together.\n"
            "  - Level: below p = %g the runs have left the golden ensemble. A whole\n"
            "    scenario raises a false alarm once in %.0f checks.\n"
            "  - One run by itself is judged by its distance from the golden runs, compared\n"
            "    with their distances from each other. So is each run of a group. This p\n"
            "    rests on an assumption, so the stated rate of false alarms is higher: once\n"
            "    in %.0f checks of one run.\n"
            "  - Runs of different seeds that are identical are reported as such.\n"
            "  - At least %d golden seeds are needed. With fewer, changed bits are a FAIL, and\n"
            "    runs on another backend or of other seeds are UNTESTED.\n"
            "\n",
            ENSEMBLE_ALPHA, 1 / ENSEMBLE_ALPHA, 1 / ENSEMBLE_SINGLE_LEVEL, ENSEMBLE_SEEDS_MIN);
    fputs("`klimb calibrate` counts false alarms on fresh ensembles of both backends.\n", out);
}

/* ---- the table ------------------------------------------------------------------------------- */

const struct topic topics[] = {
    {"scenarios", "the keys of a scenario, inheritance and overrides", print_scenarios},
    {"claims", "the words of `expect`", print_claims},
    {"verdicts", "verdicts, exit codes, and how to read a failure", print_verdicts},
    {"records", "what a run leaves, and what a golden is", print_records},
    {"ensemble", "how runs are compared with a golden ensemble", print_ensemble},
    {"engines", "what makes runs: this machine, or many", topic_print_engines},
    {NULL, NULL, NULL},
};

const struct topic *topic_find(const char *name) {
    for (const struct topic *topic = topics; topic->name != NULL; topic++)
        if (strcmp(topic->name, name) == 0)
            return topic;
    return NULL;
}
