/* table.h -- prints the results of the cases.
 */
#ifndef KLIMB_TORTURE_TABLE_H
#define KLIMB_TORTURE_TABLE_H

#include <stdio.h>

#include "cases.h"
#include "judge.h"

/* table_print -- print a line for each command to standard output. Returns the number of wrong cases.
 *   results  [cases->count] */
long table_print(const struct cases *cases, const struct result *results);

/* table_list -- write every wrong case, with the command that repeats it, to a file, and the first ones to standard
 * output.
 *   path     of the file
 *   program  this program with its first two arguments
 *   klimb    whose sources are named */
void table_list(const struct cases *cases, const struct result *results, const char *path,
                const char *program, const char *klimb);

/* table_trace -- who made the call that failed, as far as it is klimb's: "a file.c:1 < b file.c:2". */
void table_trace(FILE *out, const struct result *result, const char *klimb);

#endif
