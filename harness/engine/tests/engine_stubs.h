/* engine_stubs.h -- programs in place of klimb and of the engines' own, as shell scripts.
 *
 *     engine_stubs_install(folder);      // <folder>/bin is first in $PATH
 *     temp_folder_write(folder, "bin/broken-1", "klimb: no disk\n");
 */
#ifndef KLIMB_ENGINE_STUBS_H
#define KLIMB_ENGINE_STUBS_H

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/text.h"
#include "tests/fixtures/temp_folder.h"

/* klimb as the lines call it: puts the record of the seed, made before, into its place. What it is to do instead stands in
 * files: broken-N and lost-N, for a run that says something and ends with 3, and for one that is killed so often. */
static const char klimb_stub[] =
    "here=$(dirname \"$0\")\n"
    "while [ $# -gt 0 ]; do\n"
    "    case $1 in --seed) seed=$2;; --out) out=$2;; esac\n"
    "    shift\n"
    "done\n"
    "echo \"$seed\" >>\"$here/calls\"\n"
    "if [ -e \"$here/broken-$seed\" ]; then cat \"$here/broken-$seed\" >&2; exit 3; fi\n"
    "if [ -s \"$here/lost-$seed\" ]; then\n"
    "    sed -i 1d \"$here/lost-$seed\"; echo 'klimb: half a' >&2; kill -9 $$\n"
    "fi\n"
    "to=$out/tests/small/exact/seed-$(printf %04d \"$seed\")\n"
    "mkdir -p \"$to\"\n"
    "cp \"$here/made/tests/small/exact/seed-$(printf %04d \"$seed\")\"/* \"$to\"\n";

/* The engines' programs, as far as klimb uses them. */
static const char parallel_stub[] =
    "case $1 in --version) echo 'GNU parallel 0'; exit;; esac\n"
    "here=$(dirname \"$0\")\n"
    "echo \"$@\" >>\"$here/parallel.said\"\n"
    "if [ -e \"$here/refuse\" ]; then echo 'parallel: no such option' >&2; exit 255; fi\n"
    "if [ -e \"$here/replace\" ]; then\n"
    "    sh \"$here/replace\"; exec sleep 12\n"
    "fi\n"
    "if [ -e \"$here/interrupt\" ]; then kill -TERM $PPID; exec sleep 60; fi\n"
    "printf 'Seq\\n' >joblog\n"
    "while read -r task rest; do sh task.sh \"$task\"; echo \"$task\" >>joblog; done <tasks\n";
static const char sbatch_stub[] =
    "here=$(dirname \"$0\")\n"
    "[ \"$1\" != --version ] || exit 1\n"
    "echo \"$@\" >>\"$here/sbatch.said\"\n"
    "[ ! -e \"$here/interrupt\" ] || { kill -TERM $PPID; exec sleep 60; }\n"
    "[ ! -e \"$here/banner\" ] || { cat \"$here/banner\"; exit; }\n"
    "last=0\n"
    "while [ $# -gt 2 ]; do\n"
    "    case $1 in --array=1-*) last=${1#--array=1-};; --chdir=*) "
    "cd \"${1#--chdir=}\" || exit;; esac\n"
    "    shift\n"
    "done\n"
    "( SLURM_ARRAY_TASK_ID=1\n"
    "  while [ $SLURM_ARRAY_TASK_ID -le ${last%%%*} ]; do\n"
    "      export SLURM_ARRAY_TASK_ID; sh \"$1\" \"$2\"\n"
    "      SLURM_ARRAY_TASK_ID=$((SLURM_ARRAY_TASK_ID + 1))\n"
    "  done ) >/dev/null 2>&1 &\n"
    "echo $! >>\"$here/arrays\"\n"
    "echo \"$!$(cat \"$here/cluster\" 2>/dev/null)\"\n";
static const char squeue_stub[] =
    "echo \"$@\" >>\"$(dirname \"$0\")/squeue.said\"\n"
    "case $7 in --clusters=*) echo \"CLUSTER: ${7#*=}\";; esac\n"
    "kill -0 \"$6\" 2>/dev/null && echo 'RUNNING None' && exit\n"
    "[ ! -e \"$(dirname \"$0\")/held\" ] || { echo 'PENDING launch failed requeued held'; exit; }\n"
    "case $7 in --clusters=*) exit;; esac\n"
    "echo 'Invalid job id' >&2; exit 1\n";
static const char scancel_stub[] = "echo \"$@\" >>\"$(dirname \"$0\")/scancel.said\"\n";
static const char scontrol_stub[] = "echo 'MaxArraySize            = 3'\n";
static const char hq_stub[] =
    "here=$(dirname \"$0\")\n"
    "case \"$*\" in\n"
    "--version) echo 'hq 0';;\n"
    "'job wait '*) while kill -0 \"$3\" 2>/dev/null; do sleep 0.02; done;;\n"
    "*submit*)\n"
    "    echo \"$@\" >>\"$here/hq.said\"\n"
    "    while [ \"$1\" != -- ]; do\n"
    "        case $1 in --array=1-*) last=${1#--array=1-};; esac\n"
    "        shift\n"
    "    done\n"
    "    ( cd / && HQ_TASK_ID=1\n"
    "      while [ $HQ_TASK_ID -le $last ]; do\n"
    "          export HQ_TASK_ID; \"$2\" \"$3\"; HQ_TASK_ID=$((HQ_TASK_ID + 1))\n"
    "      done ) >/dev/null 2>&1 &\n"
    "    echo $!;;\n"
    "esac\n";

static const struct {
    const char *name, *text;
} stubs[] = {
    {"bin/klimb", klimb_stub},   {"bin/parallel", parallel_stub}, {"bin/sbatch", sbatch_stub},
    {"bin/squeue", squeue_stub}, {"bin/scontrol", scontrol_stub}, {"bin/scancel", scancel_stub},
    {"bin/hq", hq_stub}};

/* Write the stubs into <folder>/bin, for this process and its children to find. */
static inline void engine_stubs_install(const char *folder) {
    char path[FILE_PATH_MAX], search[2 * FILE_PATH_MAX];
    struct error error = {0};
    for (size_t i = 0; i < sizeof stubs / sizeof *stubs; i++) {
        struct text text = {0};
        text_add(&text, "#!/bin/sh\n%s", stubs[i].text);
        temp_folder_write(folder, stubs[i].name, text_string(&text));
        ck_assert_int_eq(file_join(path, folder, stubs[i].name, &error), STATUS_OK);
        ck_assert_int_eq(chmod(path, 0755), 0);
        text_free(&text);
    }
    ck_assert_int_eq(file_join(path, folder, "bin", &error), STATUS_OK);
    snprintf(search, sizeof search, "%s:%s", path, getenv("PATH"));
    setenv("PATH", search, 1);
}

/* The number of lines of a file, 0 if it cannot be read. */
static long lines_of(const char *path) {
    char *text;
    size_t size;
    long lines = 0;
    if (file_read(&text, &size, path, 1 << 20, NULL) != STATUS_OK)
        return 0;
    for (size_t i = 0; i < size; i++)
        lines += text[i] == '\n';
    free(text);
    return lines;
}

static int file_says(const char *path, const char *what) {
    char *text;
    size_t size;
    ck_assert_int_eq(file_read(&text, &size, path, 1 << 20, NULL), STATUS_OK);
    int says = strstr(text, what) != NULL;
    free(text);
    return says;
}

#endif
