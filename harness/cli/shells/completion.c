#include "cli/shells/completion.h"

#include <string.h>

#include "cli/help/topics.h"
#include "cli/options/options.h"
#include "cli/options/options_table.h"

/* Scenarios, and families with a slash after them, from the output of `klimb list`; nothing if it fails. */
#define NAMES_OF_SCENARIOS                                                                         \
    "klimb list 2>/dev/null | sed -n 's/^\\([^ ]*\\/\\)\\([^ ]*\\) .*/\\1\\2\\n\\1/p' | sort -u"

/* Studies, from the first column of the output of `klimb sweep`. */
#define NAMES_OF_STUDIES "klimb sweep 2>/dev/null | sed '1d; s/ .*//'"

/* What the argument of an option is. */
enum value { VALUE_NONE, VALUE_FOLDER, VALUE_FILE, VALUE_FORMAT, VALUE_BACKEND, VALUE_OTHER };

static enum value value_of(const struct option_row *row) {
    static const struct {
        const char *argument;
        enum value value;
    } values[] = {
        {"DIR", VALUE_FOLDER}, {"FILE", VALUE_FILE}, {"PATH", VALUE_FILE}, {"LOG...", VALUE_FILE}};
    if (row->argument == NULL)
        return VALUE_NONE;
    if (row->letter == 'f')
        return VALUE_FORMAT;
    if (row->letter == 'b')
        return VALUE_BACKEND;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (strcmp(row->argument, values[i].argument) == 0)
            return values[i].value;
    return VALUE_OTHER;
}

static void add_names(struct text *text, const char *const *names) {
    for (long i = 0; names[i] != NULL; i++)
        text_add(text, "%s%s", i > 0 ? " " : "", names[i]);
}

/* The words that an option may have, NULL if they are not a short list. */
static const char *const *words_of(const struct option_row *row, const struct command *command) {
    enum value value = value_of(row);
    return value == VALUE_FORMAT    ? command->formats
           : value == VALUE_BACKEND ? klimb_backend_names
                                    : NULL;
}

/* What a command takes beside options. */
enum operand { OPERAND_NONE, OPERAND_SCENARIO, OPERAND_STUDY, OPERAND_HELP, OPERAND_FILE };

static enum operand operand_of(const struct command *command) {
    if (strstr(command->arguments, "SCENARIO") != NULL)
        return OPERAND_SCENARIO;
    if (strstr(command->arguments, "STUDY") != NULL)
        return OPERAND_STUDY;
    if (strstr(command->arguments, "TOPIC") != NULL)
        return OPERAND_HELP;
    return command->arguments[0] != '\0' ? OPERAND_FILE : OPERAND_NONE;
}

static void add_commands(struct text *text, const struct command *const *all) {
    for (long i = 0; all[i] != NULL; i++)
        text_add(text, "%s%s", i > 0 ? " " : "", all[i]->name);
}

static void add_topics(struct text *text) {
    for (const struct topic *topic = topics; topic->name != NULL; topic++)
        text_add(text, " %s", topic->name);
}

/* ---- bash ---------------------------------------------------------------------------------------- */

/* check:-o|check:--out */
static void add_bash_pattern(struct text *text, const struct option_row *row,
                             const struct command *command) {
    if (option_has_letter(row))
        text_add(text, "%s:-%c|", command->name, row->letter);
    text_add(text, "%s:--%s", command->name, row->name);
}

/* check:-o|check:--out|...) for the options of one kind of value; nothing if a command has none. */
static void add_bash_values(struct text *text, const struct command *command, enum value value,
                            const char *action) {
    const char *separator = "    ";
    for (const char *letter = command->accepts; *letter != '\0'; letter++) {
        const struct option_row *row = option_find(*letter);
        if (value_of(row) != value)
            continue;
        text_add(text, "%s", separator);
        add_bash_pattern(text, row, command);
        separator = "|";
    }
    if (separator[0] == '|')
        text_add(text, ") %s; return ;;\n", action);
}

static void add_bash_words(struct text *text, const struct command *command) {
    for (const char *letter = command->accepts; *letter != '\0'; letter++) {
        const struct option_row *row = option_find(*letter);
        const char *const *words = words_of(row, command);
        if (words == NULL)
            continue;
        text_add(text, "    ");
        add_bash_pattern(text, row, command);
        text_add(text, ") COMPREPLY=($(compgen -W '");
        add_names(text, words);
        text_add(text, "' -- \"$cur\")); return ;;\n");
    }
}

static void add_bash_options(struct text *text, const struct command *command) {
    text_add(text, "        %s) COMPREPLY=($(compgen -W '", command->name);
    for (const char *letter = command->accepts; *letter != '\0'; letter++)
        text_add(text, "--%s ", option_find(*letter)->name);
    text_add(text, "--help' -- \"$cur\")) ;;\n");
}

static void add_bash_operands(struct text *text, const struct command *const *all,
                              enum operand operand, const char *action) {
    const char *separator = "    ";
    for (long i = 0; all[i] != NULL; i++) {
        if (operand_of(all[i]) != operand)
            continue;
        text_add(text, "%s%s", separator, all[i]->name);
        separator = "|";
    }
    text_add(text, ") %s ;;\n", action);
}

void completion_add_bash(struct text *text, const struct command *const *all) {
    text_add(text, "# bash completion for klimb, made by `klimb help --format bash`\n"
                   "_klimb() {\n"
                   "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
                   "    local command=${COMP_WORDS[1]}\n"
                   "    COMPREPLY=()\n"
                   "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
                   "        COMPREPLY=($(compgen -W '");
    add_commands(text, all);
    text_add(text, "' -- \"$cur\"))\n        return\n    fi\n    case $command:$prev in\n");
    for (long i = 0; all[i] != NULL; i++) {
        add_bash_words(text, all[i]);
        add_bash_values(text, all[i], VALUE_FOLDER, "COMPREPLY=($(compgen -d -- \"$cur\"))");
        add_bash_values(text, all[i], VALUE_FILE, "COMPREPLY=($(compgen -f -- \"$cur\"))");
        add_bash_values(text, all[i], VALUE_OTHER, ":");
    }
    text_add(text,
             "    esac\n    if [ \"${cur#-}\" != \"$cur\" ]; then\n        case $command in\n");
    for (long i = 0; all[i] != NULL; i++)
        add_bash_options(text, all[i]);
    text_add(text, "        esac\n        return\n    fi\n    case $command in\n");
    add_bash_operands(text, all, OPERAND_SCENARIO,
                      "COMPREPLY=($(compgen -W \"$(" NAMES_OF_SCENARIOS ")\" -- \"$cur\"))");
    add_bash_operands(text, all, OPERAND_STUDY,
                      "COMPREPLY=($(compgen -W \"$(" NAMES_OF_STUDIES ")\" -- \"$cur\"))");
    add_bash_operands(text, all, OPERAND_FILE, "COMPREPLY=($(compgen -f -- \"$cur\"))");
    text_add(text, "    help) COMPREPLY=($(compgen -W '");
    add_commands(text, all);
    add_topics(text);
    text_add(text, "' -- \"$cur\")) ;;\n    esac\n}\ncomplete -o bashdefault -F _klimb klimb\n");
}

/* ---- zsh ----------------------------------------------------------------------------------------- */

/* In single quotes, with escapes for the colon and brackets, which are special to _arguments and _describe. */
static void add_zsh_words(struct text *text, const char *words) {
    for (; *words != '\0'; words++) {
        if (*words == '\'')
            text_add(text, "'\\''");
        else
            text_add(text, "%s%c", strchr("[]:\\", *words) != NULL ? "\\" : "", *words);
    }
}

static void add_zsh_option(struct text *text, const struct option_row *row,
                           const struct command *command) {
    static const char *const actions[] = {
        [VALUE_FOLDER] = "_files -/", [VALUE_FILE] = "_files", [VALUE_OTHER] = " "};
    const char *const *words = words_of(row, command);
    if (option_has_letter(row))
        text_add(text, "            '(-%c --%s)'{-%c,--%s}'[", row->letter, row->name, row->letter,
                 row->name);
    else
        text_add(text, "            '--%s[", row->name);
    add_zsh_words(text, row->meaning);
    text_add(text, "]");
    if (row->argument != NULL) {
        text_add(text, ":%s:", row->argument);
        if (words != NULL) {
            text_add(text, "(");
            add_names(text, words);
            text_add(text, ")");
        } else
            text_add(text, "%s", actions[value_of(row)]);
    }
    text_add(text, "' \\\n");
}

static void add_zsh_command(struct text *text, const struct command *command) {
    static const char *const operands[] = {[OPERAND_NONE] = "",
                                           [OPERAND_SCENARIO] = "'*:scenario:_klimb_scenarios'",
                                           [OPERAND_STUDY] = "'*:study:_klimb_studies'",
                                           [OPERAND_HELP] = "'*:topic:_klimb_topics'",
                                           [OPERAND_FILE] = "'*:file:_files'"};
    text_add(text, "    %s)\n        _arguments -S \\\n", command->name);
    for (const char *letter = command->accepts; *letter != '\0'; letter++)
        add_zsh_option(text, option_find(*letter), command);
    add_zsh_option(text, option_find('h'), command);
    text_add(text, "            %s ;;\n", operands[operand_of(command)]);
}

void completion_add_zsh(struct text *text, const struct command *const *all) {
    text_add(text, "#compdef klimb\n# zsh completion for klimb, made by `klimb help --format zsh`\n"
                   "_klimb_scenarios() {\n"
                   "    local -a names\n"
                   "    names=(${(f)\"$(" NAMES_OF_SCENARIOS ")\"})\n"
                   "    compadd -a names\n"
                   "}\n_klimb_studies() {\n"
                   "    local -a names\n"
                   "    names=(${(f)\"$(" NAMES_OF_STUDIES ")\"})\n"
                   "    compadd -a names\n"
                   "}\n_klimb_topics() {\n    compadd ");
    add_commands(text, all);
    add_topics(text);
    text_add(text, "\n}\n_klimb() {\n"
                   "    local -a commands\n"
                   "    commands=(\n");
    for (long i = 0; all[i] != NULL; i++) {
        text_add(text, "        '%s:", all[i]->name);
        add_zsh_words(text, all[i]->summary);
        text_add(text, "'\n");
    }
    text_add(text, "    )\n"
                   "    if (( CURRENT == 2 )); then\n"
                   "        _describe command commands\n"
                   "        return\n"
                   "    fi\n"
                   "    local command=$words[2]\n"
                   "    shift words\n"
                   "    (( CURRENT-- ))\n"
                   "    case $command in\n");
    for (long i = 0; all[i] != NULL; i++)
        add_zsh_command(text, all[i]);
    text_add(text, "    esac\n}\n_klimb \"$@\"\n");
}

/* ---- fish ---------------------------------------------------------------------------------------- */

/* In single quotes, in which only a single quote and a backslash are special. */
static void add_fish_words(struct text *text, const char *words) {
    for (; *words != '\0'; words++)
        text_add(text, "%s%c", *words == '\'' || *words == '\\' ? "\\" : "", *words);
}

static void add_fish_option(struct text *text, const struct option_row *row,
                            const struct command *command) {
    static const char *const arguments[] = {
        [VALUE_NONE] = "",
        [VALUE_FOLDER] = " -x -a '(__fish_complete_directories)'",
        [VALUE_FILE] = " -r",
        [VALUE_OTHER] = " -x"};
    const char *const *words = words_of(row, command);
    text_add(text, "complete -c klimb -n '__fish_seen_subcommand_from %s'", command->name);
    if (option_has_letter(row))
        text_add(text, " -s %c", row->letter);
    text_add(text, " -l %s", row->name);
    if (words != NULL) {
        text_add(text, " -x -a '");
        add_names(text, words);
        text_add(text, "'");
    } else
        text_add(text, "%s", arguments[value_of(row)]);
    text_add(text, " -d '");
    add_fish_words(text, row->meaning);
    text_add(text, "'\n");
}

static void add_fish_operands(struct text *text, const struct command *const *all,
                              const struct command *command) {
    if (operand_of(command) == OPERAND_SCENARIO)
        text_add(text,
                 "complete -c klimb -n '__fish_seen_subcommand_from %s' -a '(__klimb_scenarios)'\n",
                 command->name);
    if (operand_of(command) == OPERAND_STUDY)
        text_add(
            text,
            "complete -c klimb -f -n '__fish_seen_subcommand_from %s' -a '(__klimb_studies)'\n",
            command->name);
    if (operand_of(command) != OPERAND_HELP)
        return;
    text_add(text, "complete -c klimb -f -n '__fish_seen_subcommand_from %s' -a '", command->name);
    add_commands(text, all);
    add_topics(text);
    text_add(text, "'\n");
}

void completion_add_fish(struct text *text, const struct command *const *all) {
    text_add(text, "# fish completion for klimb, made by `klimb help --format fish`\n"
                   "function __klimb_scenarios\n    " NAMES_OF_SCENARIOS "\nend\n"
                   "function __klimb_studies\n    " NAMES_OF_STUDIES "\nend\n");
    for (long i = 0; all[i] != NULL; i++) {
        text_add(text, "complete -c klimb -f -n __fish_use_subcommand -a %s -d '", all[i]->name);
        add_fish_words(text, all[i]->summary);
        text_add(text, "'\n");
    }
    for (long i = 0; all[i] != NULL; i++) {
        for (const char *letter = all[i]->accepts; *letter != '\0'; letter++)
            add_fish_option(text, option_find(*letter), all[i]);
        add_fish_option(text, option_find('h'), all[i]);
        add_fish_operands(text, all, all[i]);
    }
}
