#include "record/versions.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#ifndef KLIMB_VERSION
#define KLIMB_VERSION "unreleased" /* the Makefile gives the number */
#endif
#ifndef KLIMB_FLAGS
#define KLIMB_FLAGS "unknown"
#endif

#ifdef __clang__
#define COMPILER "clang " __clang_version__
#else
#define COMPILER "gcc " __VERSION__
#endif

/* "model name	: Intel(R) Xeon(R) ..." of the first processor; the kind of machine if the system
 * does not name it. */
static void describe_cpu(char *out, size_t size) {
    struct utsname system;
    snprintf(out, size, "%s", uname(&system) == 0 ? system.machine : "unknown");
    FILE *file = fopen("/proc/cpuinfo", "r");
    if (file == NULL)
        return;
    char line[256];
    while (fgets(line, sizeof line, file) != NULL) {
        const char *value = strstr(line, ": ");
        if (strncmp(line, "model name", strlen("model name")) != 0 || value == NULL)
            continue;
        line[strcspn(line, "\n")] = '\0';
        snprintf(out, size, "%s", value + 2);
        break;
    }
    fclose(file);
}

/* Kernel and machine, without the kernel's release: no result depends on it. */
static void describe_system(char *out, size_t size) {
    struct utsname system;
    if (uname(&system) == 0)
        snprintf(out, size, "%.32s %.32s", system.sysname, system.machine);
    else
        snprintf(out, size, "unknown");
}

const char *versions_klimb(void) {
    return KLIMB_VERSION;
}

void versions_get(struct versions *versions, const struct backend *backend) {
    *versions = (struct versions){0};
    snprintf(versions->klimb, sizeof versions->klimb, "%s", KLIMB_VERSION);
    snprintf(versions->compiler, sizeof versions->compiler, "%s", COMPILER);
    snprintf(versions->flags, sizeof versions->flags, "%s", KLIMB_FLAGS);
    klimb_gemm_openblas_describe(versions->openblas, sizeof versions->openblas);
    describe_cpu(versions->cpu, sizeof versions->cpu);
    snprintf(versions->simd, sizeof versions->simd, "%s", backend->simd);
    describe_system(versions->system, sizeof versions->system);
}

int versions_add(cJSON *parent, const struct versions *versions) {
    cJSON *object = cJSON_AddObjectToObject(parent, "versions");
    return object != NULL &&
           cJSON_AddStringToObject(object, "compiler", versions->compiler) != NULL &&
           cJSON_AddStringToObject(object, "flags", versions->flags) != NULL &&
           cJSON_AddStringToObject(object, "openblas", versions->openblas) != NULL &&
           cJSON_AddStringToObject(object, "cpu", versions->cpu) != NULL &&
           cJSON_AddStringToObject(object, "simd", versions->simd) != NULL &&
           cJSON_AddStringToObject(object, "system", versions->system) != NULL;
}
