/* claims.h -- what a scenario says must happen, tested on every run.
 *
 *     expect:
 *       - initial: {kl: [0, 0.5]}               # the row at step 0
 *       - final: {kl: [60, 250]}                # mean of the rows of the last 10 % of the steps
 *       - peak: {kl: [5, 60], by: 100}          # the largest value, first reached at a step <= by
 *       - lowest: {recon: [10, 25]}             # the smallest value
 *       - at: {step: 300, kl: [1, 4]}           # the last row at or before a step
 *       - rises: {column: kl, by: [1, 10]}      # final minus initial
 *       - falls: {column: recon, by: [15, 40]}  # initial minus final
 *       - settles: {column: kl, within: 0.05}   # |mean of last tenth / mean of ninth tenth - 1|
 *       - climbs: {column: kl, by: [0.02, 9]}   # the same quotient - 1, signed: still on its way
 *       - stays: {column: kl, in: [0, 0.01], from: 500}        # every row from a step on
 *       - straight: {column: logvar_min, r2: 0.98, from: 100}  # R^2 of a least-squares line
 *       - tracks: {column: mi, of: kl, within: 0.5}  # |mi - kl| in every row of the last tenth
 *       - ratio: {column: kl, of: ../learning/healthy.yaml, in: [20, 1000]}  # final, same seed
 *       - ratio: {column: kl, of: ../learning/healthy.yaml, at least: 20}
 *       - final: {kl: {theory: within 1e-3}}  # of the optimum that `klimb theory` prints
 *       - final: {elbo: {theory: within 1e-3 and 5 standard errors}}
 *       - curve: {kl: {theory: within 1e-4}}  # every row, of `klimb theory --curve` for the seed
 *       - becomes non-finite: {term: kl, by: 200, tail: zero}
 *       - diagnosis: runaway          # the state that `klimb diagnose` finds in the record
 *       - diagnosis: [collapse, healthy]  # or one of several
 *
 * A bound is [low, high] with both ends included, `.inf` for none; in place of the keys `by` and
 * `in` of one column there may be `at least: x`, `at most: x` or both. A run that becomes
 * non-finite without a claim that says so fails. Every seed must satisfy every claim. NaN satisfies
 * nothing.
 *
 * Within w of theory is |value - theory's| <= w max(1, |theory's|): absolute in the column's unit
 * up to 1, relative above. If the values of a record come from a sample of noise, the same in every
 * row, "and n standard errors" widens the bound by n standard errors, which theory computes for
 * that sample (struct theory's error). If theory has no answer, the claim fails and the message
 * says why.
 *
 * A run ends at its last row, so windows of a run that diverged are tenths of the steps it made.
 * `from` and `by` are optional in the examples above, as are all keys of `becomes non-finite`: {}
 * means any divergence.
 */
#ifndef KLIMB_CLAIMS_H
#define KLIMB_CLAIMS_H

#include "diagnose/state.h"
#include "format/yaml.h"
#include "train/trainer.h"

enum { CLAIM_PATH_MAX = 256 };

/* X(NAME, key in a scenario, meaning) */
#define CLAIM_TABLE(X)                                                                             \
    X(INITIAL, "initial", "value at step 0")                                                       \
    X(FINAL, "final", "mean over the last 10 % of the steps")                                      \
    X(PEAK, "peak", "largest value of the run")                                                    \
    X(LOWEST, "lowest", "smallest value of the run")                                               \
    X(AT, "at", "value of the last row at or before a step")                                       \
    X(RISES, "rises", "final minus initial")                                                       \
    X(FALLS, "falls", "initial minus final")                                                       \
    X(SETTLES, "settles",                                                                          \
      "relative change from the ninth tenth of the steps to the last, at most")                    \
    X(CLIMBS, "climbs", "relative change from the ninth tenth of the steps to the last, signed")   \
    X(STAYS, "stays", "every row from a given step on")                                            \
    X(STRAIGHT, "straight", "R^2 of a straight line through the rows, at least")                   \
    X(TRACKS, "tracks", "largest distance from another column in the last 10 % of the steps")      \
    X(RATIO, "ratio", "final value over that of another scenario's run of the same seed")          \
    X(CURVE, "curve", "every row, against the curve that theory predicts for the seed")            \
    X(NON_FINITE, "becomes non-finite", "the run ends with a value that is not finite")            \
    X(DIAGNOSIS, "diagnosis", "the state that `klimb diagnose` finds in the run")

#define KIND_ENUM_CLAIM(NAME, name, text) CLAIM_##NAME,
enum claim_kind { CLAIM_TABLE(KIND_ENUM_CLAIM) CLAIM_KINDS };
extern const char *const claim_names[]; /* NULL-terminated */

struct claim {
    enum claim_kind kind;
    enum observable column;
    double low, high;      /* bounds of the value, both included */
    int of_theory;         /* 1: low and high bound |value - theory's|/max(1, |theory's|) */
    double errors;         /* of_theory: standard errors added to the bound */
    long from;             /* first step tested, 0 for all */
    long by;               /* at: the step; peak, divergence: the latest step, -1 for any */
    enum observable other; /* tracks */
    char reference[CLAIM_PATH_MAX]; /* ratio: name of the other scenario ("learning/healthy") */
    enum term term;                 /* non-finite: TERM_NONE for any */
    enum tail tail;                 /* non-finite: TAIL_NONE for any */
    unsigned states;                /* diagnosis: 1 << enum state of each that it may be */
    long line;                      /* in the scenario file, for messages */
};

struct claim_list {
    struct claim *claims;
    long count;
};

/* claims_parse -- read an `expect:` list. One item may name several columns
 * ({kl: [..], recon: [..]}) and becomes several claims.
 *   folder  the scenario's, below the experiments root: references are relative to it
 * Unknown verbs, columns or keys: STATUS_FORMAT with place, what is allowed and the nearest
 * spelling. STATUS_MEMORY. On error the list is empty. */
enum status claims_parse(struct claim_list *list, const struct yaml *yaml,
                         const struct yaml_node *node, const char *folder,
                         struct error *error) MUST_CHECK;
void claims_free(struct claim_list *list);

/* claims_format -- add the YAML after "expect:", which reads back to the same list: " []", or a
 * line for each claim. No newline at the end.
 *   folder  as given to claims_parse */
struct text;
void claims_format(struct text *text, const struct claim_list *list, const char *folder);

#endif
