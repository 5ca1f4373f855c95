"""The VAE of PyTorch's examples on klimb's digits, with a log that klimb reads.

klimb runs it for external/digits. By itself:

    python3 train.py --seed 0 --beta 1 --out mine/seed-0000
    klimb report mine/seed-0000

8 x 8 pixels take a smaller model than MNIST: 64-128-10-128-64, where the example has 784-400-20-400-784.
On Debian: apt-get install python3-torch.
"""

import argparse
import os
import subprocess
import sys
import tempfile

import numpy
import torch
from torch import nn
from torch.nn import functional

HERE = os.path.dirname(os.path.abspath(__file__))
EXPERIMENTS = os.path.join(HERE, "..", "..")
sys.path.insert(0, os.path.join(EXPERIMENTS, "..", "harness", "clients"))

from klimb_record import Record


class VAE(nn.Module):
    def __init__(self, pixels, hidden=128, latent=10):
        super().__init__()
        self.fc1 = nn.Linear(pixels, hidden)
        self.fc21 = nn.Linear(hidden, latent)
        self.fc22 = nn.Linear(hidden, latent)
        self.fc3 = nn.Linear(latent, hidden)
        self.fc4 = nn.Linear(hidden, pixels)

    def encode(self, x):
        h1 = functional.relu(self.fc1(x))
        return self.fc21(h1), self.fc22(h1)

    def reparameterize(self, mu, logvar):
        std = torch.exp(0.5 * logvar)
        return mu + torch.randn_like(std) * std

    def decode(self, z):
        return torch.sigmoid(self.fc4(functional.relu(self.fc3(z))))

    def forward(self, x):
        mu, logvar = self.encode(x)
        return self.decode(self.reparameterize(mu, logvar)), mu, logvar


def losses(recon_x, x, mu, logvar):
    """Both terms in nats, mean over examples."""
    bce = functional.binary_cross_entropy(recon_x, x, reduction="sum")
    kld = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
    return bce / len(x), kld / len(x)


def evaluate(model, x, record, step, beta):
    with torch.no_grad():
        recon_x, mu, logvar = model(x)
        recon, kl = losses(recon_x, x, mu, logvar)
    record.log(step=step, recon=recon, beta=beta, loss=recon + beta * kl, mu=mu, logvar=logvar)


def load():
    """Training and evaluation set of klimb's digits. $KLIMB is set by the klimb that runs this."""
    klimb = os.environ.get("KLIMB", "klimb")
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "digits")
        subprocess.run([klimb, "export", "learning/healthy", "--experiments", EXPERIMENTS, "--steps", "1",
                        "--out", out], check=True, stdout=subprocess.DEVNULL)
        train = numpy.load(os.path.join(out, "train.npy"))
        test = numpy.load(os.path.join(out, "evaluation", "data.npy"))
    return torch.from_numpy(train), torch.from_numpy(test)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--beta", type=float, default=1.0)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--out", required=True, help="the folder for metrics.csv")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    train, test = load()
    model = VAE(train.shape[1])
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    with Record(options.out) as record:
        for step in range(options.steps + 1):
            if step in (0, 3, 10, 30) or step % 100 == 0:
                evaluate(model, test, record, step, options.beta)
            x = train[torch.randint(len(train), (64,))]
            recon_x, mu, logvar = model(x)
            recon, kl = losses(recon_x, x, mu, logvar)
            optimizer.zero_grad()
            (recon + options.beta * kl).backward()
            optimizer.step()


if __name__ == "__main__":
    main()
