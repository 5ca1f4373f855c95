/* Every allocation of a load fails once, one in each load; those of zlib too. Nothing may crash, and
 * nothing may stay allocated. The test defines its own malloc, which the dynamic linker prefers to the C
 * library's. AddressSanitizer does so too, so the test is skipped under it. */
#include <errno.h>

#include "tests/check_near.h"
#include "tests/data_folder.h"

#if defined(__SANITIZE_ADDRESS__)
#define HAS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_SANITIZER 1
#endif
#endif

static long allocations_until_failure; /* 0: none fails */
static long blocks_in_use;

#ifdef HAS_SANITIZER
enum { CAN_FAIL = 0 };
#else
enum { CAN_FAIL = 1 };

/* The functions behind malloc, calloc and the like in glibc. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void __libc_free(void *block);

static int fails_now(void) {
    if (allocations_until_failure == 0 || --allocations_until_failure > 0)
        return 0;
    errno = ENOMEM;
    return 1;
}

static void *counted(void *block) {
    blocks_in_use += block != NULL;
    return block;
}

void *malloc(size_t size) {
    return fails_now() ? NULL : counted(__libc_malloc(size));
}

void *calloc(size_t count, size_t size) {
    return fails_now() ? NULL : counted(__libc_calloc(count, size));
}

void *realloc(void *block, size_t size) {
    if (block == NULL)
        return malloc(size);
    return fails_now() ? NULL : __libc_realloc(block, size);
}

void free(void *block) {
    blocks_in_use -= block != NULL;
    __libc_free(block);
}
#endif

enum { EXAMPLES = 4 };

static struct data_config idx(void) {
    static const unsigned char images[16 + EXAMPLES] = {0, 0, 8, 3, 0, 0, 0, EXAMPLES,
                                                        0, 0, 0, 1, 0, 0, 0, 1};
    static const unsigned char labels[8 + EXAMPLES] = {0, 0, 8, 1, 0, 0, 0, EXAMPLES};
    struct data_config config = {.source = DATA_IDX};
    data_folder_write_gzip(config.path, "images.gz", images, sizeof images);
    data_folder_write_gzip(config.test_path, "test.gz", images, sizeof images);
    data_folder_write(config.label_path, "labels", labels, sizeof labels);
    return config;
}

static struct data_config csv(void) {
    struct data_config config = {.source = DATA_CSV, .test_fraction = 0.5};
    data_folder_write(config.path, "data.csv", "1\n2\n3\n4\n", 8);
    return config;
}

static struct data_config npy(void) {
    static const char bytes[] = "\x93NUMPY\x01\x00\x38\x00"
                                "{'descr': '|u1', 'fortran_order': False, 'shape': (4,1)}1234";
    struct data_config config = {.source = DATA_NPY, .test_fraction = 0.5};
    data_folder_write(config.path, "data.npy", bytes, sizeof bytes - 1);
    return config;
}

static struct data_config digits(void) {
    return (struct data_config){.source = DATA_DIGITS, .limit = EXAMPLES, .test_fraction = 0.5};
}

static struct data_config gaussian(void) {
    return (struct data_config){.source = DATA_GAUSSIAN,
                                .examples = EXAMPLES,
                                .eigenvalues = {1},
                                .eigenvalue_count = 1,
                                .test_fraction = 0.5};
}

static struct data_config noisy(void) {
    struct data_config config = gaussian();
    config.noise = 0.5;
    return config;
}

static struct data_config exact(void) {
    struct data_config config = gaussian();
    config.covariance = COVARIANCE_EXACT;
    config.test_fraction = 0;
    return config;
}

static struct data_config mixture(void) {
    return (struct data_config){.source = DATA_MIXTURE,
                                .examples = EXAMPLES,
                                .dimensions = 1,
                                .components = 2,
                                .test_fraction = 0.5};
}

static struct data_config bars(void) {
    return (struct data_config){
        .source = DATA_BARS, .examples = EXAMPLES, .side = 2, .test_fraction = 0.5};
}

/* Fewest allocations: 2 for the training set (values, labels) and 5 for the split (order, keys, marks,
 * values, labels); in addition, digits and csv allocate their text, a mixture its corners and bits.
 * IDX has no split, but a second pair and the bytes of the labels; an exact covariance has no split, but
 * its factor; noise adds its draws. zlib allocates more. */
static const struct {
    struct data_config (*config)(void);
    long allocations;
} sources[] = {{digits, 8}, {idx, 5},   {csv, 8},     {npy, 7}, {gaussian, 7},
               {noisy, 8},  {exact, 3}, {mixture, 9}, {bars, 7}};

START_TEST(dataset_load_without_memory_fails_cleanly) {
    if (!CAN_FAIL)
        SKIP_TEST("allocations cannot be made to fail under AddressSanitizer");
    static const struct dataset empty;
    struct data_config config = sources[_i].config();
    const struct vecmath *vm = klimb_vecmath_select(NULL);
    struct dataset set;
    enum status status = STATUS_MEMORY;
    long failed = 0;
    while (status == STATUS_MEMORY) {
        struct error error = {0};
        long in_use_before = blocks_in_use;
        allocations_until_failure = failed + 1;
        status = klimb_dataset_load(&set, &config, vm, &error);
        long in_use_after = blocks_in_use;
        int was_reached = allocations_until_failure == 0;
        allocations_until_failure = 0;
        ck_assert_msg(status == (was_reached ? STATUS_MEMORY : STATUS_OK),
                      "status %d at allocation %ld: %s", (int)status, failed + 1, error.message);
        failed += was_reached;
        if (was_reached) {
            ck_assert_ptr_nonnull(strstr(error.message, "no memory"));
            ck_assert_mem_eq(&set, &empty, sizeof set);
            ck_assert_int_eq(in_use_after, in_use_before);
        }
    }
    ck_assert_int_eq(set.train_count + set.test_count, config.test_path[0] ? 8 : 4);
    klimb_dataset_free(&set);
    ck_assert_int_ge(failed, sources[_i].allocations);
}
END_TEST

static Suite *dataset_memory_suite(void) {
    Suite *suite = suite_create("dataset_memory");
    TCase *tcase = tcase_create("memory");
    suite_add_tcase(suite, tcase);
    tcase_add_checked_fixture(tcase, data_folder_make, data_folder_remove);
    tcase_add_loop_test(tcase, dataset_load_without_memory_fails_cleanly, 0,
                        (int)(sizeof sources / sizeof *sources));
    return suite;
}

TEST_MAIN(dataset_memory_suite)
