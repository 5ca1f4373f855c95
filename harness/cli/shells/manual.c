#include "cli/shells/manual.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/options/options.h"
#include "cli/options/options_table.h"

/* ---- troff --------------------------------------------------------------------------------------- */

/* Part of a line. Escapes the backslash, and -, which could be set as a hyphen that no shell accepts. */
static void add_inline(struct text *text, const char *words, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (words[i] == '\\')
            text_add(text, "\\e");
        else if (words[i] == '-')
            text_add(text, "\\-");
        else
            text_add_bytes(text, &words[i], 1);
    }
}

/* A whole line. Escapes a dot or an apostrophe in front, which would begin a request. */
static void add_line(struct text *text, const char *line, size_t length) {
    if (length > 0 && (line[0] == '.' || line[0] == '\''))
        text_add(text, "\\&");
    add_inline(text, line, length);
    text_add(text, "\n");
}

static void add_words(struct text *text, const char *words) {
    add_line(text, words, strlen(words));
}

static int is_indented(const char *line, size_t length) {
    return length > 0 && line[0] == ' ';
}

/* Paragraphs, which troff fills; indented lines, such as examples, are kept as they are. */
static void add_paragraphs(struct text *text, const char *words) {
    int was_indented = 0;
    for (const char *line = words; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        int indented = is_indented(line, length);
        if (indented != was_indented)
            text_add(text, indented ? ".nf\n" : ".fi\n");
        was_indented = indented;
        if (length == 0)
            text_add(text, ".PP\n");
        else
            add_line(text, line, length);
        line += length + (line[length] == '\n');
    }
    text_add(text, was_indented ? ".fi\n" : "");
}

static void add_title(struct text *text, const char *name, int section, const char *summary) {
    struct text title = {0};
    text_add(&title, "klimb%s%s", name[0] != '\0' ? "-" : "", name);
    for (size_t i = 0; i < title.length; i++)
        title.bytes[i] = (char)toupper((unsigned char)title.bytes[i]);
    text_add(text, ".TH \"%s\" %d \"\" \"klimb %s\" \"klimb\"\n.SH NAME\nklimb%s",
             text_string(&title), section, options_version(), name[0] != '\0' ? "\\-" : "");
    text_add(text, "%s \\- ", name);
    add_words(text, summary);
    text->failed |= title.failed;
    text_free(&title);
}

/* The output of a part of help; the caller frees it. NULL when memory ran out. */
static char *printed(void (*print)(FILE *out)) {
    char *bytes = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&bytes, &size);
    if (memory == NULL)
        return NULL;
    print(memory);
    if (fclose(memory) == 0)
        return bytes;
    free(bytes);
    return NULL;
}

static void add_pair(struct text *text, const char *name, const char *meaning) {
    text_add(text, ".TP\n.B ");
    add_words(text, name);
    add_words(text, meaning);
}

/* ---- klimb(1) ------------------------------------------------------------------------------------ */

static const struct {
    const char *name, *meaning;
} environment[] = {
    {"KLIMB_EXPERIMENTS", "the folder of scenarios, for --experiments"},
    {"KLIMB_EXPECTED", "the folder of golden curves, for --expected"},
    {"KLIMB_REPORTS", "the templates of the report, for --reports"},
    {"KLIMB_SIMD", "the level of SIMD instructions; results do not depend on it"},
};

static void add_exit_codes(struct text *text) {
    char *bytes = printed(topic_print_exit_codes);
    const char *line = bytes != NULL ? strchr(bytes, '\n') : NULL; /* after the heading */
    text_add(text, ".SH EXIT STATUS\n");
    add_paragraphs(text, line != NULL ? line + 1 : "");
    text->failed |= bytes == NULL;
    free(bytes);
}

void manual_add_overview(struct text *text, const struct command *const *all) {
    add_title(text, "", 1, "golden-curve regression testing for the training of VAEs");
    text_add(text, ".SH SYNOPSIS\n.B klimb\n.I COMMAND\n[\\fIOPTION\\fR...] [\\fIARGUMENT\\fR...]\n"
                   ".SH DESCRIPTION\n");
    add_words(text,
              "Trains seeded variational autoencoders, and checks that reconstruction, KL and the "
              "rest move "
              "as theory and the golden curves say. Each command has a page, klimb-COMMAND(1), and "
              "each topic, klimb-TOPIC(7).");
    text_add(text, ".SH COMMANDS\n");
    for (long i = 0; all[i] != NULL; i++)
        add_pair(text, all[i]->name, all[i]->summary);
    text_add(text, ".SH TOPICS\n");
    for (const struct topic *topic = topics; topic->name != NULL; topic++)
        add_pair(text, topic->name, topic->summary);
    text_add(text, ".SH ENVIRONMENT\n");
    for (size_t i = 0; i < sizeof environment / sizeof *environment; i++)
        add_pair(text, environment[i].name, environment[i].meaning);
    add_exit_codes(text);
}

/* ---- klimb-<command>(1) -------------------------------------------------------------------------- */

static void add_option(struct text *text, const struct option_row *row,
                       const struct command *command) {
    struct text meaning = {0};
    text_add(text, ".TP\n");
    if (option_has_letter(row))
        text_add(text, "\\fB\\-%c\\fR, ", row->letter);
    text_add(text, "\\fB\\-\\-");
    add_inline(text, row->name, strlen(row->name));
    text_add(text, "\\fR");
    if (row->argument != NULL)
        text_add(text, " \\fI%s\\fR", row->argument);
    text_add(text, "\n");
    options_add_meaning(&meaning, row, command);
    add_words(text, text_string(&meaning));
    text->failed |= meaning.failed;
    text_free(&meaning);
}

void manual_add_command(struct text *text, const struct command *command) {
    add_title(text, command->name, 1, command->summary);
    text_add(text, ".SH SYNOPSIS\n.B klimb %s\n[\\fIOPTION\\fR...] ", command->name);
    add_words(text, command->arguments);
    text_add(text, ".SH DESCRIPTION\n");
    add_paragraphs(text, command->details);
    text_add(text, ".SH OPTIONS\n");
    for (const char *letter = command->accepts; *letter != '\0'; letter++)
        add_option(text, option_find(*letter), command);
    add_option(text, option_find('h'), command);
    text_add(text, ".SH SEE ALSO\n.BR klimb (1)\n");
}

/* ---- klimb-<topic>(7) ---------------------------------------------------------------------------- */

void manual_add_topic(struct text *text, const struct topic *topic) {
    char *bytes = printed(topic->print);
    add_title(text, topic->name, 7, topic->summary);
    text_add(text, ".SH DESCRIPTION\n.nf\n");
    for (const char *line = bytes != NULL ? bytes : ""; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        add_line(text, line, length);
        line += length + (line[length] == '\n');
    }
    text_add(text, ".fi\n.SH SEE ALSO\n.BR klimb (1)\n");
    text->failed |= bytes == NULL;
    free(bytes);
}
