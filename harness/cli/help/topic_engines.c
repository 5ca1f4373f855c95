#include "cli/help/topics.h"

#include "base/text.h"
#include "engine/engine.h"

#define ENGINE_TEXT(NAME, name, program, word, source, seconds, text) text,
static const char *const texts[] = {ENGINE_TABLE(ENGINE_TEXT)};
#undef ENGINE_TEXT

static void print_engines(FILE *out) {
    struct text_table *table = text_table_new(2, (const char *const[]){"Engines:", ""});
    for (int kind = 0; kind < ENGINE_KINDS; kind++) {
        char name[32];
        snprintf(name, sizeof name, "  %s", engine_names[kind]);
        text_table_add(table, (const char *const[]){name, texts[kind]});
    }
    text_table_print(table, out, TOPIC_WIDTH);
    text_table_free(table);
}

void topic_print_engines(FILE *out) {
    fputs("What makes the runs of a command. klimb is no scheduler: for any engine but\n"
          "`local` it writes a list of `klimb run --missing` lines, hands it over and takes\n"
          "the records as they appear. They are the same bytes from every engine.\n"
          "\n",
          out);
    print_engines(out);
    fputs("\n"
          "All machines have to see --out, the scenarios, their data and klimb itself under\n"
          "the same names.\n"
          "\n"
          "  -j N           so many tasks at once; with --hosts, on each machine. Slurm and\n"
          "                 HyperQueue choose themselves without it\n"
          "  --chunk N      runs of a task. By default as many as take 60 s with slurm, 1 s\n"
          "                 with parallel and hq: starting a task costs that much less\n"
          "  --partition NAME, --account NAME\n"
          "                 of Slurm\n"
          "  --hosts FILE   machines for parallel, a line each: user@host, or 8/host for 8\n"
          "                 tasks at once; `:` is this machine\n"
          "  --engine-option OPTION\n"
          "                 for sbatch, parallel or hq submit, as --engine-option=--mem=2G\n"
          "  --dry-run      print the script, and run nothing\n"
          "\n"
          "<out>/.engine/<engine>-<time>-<process>/1/ keeps what was handed over: lines,\n"
          "the runs as shell commands; tasks, which lines belong together; task.sh and\n"
          "submit.sh; the engine's logs. It may be deleted when the command has ended.\n"
          "\n"
          "How long a run takes is known from an earlier record of the scenario below\n"
          "--out, or estimated by a trial of some hundredths of a second. A task of Slurm\n"
          "may take two minutes and four times its runs' seconds. If a machine fails or a\n"
          "process is killed, the engine gets the lost runs again, three times in all,\n"
          "with twice that time. A run that breaks would break again: klimb reports it\n"
          "with what it said. Ctrl-C ends the tasks, and finished records stay. So does a\n"
          "klimb that is rebuilt or removed meanwhile: other runs would be another klimb's.\n"
          "\n"
          "Another cluster of Slurm may have the tasks: --engine-option=--clusters=NAME.\n"
          "\n"
          "  klimb run annealing --seeds 0..63 --engine parallel -j 8\n"
          "  klimb run annealing --seeds 0..63 --engine slurm --partition short --dry-run\n"
          "  klimb run annealing --seeds 0..63 --engine slurm --missing\n",
          out);
}
