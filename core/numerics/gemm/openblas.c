#include "numerics/gemm/openblas.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The name by which the dynamic linker finds the library that the build found. */
#ifndef KLIMB_OPENBLAS
#define KLIMB_OPENBLAS "libopenblas.so.0"
#endif

/* Address space that OpenBLAS needs for each of its threads: 0.3.21 takes 42 MB for itself, and 128 MiB
 * of buffer and 10 MB of stack for a thread. */
#define BYTES_A_THREAD ((size_t)192 << 20)

static const char thread_variable[] = "OPENBLAS_NUM_THREADS";

/* The one mutable static of core: a library is loaded once for a whole process. */
static struct {
    pthread_mutex_t lock;
    struct openblas table;
    int is_loaded;
} state = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* How many threads OpenBLAS will start: what the environment says, at most one per processor. */
static long threads_wanted(void) {
    const char *setting = getenv(thread_variable);
    long processors = sysconf(_SC_NPROCESSORS_ONLN), wanted = setting != NULL ? atol(setting) : 1;
    wanted = wanted < processors ? wanted : processors;
    return wanted > 1 ? wanted : 1;
}

/* OpenBLAS retries for ever if it gets no memory, so klimb first checks that there is enough. */
static enum status check_memory(struct error *error) {
    long threads = threads_wanted();
    size_t bytes = (size_t)threads * BYTES_A_THREAD;
    void *block = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (block != MAP_FAILED) {
        munmap(block, bytes);
        return STATUS_OK;
    }
    klimb_error_set(error, STATUS_MEMORY,
                    "no memory for OpenBLAS: with %ld thread%s it takes %zu MiB", threads,
                    threads == 1 ? "" : "s", bytes >> 20);
    klimb_error_hint(error, threads == 1 ? "`ulimit -v` shows the limit in KiB"
                                         : "OPENBLAS_NUM_THREADS=1 needs less");
    return STATUS_MEMORY;
}

/* Open it with one thread unless the environment says otherwise; the environment stays unchanged. */
static void *open_library(void) {
    int is_set = getenv(thread_variable) != NULL;
    if (!is_set)
        setenv(thread_variable, "1", 1);
    void *library = dlopen(KLIMB_OPENBLAS, RTLD_NOW | RTLD_LOCAL);
    if (!is_set)
        unsetenv(thread_variable);
    return library;
}

static enum status unusable(struct error *error, const char *what, const char *which) {
    klimb_error_set(error, STATUS_UNSUPPORTED, "OpenBLAS %s: %s", what, which);
    klimb_error_hint(error, "`make setup` installs it (Debian: libopenblas0)");
    return STATUS_UNSUPPORTED;
}

/* Fill the table. Returns the name of a function that the library lacks; NULL if it has all. */
static const char *find_functions(struct openblas *table, void *library) {
/* Expanded before it is quoted: a header may give a function another name in the library. */
#define NAME_OF(name) #name
#define FIND(name)                                                                                 \
    {                                                                                              \
        void *address = dlsym(library, NAME_OF(name));                                             \
        if (address == NULL)                                                                       \
            return NAME_OF(name);                                                                  \
        memcpy(&table->name, &address, sizeof address);                                            \
    }
    OPENBLAS_TABLE(FIND)
#undef FIND
#undef NAME_OF
    return NULL;
}

/* The first product allocates the buffer, which OpenBLAS keeps: later products allocate nothing. A small
 * product would not do: the AVX-512 kernels use no buffer up to about 10^6 multiplications. */
static void take_buffer(const struct openblas *table) {
    enum { SIZE = 160 };
    static float a[SIZE * SIZE], c[SIZE * SIZE];
    table->cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, SIZE, SIZE, SIZE, 1, a, SIZE, a,
                       SIZE, 0, c, SIZE);
}

/* For a static program, which cannot open a shared library, the Makefile sets an empty name. */
int klimb_openblas_is_built_in(void) {
    return sizeof KLIMB_OPENBLAS > 1;
}

static enum status check_build(struct error *error) {
    if (klimb_openblas_is_built_in())
        return STATUS_OK;
    klimb_error_set(error, STATUS_UNSUPPORTED,
                    "OpenBLAS is not in this klimb, which is one file without shared libraries");
    klimb_error_hint(
        error, "use the exact backend, or a klimb from `make` or a Debian package, which has both");
    return STATUS_UNSUPPORTED;
}

static enum status load(struct error *error) {
    struct openblas table;
    enum status status = check_build(error);
    if (status == STATUS_OK)
        status = check_memory(error);
    if (status != STATUS_OK)
        return status;
    void *library = open_library();
    if (library == NULL)
        return unusable(error, "cannot be loaded", dlerror());
    const char *lacking = find_functions(&table, library);
    if (lacking != NULL) {
        status = unusable(error, "is there without a function that klimb needs", lacking);
        dlclose(library);
        return status;
    }
    take_buffer(&table);
    state.table = table;
    __atomic_store_n(&state.is_loaded, 1, __ATOMIC_RELEASE);
    return STATUS_OK;
}

enum status klimb_openblas_load(const struct openblas **openblas, struct error *error) {
    enum status status = STATUS_OK;
    pthread_mutex_lock(&state.lock);
    if (!state.is_loaded)
        status = load(error);
    pthread_mutex_unlock(&state.lock);
    *openblas = status == STATUS_OK ? &state.table : NULL;
    return status;
}

const struct openblas *klimb_openblas_loaded(void) {
    return __atomic_load_n(&state.is_loaded, __ATOMIC_ACQUIRE) ? &state.table : NULL;
}
