"""The models of the corpus: encoders and decoders of a few thousand weights."""

import torch
from torch import nn
from torch.nn import functional as F

ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh, "gelu": nn.GELU}


def mlp(sizes, activation):
    layers = []
    for inner, outer in zip(sizes[:-1], sizes[1:]):
        layers += [nn.Linear(inner, outer), ACTIVATIONS[activation]()]
    return nn.Sequential(*layers[:-1])


class GruDecoder(nn.Module):
    """Reads the latent state, and what came before each element (teacher forcing)."""

    def __init__(self, latent, hidden, width, output):
        super().__init__()
        self.start = nn.Linear(latent, hidden)
        self.cell = nn.GRU(width, hidden, batch_first=True)
        self.out = nn.Linear(hidden, output)

    def forward(self, z, before):
        state, _ = self.cell(before, torch.tanh(self.start(z))[None].contiguous())
        return self.out(state)


class Vae(nn.Module):
    def __init__(self, config, data):
        super().__init__()
        self.config = config
        self.kind = data.kind
        self.shape = data.shape
        self.classes = int(data.y.max()) + 1 if config["model"] == "cvae" else 0
        is_token = data.kind == "token"
        self.width = data.x.shape[1] * (data.shape[1] if is_token else 1)
        self.dims = data.x.shape[1]
        latent, hidden = config["latent"], config["hidden"]
        self.make_encoder(latent, hidden)
        self.make_decoder(latent, hidden)
        self.log_sigma = nn.Parameter(torch.zeros(())) if config["likelihood"] == "gaussian-learned" else None
        for parameter in self.parameters():
            parameter.data *= config.get("init", 1.0)

    def make_encoder(self, latent, hidden):
        model, act = self.config["model"], self.config["activation"]
        if model == "conv":
            self.encoder = nn.Sequential(
                nn.Unflatten(1, (1, 8, 8)), nn.Conv2d(1, 8, 3, 2, 1), ACTIVATIONS[act](),
                nn.Conv2d(8, 16, 3, 2, 1), ACTIVATIONS[act](), nn.Flatten(), nn.Linear(64, 2 * latent))
            return
        depth = {"linear": 0, "mlp1": 1, "mlp2": 2, "mlp3": 3}.get(model, 1)
        self.encoder = mlp([self.width + self.classes] + [hidden] * depth + [2 * latent], act)

    def make_decoder(self, latent, hidden):
        model, act = self.config["model"], self.config["activation"]
        if model == "conv":
            self.decoder = nn.Sequential(
                nn.Linear(latent, 64), ACTIVATIONS[act](), nn.Unflatten(1, (16, 2, 2)),
                nn.ConvTranspose2d(16, 8, 4, 2, 1), ACTIVATIONS[act](), nn.ConvTranspose2d(8, 1, 4, 2, 1),
                nn.Flatten())
        elif model == "gru":
            self.decoder = GruDecoder(latent, hidden, self.shape[1], self.shape[1])
        else:
            depth = {"linear": 0, "mlp1": 1, "mlp2": 2, "mlp3": 3}.get(model, 1)
            self.decoder = mlp([latent + self.classes] + [hidden] * depth + [self.width], act)

    def flat(self, x):
        return F.one_hot(x.long(), self.shape[1]).float().flatten(1) if self.kind == "token" else x

    def encode(self, x, y):
        flat = self.flat(x)
        if self.kind == "count":
            flat = torch.log1p(flat)
        if self.classes:
            flat = torch.cat([flat, F.one_hot(y, self.classes).float()], 1)
        mu, raw = self.encoder(flat).chunk(2, 1)
        head = self.config.get("head", "logvar")
        if head == "direct":  # a variance that nothing keeps above 0
            return mu, torch.log(raw + 1.0)
        if head == "softplus":
            return mu, 2 * torch.log(F.softplus(raw) + 1e-6)
        if head == "wide":  # exp(+ln variance) of a head that is scaled up
            return mu, 20 * raw
        return mu, raw

    def recon(self, z, x, y):
        """-ln p(x|z) of each example, summed over dimensions."""
        if self.config["model"] == "gru":
            steps = self.flat(x).view(len(x), -1, self.shape[1])
            before = torch.cat([torch.zeros_like(steps[:, :1]), steps[:, :-1]], 1)
            out = self.decoder(z, before * (self.config.get("word_keep", 1.0))).flatten(1)
        else:
            out = self.decoder(torch.cat([z, F.one_hot(y, self.classes).float()], 1) if self.classes else z)
        return self.likelihood(out, x)

    def likelihood(self, out, x):
        kind = self.config["likelihood"]
        if kind == "categorical":
            logits = out.view(len(x), -1, self.shape[1])
            return F.cross_entropy(logits.transpose(1, 2), x.long(), reduction="none").sum(1)
        if kind == "bernoulli":
            return F.binary_cross_entropy_with_logits(out, x, reduction="none").sum(1)
        if kind == "poisson":
            return F.poisson_nll_loss(out, x, full=self.config.get("full", False), reduction="none").sum(1)
        square = (out - x) ** 2
        if kind == "mse":
            return square.sum(1)
        if kind == "gaussian-learned":
            return (0.5 * square * torch.exp(-2 * self.log_sigma) + self.log_sigma + 0.9189385).sum(1)
        sigma = self.config["sigma"]
        constant = 0.9189385 + torch.log(torch.tensor(sigma)) if self.config.get("full") else 0.0
        return (0.5 * square / sigma**2 + constant).sum(1)
