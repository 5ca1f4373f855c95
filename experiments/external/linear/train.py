"""A linear VAE in NumPy alone, whose optimum `klimb theory` knows.

klimb runs it for external/linear. By itself:

    python3 train.py --seed 0 --beta 1 --eigenvalues "[9, 4, 1.3, 1, 0.7]" --out mine/seed-0000
    klimb theory external/linear

Encoder mu = x V and one ln sigma^2 a dimension; decoder z W; Gaussian likelihood with sigma_x = 1. The
expectation over z is in closed form, so training is plain gradient descent on the loss itself:

    recon = 1/2 E|x - mu W|^2 + 1/2 sum_j s2_j |W_j|^2 + d/2 ln 2 pi
    kl    = 1/2 sum_j (E mu_j^2 + s2_j - 1 - ln s2_j)

On Debian: apt-get install python3-numpy.
"""

import argparse
import json
import os
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "..", "harness", "clients"))

from klimb_record import Record


def terms(x, encoder, decoder, logvar):
    """recon, kl and what their gradients need."""
    mu = x @ encoder
    rest = mu @ decoder - x
    s2 = np.exp(logvar)
    recon = (rest ** 2).sum() / (2 * len(x)) + (s2 * (decoder ** 2).sum(1)).sum() / 2
    recon += x.shape[1] / 2 * np.log(2 * np.pi)
    kl = ((mu ** 2).mean(0) + s2 - 1 - logvar).sum() / 2
    return recon, kl, mu, rest, s2


def gradients(x, decoder, mu, rest, s2, beta):
    dmu = (rest @ decoder.T + beta * mu) / len(x)
    ddecoder = mu.T @ rest / len(x) + s2[:, None] * decoder
    dlogvar = (s2 * (decoder ** 2).sum(1) + beta * (s2 - 1)) / 2
    return x.T @ dmu, ddecoder, dlogvar


def draw_data(eigenvalues, examples=256):
    """Examples [examples, d] of mean 0, whose own covariance has exactly these eigenvalues."""
    x = np.random.default_rng(0).normal(size=(examples, len(eigenvalues)))
    x -= x.mean(0)
    white = x @ np.linalg.inv(np.linalg.cholesky(x.T @ x / examples)).T
    return white * np.sqrt(eigenvalues)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--eigenvalues", type=json.loads, required=True, help="of the covariance of the data")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--beta", type=float, default=1.0)
    parser.add_argument("--latent", type=int, default=2)
    parser.add_argument("--steps", type=int, default=8000)
    parser.add_argument("--rate", type=float, default=0.02)
    parser.add_argument("--out", required=True, help="the folder for metrics.csv")
    options = parser.parse_args()
    x = draw_data(options.eigenvalues)
    random = np.random.default_rng(options.seed)
    encoder = random.normal(0, 0.1, (x.shape[1], options.latent))
    decoder = random.normal(0, 0.1, (options.latent, x.shape[1]))
    logvar = np.zeros(options.latent)
    with Record(options.out) as record:
        for step in range(options.steps + 1):
            recon, kl, mu, rest, s2 = terms(x, encoder, decoder, logvar)
            if step in (0, 3, 10, 30) or step % 50 == 0:
                record.log(step=step, recon=recon, kl=kl, beta=options.beta,
                           loss=recon + options.beta * kl, elbo=-recon - kl,
                           active_units=(mu.var(0) > 0.01).sum())
            moves = gradients(x, decoder, mu, rest, s2, options.beta)
            for parameter, move in zip((encoder, decoder, logvar), moves):
                parameter -= options.rate * move


if __name__ == "__main__":
    main()
