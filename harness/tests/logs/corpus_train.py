"""One run: training, its continuation, and what is true of it.

All in nats, summed over dimensions, mean over examples.
"""

import math
import time

import numpy as np
import torch
from torch.nn import functional as F

from corpus_data import make_data
from corpus_models import Vae

EVALUATED = 512  # examples of the measured truth; MI is capped at ln 512
ACTIVE_VARIANCE = 0.01  # Burda et al. 2016
CHECKPOINTS = (0.0, 0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0, 1.25, 1.5, 2.0, 3.0)  # in lengths of the log
SERIES = ("recon", "kl", "kl_mc", "kl_shown", "extra", "total", "beta", "capacity", "accuracy",
          "square", "variance", "logvar")  # the last three: sums over latent dimensions


def beta_at(config, step):
    """Weight of KL at a step of the log; a ramp goes on in the continuation."""
    schedule, beta = config["schedule"], config["beta"]
    if schedule in ("constant", "capacity", "free-bits"):
        return beta
    place = step / config["ramp_steps"]
    if schedule == "linear":
        return beta * min(1.0, place)
    if schedule == "sigmoid":
        return beta / (1 + math.exp(-12 * (min(place, 2.0) - 0.5)))
    if schedule == "late":  # nothing, then all of it
        return 0.0 if place < 0.5 else beta * min(1.0, 2 * place - 1)
    assert schedule == "cyclical", schedule
    return beta * min(1.0, (place % 1.0) / 0.5)


def capacity_at(config, step):
    if config["schedule"] != "capacity":
        return 0.0
    return config["capacity"] * min(1.0, step / config["ramp_steps"])


def lr_at(config, step):
    if config.get("lr_growth"):  # a schedule that grows without end
        return config["lr"] * 10 ** (config["lr_growth"] * min(1.5, max(step, 0) / config["steps"]))
    if not config.get("lr_decay"):
        return config["lr"]
    place = min(1.0, max(step, 0) / (0.7 * config["steps"]))
    return config["lr"] * max(0.03, 0.5 * (1 + math.cos(math.pi * place)))


def kl_of(mu, logvar):
    return 0.5 * (mu**2 + logvar.exp() - 1 - logvar)


def mutual_information(mu, logvar):
    """Of the aggregate posterior of the evaluated examples."""
    count, latent = mu.shape
    z = mu + (0.5 * logvar).exp() * torch.randn(mu.shape, generator=torch.Generator().manual_seed(1))
    gap = z[:, None] - mu[None]
    terms = -0.5 * (gap**2 * (-logvar[None]).exp() + logvar[None] + math.log(2 * math.pi)).sum(2)
    own = torch.diagonal(terms)
    return float((own - (torch.logsumexp(terms, 1) - math.log(count))).mean())


class Run:
    def __init__(self, config):
        self.config = config
        torch.manual_seed(config["seed"])
        self.rng = np.random.default_rng([config["seed"], 2])
        self.data = make_data(config["data"], config["seed"], config.get("data_options", {}))
        self.model = Vae(config, self.data)
        x, y = torch.from_numpy(self.data.x), torch.from_numpy(self.data.y)
        held = max(64, len(x) // 8)
        self.x, self.y, self.held_x, self.held_y = x[held:], y[held:], x[:held], y[:held]
        self.classifier = torch.nn.Linear(config["latent"], int(y.max()) + 1)
        if config.get("reduction") == "mean-sum":  # recon is a mean over dimensions, KL a sum
            config["beta"] *= self.model.dims
        self.optimiser = self.make_optimiser()

    def flatten(self):
        """All weights as one vector that the optimiser updates in one call: faster for small models."""
        parameters = list(self.model.parameters()) + list(self.classifier.parameters())
        flat = torch.cat([parameter.data.flatten() for parameter in parameters])
        flat.grad = torch.zeros_like(flat)
        at = 0
        for parameter in parameters:
            end = at + parameter.numel()
            parameter.data = flat[at:end].view(parameter.shape)
            parameter.grad = flat.grad[at:end].view(parameter.shape)
            at = end
        return flat

    def make_optimiser(self):
        config = self.config
        self.flat = self.flatten()
        parameters = [self.flat]
        if config["optimiser"] == "sgd":
            return torch.optim.SGD(parameters, config["lr"], momentum=config.get("momentum", 0.0))
        if config["optimiser"] == "rmsprop":
            return torch.optim.RMSprop(parameters, config["lr"])
        return torch.optim.Adam(parameters, config["lr"], foreach=False)

    def objective(self, kl_dims, recon, beta, capacity):
        config = self.config
        kl = kl_dims.sum(1).mean()
        if config["schedule"] == "capacity":
            return recon + beta * (kl - capacity).abs(), kl
        if config["schedule"] == "free-bits":
            shown = torch.clamp(kl_dims.mean(0), min=config["free_bits"]).sum()
            return recon + beta * shown, shown
        return recon + beta * kl, kl

    def extra_term(self, mu, y):
        config = self.config
        if config.get("extra") == "l2":
            return config["extra_weight"] * sum((p**2).sum() for p in self.model.parameters()), math.nan
        if config.get("extra") == "classifier":
            logits = self.classifier(mu)
            return config["extra_weight"] * F.cross_entropy(logits, y), float((logits.argmax(1) == y).float().mean())
        return torch.zeros(()), math.nan

    def losses(self, x, y, step, target=None, is_light=False):
        mu, logvar = self.model.encode(x, y)
        if step >= self.config.get("fault_step", math.inf) or step in self.config.get("nan_steps", ()):
            mu = mu * math.nan
        noise = torch.randn(mu.shape)
        z = mu + (0.5 * logvar).exp() * noise
        recon = self.model.recon(z, x if target is None else target, y).mean()
        kl_dims = kl_of(mu, logvar)
        beta, capacity = beta_at(self.config, step), capacity_at(self.config, step)
        total, shown = self.objective(kl_dims, recon, beta, capacity)
        extra, accuracy = self.extra_term(mu, y)
        if is_light:
            return total + extra, None
        with torch.no_grad():
            kl_mc = 0.5 * (z**2 - noise**2 - logvar).sum(1).mean()
        row = (recon, kl_dims.sum(1).mean(), kl_mc, shown, extra, total + extra, beta, capacity, accuracy,
               (mu**2).sum(1).mean(), logvar.exp().sum(1).mean(), logvar.sum(1).mean())
        return total + extra, [float(value) for value in row]

    def step(self, pick, step, is_light=False):
        """One update. The row has what the batch was before it."""
        config, x = self.config, self.x[pick]
        target = x[torch.randperm(len(x))] if config.get("fault") == "shuffled" else None
        loss, row = self.losses(x, self.y[pick], step, target, is_light)
        if config.get("fault") in ("frozen", "no-gradient"):
            return row
        if config.get("skips_nan") and not math.isfinite(float(loss)):
            return row
        loss = loss * config.get("loss_scale", 1.0) * (-1 if config.get("fault") == "wrong-sign" else 1)
        self.flat.grad.zero_()
        loss.backward()
        if config.get("clip"):
            torch.nn.utils.clip_grad_norm_([self.flat], config["clip"])
        self.optimiser.param_groups[0]["lr"] = lr_at(config, step)
        self.optimiser.step()
        return row

    @torch.no_grad()
    def held_row(self, step):
        return self.losses(self.held_x, self.held_y, step)[1]

    @torch.no_grad()
    def truth(self, step):
        x, y = self.x[:EVALUATED], self.y[:EVALUATED]
        mu, logvar = self.model.encode(x, y)
        noise = torch.Generator().manual_seed(3)
        draws = [mu + (0.5 * logvar).exp() * torch.randn(mu.shape, generator=noise) for _ in range(4)]
        recon = torch.stack([self.model.recon(z, x, y).mean() for z in draws]).mean()
        kl_dims = kl_of(mu, logvar)
        beta, capacity = beta_at(self.config, step), capacity_at(self.config, step)
        total, _ = self.objective(kl_dims, recon, beta, capacity)
        is_early = step < self.config["steps"]  # MI takes long, and no rule asks for it before the end of the log
        mi = math.nan if is_early else mutual_information(mu, logvar)
        active = int((mu.var(0) > ACTIVE_VARIANCE).sum())
        return {"step": step, "recon": float(recon), "kl": float(kl_dims.sum(1).mean()), "objective": float(total),
                "mi": mi, "active": active, "beta": beta, "capacity": capacity}

    def batches(self):
        size, count = self.config["batch"], len(self.x)
        while True:
            order = self.rng.permutation(count)
            for at in range(0, count - size + 1, size):
                yield order[at : at + size]

    def warm_up(self, batches):
        """Updates before the log begins, maybe under another weight."""
        config = self.config
        beta, schedule = config["beta"], config["schedule"]
        config["beta"], config["schedule"] = config.get("warm_beta", beta), "constant"
        for _ in range(config.get("warm_steps", 0)):
            self.step(next(batches), -1)
        config["beta"], config["schedule"] = beta, schedule


def train(config):
    """All of one run: series of every step of the log, those of validation, the truth."""
    started = time.time()
    run = Run(config)
    config["batch"] = min(config["batch"], len(run.x))
    batches, length = run.batches(), config["steps"]
    per_epoch = len(run.x) // config["batch"]
    run.warm_up(batches)
    checkpoints = {round(length * place) for place in CHECKPOINTS}
    rows, held, truths = [], [], []
    hold = per_epoch * max(1, math.ceil(length / per_epoch / 150))
    for step in range(3 * length + 1):
        if step in checkpoints:
            truths.append(run.truth(step))
        if step < length and (step + 1) % hold == 0:
            held.append((step, run.held_row(step)))
        row = run.step(next(batches), step, step >= length)
        if step < length:
            rows.append(row)
    return {"config": config, "rows": np.array(rows, np.float32), "held_steps": [step for step, _ in held],
            "held": np.array([row for _, row in held], np.float32).reshape(-1, len(SERIES)), "truth": truths,
            "per_epoch": per_epoch, "dims": run.model.dims, "seconds": time.time() - started,
            "variance": float(run.data.x.var()), "baseline": baseline(run)}


@torch.no_grad()
def baseline(run):
    """-ln p of the best constant answer: what a decoder without a latent state can reach (an upper bound for a GRU)."""
    x, kind = run.x, run.config["likelihood"]
    if kind == "categorical":
        share = torch.stack([F.one_hot(x.long(), run.model.shape[1]).float().mean((0))])[0]
        return float(-(share * torch.log(share.clamp(min=1e-9))).sum())
    mean = x.mean(0, keepdim=True).expand_as(x)
    if kind == "bernoulli":
        mean = torch.logit(mean.clamp(1e-4, 1 - 1e-4))
    if kind == "poisson":
        mean = torch.log(mean.clamp(min=1e-4))
    if kind == "gaussian-learned":
        spread = ((x - mean) ** 2).mean().clamp(min=1e-9)
        return float(x.shape[1] * (0.5 * torch.log(spread) + 0.9189385 + 0.5))
    return float(run.model.likelihood(mean, x).mean())
