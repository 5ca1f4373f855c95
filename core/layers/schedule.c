#include "layers/schedule.h"

#include <stddef.h>

#include "layers/schedule_kind.h"

#define KIND_NAME(NAME, name, text, uses) #name,
const char *const klimb_schedule_names[] = {SCHEDULE_TABLE(KIND_NAME) NULL};
#undef KIND_NAME

#define KIND_ROW(NAME, name, text, uses) [SCHEDULE_##NAME] = &klimb_schedule_##name,
static const struct schedule_functions *const schedules[] = {SCHEDULE_TABLE(KIND_ROW)};
#undef KIND_ROW

/* ---- Shared by several schedules ---- */

double klimb_schedule_position(const struct schedule_config *config, long elapsed) {
    return elapsed >= config->length ? 1 : (double)elapsed / (double)config->length;
}

int klimb_schedule_is_past_ramp(const struct schedule_config *config, long elapsed) {
    return elapsed >= config->length;
}

double klimb_schedule_jump(const struct schedule_config *config, long elapsed) {
    (void)config;
    (void)elapsed;
    return 1;
}

int klimb_schedule_is_past_start(const struct schedule_config *config, long elapsed) {
    (void)config;
    (void)elapsed;
    return 1;
}

/* ---- beta ---- */

/* Steps since the start of the ramp; a constant schedule starts at step 0. */
static long elapsed_at(const struct schedule_config *config, long step) {
    return config->kind == SCHEDULE_CONSTANT ? step : step - config->start;
}

double klimb_schedule_beta(const struct schedule_config *config, long step) {
    long elapsed = elapsed_at(config, step);
    if (elapsed < 0)
        return config->from;
    double progress = schedules[config->kind]->progress(config, elapsed);
    /* from + (beta - from) may differ from beta by a rounding. */
    return progress >= 1 ? config->beta : config->from + (config->beta - config->from) * progress;
}

int klimb_schedule_is_settled(const struct schedule_config *config, long step) {
    long elapsed = elapsed_at(config, step);
    return config->from == config->beta ||
           (elapsed >= 0 && schedules[config->kind]->settled(config, elapsed));
}
