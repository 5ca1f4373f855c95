"""peer_pytorch.py -- the training of klimb's models in eager PyTorch, to be measured against.

    peer_pytorch.py DATA.f32 DATA HIDDEN LATENT BATCH SYMBOLS

DATA.f32 holds the training examples [n, DATA] as raw float32. SYMBOLS is 0, or how many values a
position of an example has; then the decoder is a recurrent one. Reads a request a line on standard
input and answers a line on standard output:

    (at the start)     ready <number of parameters> <words: PyTorch's version, Adam, BLAS>
    train <steps>      seconds of processor time that so many steps took
    loss <steps>       mean loss over the second half of so many steps, nats per example

One thread, nothing logged, no value read back while it is timed. Of what PyTorch offers the faster
is taken: gradients set to None, batches selected from a tensor in memory, without a DataLoader,
Adam with or without its foreach implementation, whichever this machine trains faster with.
"""

import statistics
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

TRIAL_SECONDS = 0.1
TRIALS = 7


class Vae(nn.Module):
    """data-hidden-2 latent, a sample of the posterior, latent-hidden-data: means and logits."""

    def __init__(self, data, hidden, latent):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Linear(data, hidden), nn.ReLU(), nn.Linear(hidden, 2 * latent)
        )
        self.decoder = nn.Sequential(nn.Linear(latent, hidden), nn.ReLU(), nn.Linear(hidden, data))

    def loss(self, x):
        """Reconstruction and KL, summed over pixels and dimensions, their mean over the batch."""
        mu, logvar = self.encoder(x).chunk(2, dim=1)
        z = mu + torch.randn_like(mu) * torch.exp(0.5 * logvar)
        recon = F.binary_cross_entropy_with_logits(self.decoder(z), x, reduction="sum")
        kl = 0.5 * (mu.square() + logvar.exp() - 1 - logvar).sum()
        return (recon + kl) / len(x)


class SymbolVae(nn.Module):
    """The same encoder, and a GRU that is given z and the symbol before, or a start symbol."""

    def __init__(self, data, hidden, latent, symbols):
        super().__init__()
        self.positions, self.symbols = data // symbols, symbols
        self.encoder = nn.Sequential(
            nn.Linear(data, hidden), nn.ReLU(), nn.Linear(hidden, 2 * latent)
        )
        self.state = nn.Linear(latent, hidden)
        self.gru = nn.GRU(symbols + 1 + latent, hidden)
        self.output = nn.Linear(hidden, symbols)

    def given(self, x):
        """The symbol before each position, or the start, one-hot: [positions, n, symbols + 1]."""
        before = F.pad(x.view(-1, self.positions, self.symbols)[:, :-1], (0, 1, 1, 0))
        before[:, 0, self.symbols] = 1
        return before.transpose(0, 1)

    def loss(self, x):
        """Reconstruction and KL, summed over positions and dimensions, mean over the batch."""
        mu, logvar = self.encoder(x).chunk(2, dim=1)
        z = mu + torch.randn_like(mu) * torch.exp(0.5 * logvar)
        given = torch.cat([self.given(x), z.expand(self.positions, -1, -1)], dim=2)
        h, _ = self.gru(given, torch.tanh(self.state(z)).unsqueeze(0))
        target = x.view(-1, self.positions, self.symbols).argmax(dim=2).t()
        logits = self.output(h).view(-1, self.symbols)
        recon = F.cross_entropy(logits, target.reshape(-1), reduction="sum")
        kl = 0.5 * (mu.square() + logvar.exp() - 1 - logvar).sum()
        return (recon + kl) / len(x)


class Training:
    def __init__(self, examples, hidden, latent, batch, symbols, foreach):
        torch.manual_seed(0)
        self.examples = examples
        self.batch = batch
        data = examples.shape[1]
        if symbols:
            self.model = SymbolVae(data, hidden, latent, symbols)
        else:
            self.model = Vae(data, hidden, latent)
        self.adam = torch.optim.Adam(self.model.parameters(), lr=1e-3, foreach=foreach)
        self.batches = self.shuffled()

    def shuffled(self):
        """Every example once an epoch, in a new order; what does not fill a batch is left out."""
        while True:
            for index in torch.randperm(len(self.examples)).split(self.batch):
                if len(index) == self.batch:
                    yield self.examples.index_select(0, index)

    def step(self):
        loss = self.model.loss(next(self.batches))
        self.adam.zero_grad(set_to_none=True)
        loss.backward()
        self.adam.step()
        return loss

    def train(self, steps):
        start = time.process_time()
        for _ in range(steps):
            self.step()
        return time.process_time() - start

    def loss(self, steps):
        for _ in range(steps // 2):
            self.step()
        return sum(self.step().item() for _ in range(steps - steps // 2)) / (steps - steps // 2)

    def parameters(self):
        return sum(p.numel() for p in self.model.parameters())


def fastest(make):
    """Of Adam's implementations the one that trains faster, taking turns."""
    trainings = {foreach: make(foreach) for foreach in (False, True)}
    steps = 1
    while max(training.train(steps) for training in trainings.values()) < TRIAL_SECONDS:
        steps *= 2
    seconds = {foreach: [] for foreach in trainings}
    for _ in range(TRIALS):
        for foreach, training in trainings.items():
            seconds[foreach].append(training.train(steps))
    return min(seconds, key=lambda foreach: statistics.median(seconds[foreach]))


def blas():
    """The library behind libblas.so.3, which is the system's choice: it may be a slow one."""
    with open("/proc/self/maps", encoding="utf-8") as maps:
        files = {line.split("/")[-1].strip() for line in maps}
    return " ".join(sorted(file for file in files if "blas" in file)) or "unknown"


def main():
    path, data, hidden, latent, batch, symbols = sys.argv[1], *map(int, sys.argv[2:])
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    with open(path, "rb") as file:
        examples = torch.frombuffer(bytearray(file.read()), dtype=torch.float32).view(-1, data)
    sizes = hidden, latent, batch, symbols
    foreach = fastest(lambda foreach: Training(examples, *sizes, foreach))
    training = Training(examples, *sizes, foreach)
    adam = "foreach" if foreach else "for-loop"
    words = f"PyTorch {torch.__version__}, Adam by {adam}, BLAS {blas()}"
    print("ready", training.parameters(), words, flush=True)
    requests = {"train": training.train, "loss": training.loss}
    for line in sys.stdin:
        request, steps = line.split()
        print(repr(requests[request](int(steps))), flush=True)


if __name__ == "__main__":
    main()
