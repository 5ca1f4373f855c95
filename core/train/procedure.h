/* procedure.h -- the order in which a run updates its parameters: cures of collapse that change neither model nor
 * objective.
 *
 * A kind is a row here and functions in its own file, trainer_<kind>.c.
 *
 * AGGRESSIVE, for an encoder that lags behind: in each step the encoder alone is updated first, on the batch of the step
 * and then on batches drawn at random, until the mean loss of `inner_window` such updates is above that of the
 * `inner_window` before, or `inner_most` were made. Then the decoder alone is updated, on the batch of the step. Each
 * half has its own count of updates in Adam's bias correction. A step is an update of the decoder. Every `climb_every`
 * steps the mutual information of the evaluation set is compared with the largest so far (at first 0). Once it was lower
 * `climb_patience` times, all later steps are joint.
 * Source: He, Spokoyny, Neubig & Berg-Kirkpatrick 2019, "Lagging Inference Networks and Posterior Collapse in
 * Variational Autoencoders", its algorithm, with the rules of their image.py: window 10, at most 99, patience 5, mutual
 * information at the end of each epoch. Two differences: there the last pass of a step draws new noise, here it has that
 * of the first; there mutual information is a mean over the batches of a validation set, here it is that of the whole
 * evaluation set.
 *
 * RESET: after `reset_at` updates the decoder is drawn again (klimb_vae_reset_decoder) and the optimiser restarts, with
 * moments of 0 and a bias correction that counts from there; the learning rate continues. With beta at 0 until then
 * (objective.from 0, objective.start as many steps) the first part trains an autoencoder whose encoder is kept.
 * Source: Li, He, Neubig, Berg-Kirkpatrick & Yang 2019, "A Surprisingly Effective Fix for Deep Latent Variable Modeling
 * of Text", and their text_anneal_fb.py (--load_path, --reset_dec): the second run makes new optimisers for both.
 */
#ifndef KLIMB_PROCEDURE_H
#define KLIMB_PROCEDURE_H

/* X(NAME, name in a scenario, text) */
#define PROCEDURE_TABLE(X)                                                                         \
    X(JOINT, "joint", "encoder and decoder at once, from one gradient")                            \
    X(AGGRESSIVE, "aggressive",                                                                    \
      "the encoder until its loss stops falling, then the decoder; joint once mutual "             \
      "information stops climbing: He et al. 2019")                                                \
    X(RESET, "reset",                                                                              \
      "joint, but the decoder is drawn again after reset_at updates: Li et al. 2019")

#define KIND_ENUM_PROCEDURE(NAME, name, text) PROCEDURE_##NAME,
enum procedure { PROCEDURE_TABLE(KIND_ENUM_PROCEDURE) PROCEDURES };
extern const char *const klimb_procedure_names[]; /* by kind, NULL-terminated */

struct procedure_config {
    enum procedure kind;
    long inner_window; /* aggressive: updates of the encoder whose losses are averaged */
    long inner_most;   /* aggressive: updates of the encoder in a step */
    long climb_every;  /* aggressive: steps between measurements of mutual information */
    /* aggressive: as soon as it was below its best this many times, steps become joint */
    long climb_patience;
    long reset_at; /* reset: number of updates after which the decoder is drawn again */
};

/* The state of a procedure. All zeros at the beginning of a joint run. */
struct procedure_state {
    int is_aggressive;
    long inner;         /* number of updates of the encoder alone */
    double best_mi;     /* largest mutual information so far, nats */
    long falls;         /* how often it was lower */
    long encoder_ahead; /* the `ahead` of optimiser.h for the encoder */
    long decoder_ahead; /* the same for the decoder */
};

#endif
