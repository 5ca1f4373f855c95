"""learning/healthy in PyTorch, written from what `klimb export` says and nothing else of klimb.

    klimb export learning/healthy --set train.sampling=full --steps 1 --out EXPORT
    python3 harness/tests/port/port.py EXPORT OUT --seeds 8 [--bug half|sigma|rate]

trains runs with weights, batches and noise of torch's own generator, and writes
OUT/seed-0000/metrics.csv and so on by harness/clients/klimb_record.py, for
`klimb check learning/healthy --records OUT/*`. harness/tests/port.sh runs it.
"""

import argparse
import os
import sys

import numpy
import torch

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "clients"))

from klimb_record import Record

BUGS = {
    "half": "the KL of the loss lacks its 1/2",
    "sigma": "z = mu + sigma^2 eps where sigma is meant",
    "rate": "the learning rate is 10 % too high",
}


class Vae(torch.nn.Module):
    """64-128-10-128-64 by the README of the export; torch.nn.Linear's own initial weights."""

    def __init__(self, data, hidden, latent):
        super().__init__()
        self.encoder = torch.nn.Sequential(
            torch.nn.Linear(data, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, 2 * latent))
        self.decoder = torch.nn.Sequential(
            torch.nn.Linear(latent, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, data))

    def forward(self, x, eps, bug=None):
        mu, logvar = self.encoder(x).chunk(2, dim=1)
        z = mu + torch.exp(logvar if bug == "sigma" else logvar / 2) * eps
        o = self.decoder(z)
        cross_entropy = torch.nn.functional.binary_cross_entropy_with_logits
        recon = cross_entropy(o, x, reduction="sum") / len(x)
        kl = (mu ** 2 + logvar.exp() - 1 - logvar).sum() / len(x) * (1 if bug == "half" else 0.5)
        return recon, kl, mu, logvar, z


class Export:
    """What of the export is used: training set, evaluation set, and which steps are logged."""

    def __init__(self, folder):
        def load(name):
            return torch.from_numpy(numpy.load(os.path.join(folder, name)))

        self.train = load("train.npy")
        self.evaluation, self.noise = load("evaluation/data.npy"), load("evaluation/noise.npy")
        self.steps = load("steps.npy").tolist()


def batches(train, size, generator):
    """Without end: every epoch in a new order."""
    kept = torch.empty(0, dtype=torch.long)
    while True:
        while len(kept) < size:
            kept = torch.cat([kept, torch.randperm(len(train), generator=generator)])
        yield train[kept[:size]]
        kept = kept[size:]


def log_row(record, step, vae, export):
    with torch.no_grad():
        recon, kl, mu, logvar, z = vae(export.evaluation, export.noise)
    record.log(step=step, recon=recon, kl=kl, beta=1, loss=recon + kl, elbo=-recon - kl,
               mu=mu, logvar=logvar, z=z)


def train(export, folder, seed, bug):
    generator = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    latent = export.noise.shape[1]
    vae = Vae(export.train.shape[1], 128, latent)
    rate = 1e-3 * (1.1 if bug == "rate" else 1)
    optimiser = torch.optim.Adam(vae.parameters(), lr=rate, betas=(0.9, 0.999), eps=1e-8)
    source = batches(export.train, 64, generator)
    logged = set(export.steps)
    with Record(folder) as record:
        for step in range(export.steps[-1] + 1):
            if step in logged:
                log_row(record, step, vae, export)
            x = next(source)
            eps = torch.randn(len(x), latent, generator=generator)
            recon, kl, *_ = vae(x, eps, bug)
            optimiser.zero_grad()
            (recon + kl).backward()
            optimiser.step()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("export")
    parser.add_argument("out")
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--bug", choices=sorted(BUGS))
    options = parser.parse_args()
    torch.set_num_threads(1)
    export = Export(options.export)
    for seed in range(options.seeds):
        train(export, os.path.join(options.out, "seed-%04d" % seed), seed, options.bug)


if __name__ == "__main__":
    main()
