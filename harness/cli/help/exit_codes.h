/* exit_codes.h -- the exit codes of klimb. `klimb help` and `klimb help verdicts` print this table.
 */
#ifndef KLIMB_EXIT_CODES_H
#define KLIMB_EXIT_CODES_H

/* X(NAME, exit code, meaning) */
#define EXIT_TABLE(X)                                                                              \
    X(PASS, 0, "done, and every verdict is PASS or SKIP")                                          \
    X(FAIL, 1, "a verdict is FAIL, DRIFT or DRIFT (shifted); diagnose: a log is sick")             \
    X(USAGE, 2, "the command line, a scenario or another input is wrong")                          \
    X(BROKEN, 3, "a verdict is ERROR, or the system refused something")                            \
    X(UNBLESSED, 4, "a verdict is NEW, STALE or UNTESTED")                                         \
    X(INSUFFICIENT, 5, "diagnose: a log does not say enough")
#define KIND_ENUM_EXIT(NAME, code, text) EXIT_##NAME = code,
enum { EXIT_TABLE(KIND_ENUM_EXIT) };

#endif
