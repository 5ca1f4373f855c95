/* The help of every command. */
#include "cli/commands.h"

#include <stdlib.h>
#include <string.h>

#include "cli/options/options.h"
#include "tests/check_near.h"

START_TEST(options_print_help_of_every_command_is_at_most_80_columns) {
    for (int i = 0; commands[i] != NULL; i++) {
        char *text;
        size_t size;
        FILE *out = open_memstream(&text, &size);
        ck_assert_ptr_nonnull(out);
        options_print_help(out, commands[i]);
        ck_assert_int_eq(fclose(out), 0);
        for (const char *line = text; *line != '\0'; line += strcspn(line, "\n") + 1) {
            size_t width = strcspn(line, "\n");
            ck_assert_msg(width <= 80, "%s: %zu columns: %.*s", commands[i]->name, width,
                          (int)width, line);
        }
        free(text);
    }
}
END_TEST

/* Each letter once, and the formats of those that take --format. */
START_TEST(commands_accept_each_option_once_and_name_their_formats) {
    for (int i = 0; commands[i] != NULL; i++) {
        const char *accepts = commands[i]->accepts;
        for (const char *letter = accepts; *letter != '\0'; letter++)
            ck_assert_msg(strchr(letter + 1, *letter) == NULL, "%s: -%c twice", commands[i]->name,
                          *letter);
        ck_assert_int_eq(strchr(accepts, 'f') != NULL, commands[i]->formats != NULL);
    }
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("commands");
    TCase *tests = tcase_create("commands");
    tcase_add_test(tests, options_print_help_of_every_command_is_at_most_80_columns);
    tcase_add_test(tests, commands_accept_each_option_once_and_name_their_formats);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
