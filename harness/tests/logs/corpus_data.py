"""Small data sets for the corpus of training logs. Each returns a Data."""

import gzip
import os

import numpy as np

DIGITS = os.path.join(os.path.dirname(__file__), "..", "..", "..", "core", "data", "digits", "digits.csv.gz")


class Data:
    """Rows of `x`, a class for each in `y`, and what the numbers are: "unit", "real", "count" or "token"."""

    def __init__(self, x, y, kind, shape=None):
        self.x = x.astype(np.float32)
        self.y = y.astype(np.int64)
        self.kind = kind
        self.shape = shape  # (height, width) of images, (length, vocabulary) of sequences


def digits(rng, options):
    with gzip.open(DIGITS, "rt") as file:
        table = np.loadtxt(file, delimiter=",")
    pick = rng.permutation(len(table))[: int(rng.choice([400, 800, 1500]))]
    scale = options.get("scale", 1.0)  # 1: grey values from 0 to 1; 16 or 255: somebody forgot to divide
    return Data(table[pick, :64] / 16 * scale, table[pick, 64], "unit" if scale == 1 else "real", (8, 8))


def binary(rng, options):
    """Bars of 8x8 pixels: each row and column is on with a probability; some pixels are flipped."""
    count = int(rng.choice([400, 800]))
    rows, columns = rng.random((count, 8)) < 0.2, rng.random((count, 8)) < 0.2
    x = rows[:, :, None] | columns[:, None, :]
    x = x ^ (rng.random(x.shape) < rng.choice([0.0, 0.02, 0.1]))
    return Data(x.reshape(count, 64), rows.sum(1) > 1, "unit", (8, 8))


def blobs(rng, options):
    count, width, groups = int(rng.choice([300, 600])), int(rng.choice([4, 10, 24])), int(rng.integers(2, 8))
    centres = rng.normal(size=(groups, width)) * rng.uniform(0.8, 3)
    y = rng.integers(groups, size=count)
    x = centres[y] + rng.normal(size=(count, width)) * rng.choice([0.2, 0.5, 1.0])
    return Data(x * options.get("scale", 1.0), y, "real")


def rings(rng, options):
    count, width = int(rng.choice([300, 600])), int(rng.choice([2, 6, 12]))
    y = rng.integers(3, size=count)
    angle = rng.uniform(0, 2 * np.pi, count)
    flat = np.stack([np.cos(angle), np.sin(angle)], 1) * (1.0 + y[:, None])
    lift = np.eye(2) if width == 2 else rng.normal(size=(2, width))
    return Data(flat @ lift + rng.normal(size=(count, width)) * 0.1, y, "real")


def factor(rng, options):
    """Gaussian factors in Gaussian noise; `noise` near 3 leaves little that a model can explain."""
    count, width, factors = int(rng.choice([400, 800])), int(rng.choice([8, 20, 50])), int(rng.integers(1, 6))
    noise = options.get("noise") or rng.choice([0.1, 0.3, 1.0, 2.0])
    loading = rng.normal(size=(factors, width))
    hidden = rng.normal(size=(count, factors))
    x = hidden @ loading + rng.normal(size=(count, width)) * noise
    x = x - x.mean(0)
    if options.get("standardise", rng.random() < 0.6):
        x = x / x.std(0)
    return Data(x * options.get("scale", 1.0), hidden[:, 0] > 0, "real")


def counts(rng, options):
    count, width, factors = int(rng.choice([400, 800])), int(rng.choice([10, 30])), int(rng.integers(1, 4))
    hidden = rng.normal(size=(count, factors))
    rate = np.exp(0.5 * hidden @ rng.normal(size=(factors, width)) + rng.normal(size=width) * 0.7 + 0.5)
    return Data(rng.poisson(np.minimum(rate, 60)), hidden[:, 0] > 0, "count")


def sequences(rng, options):
    """Two or three patterns repeated from a random phase, with some tokens replaced. Tokens as integers."""
    count, length, words = 500, int(rng.choice([8, 12])), int(rng.integers(4, 8))
    patterns = rng.integers(words, size=(4, 3))
    y = rng.integers(4, size=count)
    phase = rng.integers(3, size=count)
    at = (np.arange(length)[None] + phase[:, None]) % 3
    x = patterns[y[:, None], at]
    wrong = rng.random(x.shape) < rng.choice([0.02, 0.1, 0.3])
    x = np.where(wrong, rng.integers(words, size=x.shape), x)
    return Data(x, y, "token", (length, words))


MAKERS = {
    "digits": digits,
    "binary": binary,
    "blobs": blobs,
    "rings": rings,
    "factor": factor,
    "counts": counts,
    "sequences": sequences,
}


def make_data(name, seed, options):
    return MAKERS[name](np.random.default_rng([seed, 1]), options)
