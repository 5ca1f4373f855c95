/* trainer.h -- a training run: initialise, step, observe; the caller owns the loop.
 *
 *     struct trainer trainer;
 *     if (klimb_trainer_init(&trainer, &config, &data, seed, &backend, &error) != STATUS_OK) ...
 *     do {
 *         if (klimb_trainer_is_logged(&trainer)) klimb_trainer_observe(&trainer, &row);
 *     } while (klimb_trainer_step(&trainer));
 *     trainer.outcome ...
 *     klimb_trainer_free(&trainer);
 *
 * Nothing is allocated after klimb_trainer_init.
 */
#ifndef KLIMB_TRAINER_H
#define KLIMB_TRAINER_H

#include "train/ends.h"

/* The term in which a value first stopped being finite, in the order in which a step computes them.
 * X(NAME, name) */
#define TERM_TABLE(X)                                                                              \
    X(NONE, "none")                                                                                \
    X(KL, "kl")                                                                                    \
    X(RECON, "recon")                                                                              \
    X(GRADIENT, "gradient")                                                                        \
    X(PARAMETER, "parameter")
#define KIND_ENUM_TERM(NAME, name) TERM_##NAME,
enum term { TERM_TABLE(KIND_ENUM_TERM) TERMS };
extern const char *const klimb_term_names[]; /* NULL-terminated */

/* The end of ln sigma^2 that was reached when the KL blew up. If examples differ, it is the first of them in
 * this table. */
#define TAIL_TABLE(X)                                                                              \
    X(NONE, "none")                                                                                \
    X(ZERO, "zero")         /* ln sigma^2 = -infinity: sigma^2 reached 0 */                        \
    X(INFINITE, "infinite") /* sigma^2 = +infinity */                                              \
    X(NAN, "nan")           /* ln of a negative variance */
#define KIND_ENUM_TAIL(NAME, name) TAIL_##NAME,
enum tail { TAIL_TABLE(KIND_ENUM_TAIL) TAILS };
extern const char *const klimb_tail_names[]; /* NULL-terminated */

/* How a run ended. Divergence is an outcome, not an error. */
struct outcome {
    int diverged;   /* 1: a value became non-finite and the run stopped there */
    long step;      /* number of updates when it ended */
    enum term term; /* the first non-finite term */
    long dimension; /* latent dimension (KL), data dimension of a non-finite output (recon), index
                       of a parameter (gradient, parameter); -1 if none can be named */
    enum tail tail; /* for a KL; TAIL_NONE for the other terms, or if mu^2 overflowed */
};

/* The draws of a step are addressed by its number, which is at most DATA_COUNT_MAX. Those of extra batches of a procedure
 * are addressed by this plus the batch's number (modulo 2^31). */
#define TRAINER_DRAWS_INNER (UINT32_C(1) << 31)

/* A run. Nothing in it points into the struct itself, so it may be moved between calls. */
struct trainer {
    struct config config;
    struct backend backend;
    uint64_t seed;
    const struct dataset *data;
    struct arena arena;
    struct vae vae;
    struct objective objective;
    struct optimiser optimiser;
    struct batcher batcher;
    struct probe probe;
    struct ends ends;
    long rows;        /* of x and eps: batch; under BOUND_IWAE times the samples of each example */
    uint32_t *index;  /* [batch] examples of the batch */
    real *x;          /* [rows,d] */
    real *eps;        /* [rows,k] */
    float *dimension; /* [k, DIMENSION_OBSERVABLES] scratch row of a procedure */
    long step;        /* number of updates so far */
    long next_logged; /* the first logged step >= step */
    int batch_is_ready;     /* whether the passes of the batch at `step` have been done */
    struct vae_terms terms; /* of that batch */
    struct procedure_state procedure;
    uint32_t draws;         /* the address of the draws of a pass, see TRAINER_DRAWS_INNER */
    struct outcome outcome; /* outcome.step equals step while the run goes on */
};

/* klimb_trainer_init -- allocate everything and draw the weights of `seed`.
 *   data     must outlive the trainer
 *   backend  is copied
 * The evaluation set is the first record.examples of the test set or, if nothing was held out, of the
 * training set. STATUS_INVALID if klimb_config_check refuses, or if config and data do not fit: no training
 * examples, a batch larger than the training set, values outside [0,1] with Bernoulli or binarisation, values
 * other than 0 and 1 with a made decoder, and more (trainer_fit.c). STATUS_MEMORY. On error the trainer is empty
 * and klimb_trainer_free is optional. */
enum status klimb_trainer_init(struct trainer *trainer, const struct config *config,
                               const struct dataset *data, uint64_t seed,
                               const struct backend *backend, struct error *error) MUST_CHECK;

/* klimb_trainer_is_logged -- whether the present step has a row in the record; also true at the step
 * at which the run diverged. */
int klimb_trainer_is_logged(const struct trainer *trainer);

/* klimb_trainer_observe -- the row of the present step. row->dimension [k, DIMENSION_OBSERVABLES] is the
 * caller's. Prepares the batch of this step, so batch_* and grad_* are those of the next update, even after the
 * last one. Changes no parameter: the trajectory has the same bits whether, when and how often it is observed.
 * beta is the weight of the KL of that batch (objective.h), and loss is recon + beta kl of the evaluation set.
 * grad_* are before clipping; a learned likelihood scale counts as the decoder's. The columns of ends.h are
 * measured after the last update, at step config.steps, and are NaN before. */
void klimb_trainer_observe(struct trainer *trainer, struct observation *row);

/* klimb_trainer_step -- make one update. Returns 1 if it was made, 0 if the run is over: all steps are done, or
 * a value of the batch is not finite. In the second case nothing was updated, and trainer->outcome names the
 * value; the caller observes once more if that step has no row yet. An update that makes a parameter non-finite
 * returns 1, and every later call returns 0.
 * Draws at step t: the batch (batcher.h); RNG_BINARISE and, with decoder_dropout, RNG_SHOWN with row = place in
 * the batch; unless the noise is expected, RNG_LATENT with row = row of x, where the samples of an example are
 * contiguous.
 * With an aggressive procedure (procedure.h), updates of the encoder alone come first. If one of them diverges, the
 * step returns 0. Their batches draw at TRAINER_DRAWS_INNER + the number of such updates so far. grad_* of a row are
 * those of the first of them. */
int klimb_trainer_step(struct trainer *trainer);

/* klimb_trainer_free -- free the memory; the trainer is then empty. */
void klimb_trainer_free(struct trainer *trainer);

#endif
