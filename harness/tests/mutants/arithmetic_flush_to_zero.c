/* arithmetic_flush_to_zero -- the processor takes subnormal numbers for 0
 *
 * changes: arithmetic
 * invisible: where no number is subnormal
 */
#include "mutant.h"
#include "train/trainer.h"

MUTANT_WRAPS(klimb_trainer_init);

/* FTZ and DAZ of x86, FZ of AArch64. */
static void flush_to_zero(void) {
#if defined __x86_64__
    __builtin_ia32_ldmxcsr(__builtin_ia32_stmxcsr() | 0x8040);
#elif defined __aarch64__
    unsigned long fpcr;
    __asm__ volatile("mrs %0, fpcr" : "=r"(fpcr));
    __asm__ volatile("msr fpcr, %0" : : "r"(fpcr | 1UL << 24));
#endif
}

enum status __wrap_klimb_trainer_init(struct trainer *trainer, const struct config *config,
                                      const struct dataset *data, uint64_t seed,
                                      const struct backend *backend, struct error *error) {
    flush_to_zero();
    return __real_klimb_trainer_init(trainer, config, data, seed, backend, error);
}
