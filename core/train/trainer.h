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

/* Where a value first stopped being finite, in the order in which a step computes them.
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

/* Which end of ln sigma^2 was reached when the KL blew up. Where examples differ the first in this
 * table holds. */
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
    long step;      /* updates made when it ended */
    enum term term; /* the first non-finite term */
    long dimension; /* latent dimension (KL), data dimension of a non-finite output (recon), index
                       of a parameter (gradient, parameter); -1 where none can be named */
    enum tail tail; /* of a KL; TAIL_NONE for the other terms, or when mu^2 overflowed */
};

/* Draws of a step are at its number, those of batches that a procedure draws besides at this plus theirs (modulo 2^31).
 * Steps stay below: DATA_COUNT_MAX. */
#define TRAINER_DRAWS_INNER (UINT32_C(1) << 31)

/* All of a run. Nothing in it points into itself, so it may be moved between calls. */
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
    long rows;        /* of x and eps: batch, under BOUND_IWAE times the samples of each example */
    uint32_t *index;  /* [batch] examples of the batch */
    real *x;          /* [rows,d] */
    real *eps;        /* [rows,k] */
    float *dimension; /* [k, DIMENSION_OBSERVABLES] of a row that a procedure looks at */
    long step;        /* updates made so far */
    long next_logged; /* the first logged step >= step */
    int batch_is_ready;     /* forward and backward of the batch at `step` have been done */
    struct vae_terms terms; /* of that batch */
    struct procedure_state procedure;
    uint32_t draws;         /* where the draws of a pass are, see TRAINER_DRAWS_INNER */
    struct outcome outcome; /* outcome.step follows step while the run goes on */
};

/* klimb_trainer_init -- allocate everything, draw the weights of `seed`.
 *   data     must outlive the trainer
 *   backend  is copied
 * The evaluation set is the first record.examples of the test set or, where nothing was held out,
 * of the training set. STATUS_INVALID when klimb_config_check refuses, or config and data do not fit
 * (Bernoulli or binarisation with values outside [0,1], a made decoder with others than 0 and 1, a batch larger than the training set, no
 * training examples); STATUS_MEMORY. On error the trainer is empty and klimb_trainer_free is optional. */
enum status klimb_trainer_init(struct trainer *trainer, const struct config *config,
                               const struct dataset *data, uint64_t seed,
                               const struct backend *backend, struct error *error) MUST_CHECK;

/* klimb_trainer_is_logged -- whether the present step has a row in the record; also true at the step
 * where the run diverged. */
int klimb_trainer_is_logged(const struct trainer *trainer);

/* klimb_trainer_observe -- the row of the present step. row->dimension [k, DIMENSION_OBSERVABLES] is the
 * caller's. Prepares the batch of this step (so that batch_* and grad_* are those of the update
 * that comes next, or would come next at the end) but changes no parameter: the trajectory has the
 * same bits whether, when and how often it is observed. beta is the weight that
 * the objective gives to the KL of that batch (objective.h), and loss is recon + beta kl of the evaluation set with it.
 * grad_* are of the objective before
 * clipping; a learned likelihood scale counts as the decoder's. The columns of ends.h are measured after the last
 * update, step config.steps, and NaN before. */
void klimb_trainer_observe(struct trainer *trainer, struct observation *row);

/* klimb_trainer_step -- one update. Returns 1 when it was made, 0 when the run is over: all steps are
 * done, or a value became non-finite; then nothing was updated and trainer->outcome says what.
 * The caller observes once more after 0 if the diverged step has no row yet. An update that made a
 * parameter non-finite was made: it returns 1, and 0 from then on.
 * Draws at step t: the batch (batcher.h), RNG_BINARISE and, with decoder_dropout, RNG_SHOWN with
 * row = place in the batch and, unless the noise is
 * expected, RNG_LATENT with row = that of x, where the samples of an example stand together.
 * By an aggressive procedure (procedure.h) an update is preceded by some of the encoder alone: a run that diverges in
 * one of these has the outcome of its step, and returns 0. Batches of these draw at TRAINER_DRAWS_INNER + number of such
 * updates made. grad_* of a row are then of the first of them. */
int klimb_trainer_step(struct trainer *trainer);

/* klimb_trainer_free -- give the memory back; the trainer is empty. */
void klimb_trainer_free(struct trainer *trainer);

#endif
