#include "history/machine.h"

#include <gnu/libc-version.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"

void machine_digest(char id[MACHINE_ID + 1], const struct machine *machine) {
    char text[1024], digest[65];
    int length = snprintf(text, sizeof text, "%s\n%s\n%s\n%s\n%s\n%s\n", machine->cpu,
                          machine->simd, machine->compiler, machine->flags, machine->libc,
                          machine->system);
    file_digest(digest, text, (size_t)length);
    snprintf(id, MACHINE_ID + 1, "%.*s", MACHINE_ID, digest);
}

void machine_get(struct machine *machine, const struct backend *backend) {
    struct versions versions;
    versions_get(&versions, backend);
    *machine = (struct machine){0};
    memcpy(machine->cpu, versions.cpu, sizeof machine->cpu);
    memcpy(machine->simd, versions.simd, sizeof machine->simd);
    memcpy(machine->compiler, versions.compiler, sizeof machine->compiler);
    memcpy(machine->flags, versions.flags, sizeof machine->flags);
    memcpy(machine->system, versions.system, sizeof machine->system);
    snprintf(machine->libc, sizeof machine->libc, "glibc %s", gnu_get_libc_version());
    machine_digest(machine->id, machine);
}
