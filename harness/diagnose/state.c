#include "diagnose/state.h"

#include <string.h>

#include "base/text.h"

#define STATE_INFO(identifier, name, code, meaning, advice, scenario)                              \
    {name, code, meaning, advice, scenario},
const struct state_info state_info[STATES] = {STATE_TABLE(STATE_INFO)};

int state_find(const char *name) {
    for (int i = 0; i < STATES; i++)
        if (strcmp(state_info[i].name, name) == 0)
            return i;
    return -1;
}

void state_add_list(struct text *text) {
    const char *names[STATES + 1] = {NULL};
    for (int i = 0; i < STATES; i++)
        names[i] = state_info[i].name;
    text_add_list(text, names, "or");
}
