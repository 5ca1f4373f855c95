"""peer_pytorch.py -- the training of klimb's models in eager PyTorch, to be measured against.

    peer_pytorch.py DATA.f32 DATA HIDDEN LATENT BATCH SYMBOLS CHANNELS

DATA.f32 holds the training examples [n, DATA] as raw float32. SYMBOLS is 0, or how many values a
position of an example has; then the decoder is a recurrent one. CHANNELS is 0, or those of the
first of two convolutions. Reads a request a line on standard input and answers a line on standard
output:

    (at the start)     ready <number of parameters> <words: PyTorch's version, choices, BLAS>
    train <steps>      seconds of processor time that so many steps took
    loss <steps>       mean loss over the second half of so many steps, nats per example

One thread, nothing logged, no value read back while it is timed. Of what PyTorch offers the faster
is taken: gradients set to None, batches selected from a tensor in memory, without a DataLoader,
Adam with or without its foreach implementation and pictures in either order of memory, whichever
this machine trains faster with.
"""

import itertools
import math
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
    """The same encoder, and a GRU whose input is z and the previous symbol, or a start symbol."""

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


class ConvVae(Vae):
    """Two convolutions before those layers, their transposes after them: experiments/kl-vae.

    PyTorch draws a transposed convolution by the channels that it makes, klimb by those that it is
    given. Here it is klimb's way, so that both learn equally fast from the start.
    """

    def __init__(self, data, hidden, latent, channels, memory):
        super().__init__(data, hidden, latent)
        side = math.isqrt(data)
        small, twice = side // 4, 2 * channels
        flat = small * small * twice
        self.side, self.memory = side, memory
        self.encoder = nn.Sequential(
            nn.Conv2d(1, channels, 4, 2, 1),
            nn.ReLU(),
            nn.Conv2d(channels, twice, 4, 2, 1),
            nn.ReLU(),
            nn.Flatten(),
            nn.Linear(flat, hidden),
            nn.ReLU(),
            nn.Linear(hidden, 2 * latent),
        )
        self.decoder = nn.Sequential(
            nn.Linear(latent, hidden),
            nn.ReLU(),
            nn.Linear(hidden, flat),
            nn.ReLU(),
            nn.Unflatten(1, (twice, small, small)),
            nn.ConvTranspose2d(twice, channels, 4, 2, 1),
            nn.ReLU(),
            nn.ConvTranspose2d(channels, 1, 4, 2, 1),
        )
        with torch.no_grad():
            for layer in self.decoder[-3], self.decoder[-1]:
                narrower = math.sqrt(layer.out_channels / layer.in_channels)
                layer.weight *= narrower
                layer.bias *= narrower
        self.to(memory_format=memory)

    def loss(self, x):
        """The loss of pictures with one channel."""
        pictures = x.view(-1, 1, self.side, self.side)
        return super().loss(pictures.contiguous(memory_format=self.memory))


class Training:
    def __init__(self, examples, hidden, latent, batch, symbols, channels, foreach, memory):
        torch.manual_seed(0)
        self.examples = examples
        self.batch = batch
        data = examples.shape[1]
        if symbols:
            self.model = SymbolVae(data, hidden, latent, symbols)
        elif channels:
            self.model = ConvVae(data, hidden, latent, channels, memory)
        else:
            self.model = Vae(data, hidden, latent)
        self.adam = torch.optim.Adam(self.model.parameters(), lr=1e-3, foreach=foreach)
        self.batches = self.shuffled()

    def shuffled(self):
        """Every example once an epoch, in a new order; those that do not fill a batch are dropped."""
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


def fastest(make, choices):
    """The choice that trains fastest, measured in turns."""
    trainings = {choice: make(*choice) for choice in choices}
    steps = 1
    while max(training.train(steps) for training in trainings.values()) < TRIAL_SECONDS:
        steps *= 2
    seconds = {choice: [] for choice in trainings}
    for _ in range(TRIALS):
        for choice, training in trainings.items():
            seconds[choice].append(training.train(steps))
    return min(seconds, key=lambda choice: statistics.median(seconds[choice]))


def blas():
    """The library behind libblas.so.3, which the system chooses; it may be a slow one."""
    with open("/proc/self/maps", encoding="utf-8") as maps:
        files = {line.split("/")[-1].strip() for line in maps}
    return " ".join(sorted(file for file in files if "blas" in file)) or "unknown"


def main():
    path, data, hidden, latent, batch, symbols, channels = sys.argv[1], *map(int, sys.argv[2:])
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    with open(path, "rb") as file:
        examples = torch.frombuffer(bytearray(file.read()), dtype=torch.float32).view(-1, data)
    sizes = hidden, latent, batch, symbols, channels
    orders = (torch.contiguous_format, torch.channels_last) if channels else (None,)
    choices = list(itertools.product((False, True), orders))
    foreach, memory = fastest(lambda *choice: Training(examples, *sizes, *choice), choices)
    training = Training(examples, *sizes, foreach, memory)
    adam = "foreach" if foreach else "for-loop"
    pictures = f", pictures {memory}".replace("torch.", "") if channels else ""
    words = f"PyTorch {torch.__version__}, Adam by {adam}{pictures}, BLAS {blas()}"
    print("ready", training.parameters(), words, flush=True)
    requests = {"train": training.train, "loss": training.loss}
    for line in sys.stdin:
        request, steps = line.split()
        print(repr(requests[request](int(steps))), flush=True)


if __name__ == "__main__":
    main()
