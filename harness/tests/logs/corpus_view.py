"""What a trainer would have logged of a run: which rows, under which names, in which units.

`View.rows` are dicts: "step", "epoch", "train" and "val" (dicts of quantity to value, or None), "is_last" (of its
epoch). Quantities: recon, kl, beta, loss, elbo, lr, capacity, accuracy, extra, seconds.
"""

import math

import numpy as np

from corpus_train import SERIES, lr_at

LN2 = math.log(2)
COLUMN = {name: at for at, name in enumerate(SERIES)}
REDUCTIONS = ["sum-mean"] * 9 + ["mean-mean"] * 4 + ["sum-sum"] * 2 + ["mean-both-by-dims"] * 2 + ["bits",
    "bits-per-dim", "epoch-sum"]
NAMES = {
    "step": ["step", "step", "global_step", "iteration", "iter", "it", "update", "num_updates", "n_iter",
    "training_iteration"],
    "epoch": ["epoch", "epoch", "Epoch", "ep", "epoch_idx"],
    "recon": ["recon", "recon_loss", "reconstruction_loss", "rec", "rec_loss", "recons", "nll", "distortion",
    "reconstruction",
              "recon_error", "reconstruction_error", "loss_recon", "Reconstruction_Loss", "Recon", "loss/recon"],
    "kl": ["kl", "kl_loss", "kld", "KLD", "kl_div", "kl_divergence", "kld_loss", "rate", "KL", "loss_kl",
    "regularization_loss",
           "latent_loss", "loss/kl", "kl_term", "KLD_loss"],
    "beta": ["beta", "kl_weight", "kld_weight", "beta_kl", "kl_coef", "annealing_factor", "kl_lambda", "anneal"],
    "loss": ["loss", "loss", "total_loss", "total", "objective", "vae_loss", "loss_total"],
    "elbo": ["elbo", "ELBO", "lower_bound", "-elbo", "neg_elbo", "negative_elbo", "nelbo"],
    "lr": ["lr", "learning_rate", "LR"],
    "capacity": ["C", "capacity", "kl_target"],
    "accuracy": ["acc", "accuracy", "cls_acc"],
    "extra": {"l2": ["l2", "weight_penalty", "reg_l2"], "classifier": ["cls_loss", "ce_loss", "classification_loss"]},
    "seconds": ["time", "elapsed", "seconds", "time_per_step"],
}
BY_LIKELIHOOD = {"bernoulli": ["bce", "BCE", "bce_loss"], "mse": ["mse", "MSE", "mse_loss"],
    "categorical": ["nll", "xent", "NLL"],
                 "gaussian": ["nll", "mse_loss"], "poisson": ["nll", "poisson_nll"], "gaussian-learned": ["nll"]}


def choose(rng, values):
    return values[int(rng.integers(len(values)))]


class View:
    def __init__(self, run, label, rng):
        self.run, self.config, self.label, self.rng = run, run["config"], label, rng
        self.series = run["rows"].astype(np.float64)
        self.notes = []
        self.draw_units()
        self.draw_columns()
        self.draw_mode()
        self.rows = self.make_rows()
        self.draw_names()

    def draw_units(self):
        rng, config = self.rng, self.config
        dims, latent = self.run["dims"], config["latent"]
        self.reduction = config.get("reduction") or choose(rng, REDUCTIONS)
        batch, count = config["batch"], self.run["per_epoch"] * config["batch"]
        self.scales = {"sum-mean": (1, 1), "mean-mean": (1 / dims, 1 / latent), "sum-sum": (batch, batch),
            "mean-sum": (1 / dims, 1),
                       "mean-both-by-dims": (1 / dims, 1 / dims), "bits": (1 / LN2, 1 / LN2),
                       "bits-per-dim": (1 / dims / LN2, 1 / dims / LN2), "epoch-sum": (count, count)}[self.reduction]
        kinds = ["raw"] * 8
        if config["beta"] > 0.05 and self.label != "annealing" and not config.get("bug"):
            kinds += ["weighted"]
        if not config.get("bug") and self.label not in ("collapse", "insufficient"):
            kinds += ["monte-carlo"]
        if not config.get("bug") and self.label not in ("collapse", "insufficient") and rng.random() < 0.3:
            kinds += ["scaled"]
        self.kl_factor = choose(rng, [0.01, 0.1, 10.0, 100.0])  # of "scaled": nobody says why
        if config["schedule"] == "free-bits" and not config.get("bug"):
            kinds += ["shown"] * 6
        self.kl_kind = choose(rng, kinds)
        self.recon_sign = -1 if rng.random() < 0.07 else 1

    def draw_columns(self):
        rng, is_ramp = self.rng, self.config["schedule"] in ("linear", "sigmoid", "cyclical", "late")
        self.has_beta = rng.random() < (0.65 if is_ramp else 0.25)
        kind = rng.random()
        self.total = "loss" if kind < 0.62 else "elbo" if kind < 0.76 else ""
        if is_ramp and not self.has_beta or self.config.get("bug") == "is-total":
            self.total = "loss"
        self.has_lr = rng.random() < (0.4 if self.config.get("lr_decay") else 0.12)
        self.has_extra = bool(self.config.get("extra")) and rng.random() < 0.5
        self.has_seconds = rng.random() < 0.12
        self.has_capacity = self.config["schedule"] == "capacity" and rng.random() < 0.4

    def draw_mode(self):
        """Which numbers a row holds; epochs only where there are some."""
        rng, length, per_epoch = self.rng, self.config["steps"], self.run["per_epoch"]
        epochs = length // per_epoch
        modes = ["every"] * 3 + ["window"]
        if epochs >= 5:
            modes += ["epoch"] * 3 + ["epoch-val"] * 4 + ["val"]
            if per_epoch >= 4:
                modes += ["running", "running"]
        modes += ["ema"] if length >= 60 else []
        if self.label == "explosion" and rng.random() < 0.5:
            modes = [mode for mode in modes if mode in ("every", "window", "running")]
        self.mode = choose(rng, modes)
        wanted = math.exp(rng.uniform(math.log(8), math.log(300)))
        self.every = 1 if rng.random() < 0.06 else max(1, int(round(length / min(wanted, length))))
        for nice in (1, 2, 5, 10, 20, 25, 50, 100):  # people log at round numbers
            if nice <= self.every < nice * 1.6:
                self.every = nice
        if length >= 2500 and self.config["seed"] % 2 == 0 or length >= 400 and self.config["seed"] % 37 == 0:
            self.mode, self.every = "every", 1  # a long log
        self.counts_from = int(rng.random() < 0.4)

    def places(self):
        """(first, last) steps of what each row is a mean over, and whether it has validation."""
        length, per_epoch, every = self.config["steps"], self.run["per_epoch"], self.every
        if self.mode in ("epoch", "epoch-val", "val"):
            return [(at, at + per_epoch - 1) for at in range(0, length - per_epoch + 1, per_epoch)]
        if self.mode == "running":
            return [(step // per_epoch * per_epoch, step) for step in range(0, length)
                if step % per_epoch % max(1, min(every, per_epoch // 2)) == 0]
        if self.mode == "window":
            return [(step - every + 1, step) for step in range(every - 1, length, every)]
        return [(step, step) for step in range(0, length, every)]

    def make_rows(self):
        held = {step: row for step, row in zip(self.run["held_steps"], self.run["held"].astype(np.float64))}
        series, rows = self.series, []
        if self.mode == "ema":
            series = self.smooth(series, self.config.get("skips_nan"))
        has_val = self.mode in ("epoch-val", "val")
        for first, last in self.places():
            mean = series[first : last + 1].mean(0)
            val = held.get(last) if has_val else None
            if self.mode == "val" and val is None:
                continue
            epoch = last // self.run["per_epoch"]
            is_last = (last + 1) % self.run["per_epoch"] == 0
            rows.append({"step": last, "epoch": epoch, "is_last": is_last, "train": None
                if self.mode == "val" else self.values(mean, last),
                         "val": None if val is None else self.values(val, last, is_val=True)})
        is_long = self.config["seed"] % 37 == 0 or self.every == 1 and len(rows) > 1500
        limit = 3000 if is_long else 200
        return self.cut_after_failure(rows[:: max(1, math.ceil(len(rows) / limit))])

    @staticmethod
    def smooth(series, skips_nan):
        out, state = np.empty_like(series), None
        for at, row in enumerate(series):
            if state is None:
                state = row
            elif not skips_nan or math.isfinite(row[0]):
                state = 0.97 * state + 0.03 * row
            out[at] = state
        return out

    def cut_after_failure(self, rows):
        """Some trainers stop soon after the first value that is not finite."""
        if self.label != "explosion" or self.rng.random() < 0.4:
            return rows
        bad = [at for at, row in enumerate(rows) if not math.isfinite((row["train"] or row["val"])["recon"])]
        keep = int(self.rng.integers(1, 4))
        return rows[: bad[0] + keep] if bad else rows

    def values(self, mean, step, is_val=False):
        a_recon, a_kl = self.scales
        get = {name: mean[at] for name, at in COLUMN.items() if at < len(mean)}
        kl = {"raw": get["kl"], "weighted": get["beta"] * get["kl"], "monte-carlo": get["kl_mc"],
            "scaled": self.kl_factor * get["kl"], "shown": get["kl_shown"]}[self.kl_kind]
        out = {"recon": self.recon_sign * get["recon"] * a_recon,
            "kl": kl * (a_recon if self.kl_kind == "weighted" else a_kl)}
        if self.total:
            out[self.total] = get["total"] * a_recon
        if not is_val:
            self.add_others(out, get, step)
        return self.with_bug(out, get)

    def add_others(self, out, get, step):
        a_recon, a_kl = self.scales
        if self.has_beta:
            out["beta"] = get["beta"] * a_recon / a_kl
        if self.has_capacity:
            out["capacity"] = get["capacity"] * a_kl
        if self.has_extra:
            out["extra"] = get["extra"] * a_recon
            if self.config["extra"] == "classifier":
                out["accuracy"] = get["accuracy"]
        if self.has_lr:
            out["lr"] = lr_at(self.config, step)
        if self.has_seconds:
            out["seconds"] = round(0.013 * (step + 1), 3)

    def with_bug(self, out, get):
        bug, a_kl, latent = self.config.get("bug"), self.scales[1], self.config["latent"]
        if bug == "sign":
            out["kl"] = -out["kl"]
        elif bug == "sign-scaled":
            out["kl"] = -2 * out["kl"]
        elif bug == "no-exp" and "square" in get:
            out["kl"] = 0.5 * (get["square"] - latent) * a_kl
        elif bug == "no-variance" and "square" in get:
            out["kl"] = 0.5 * (get["square"] - latent - get["logvar"]) * a_kl
        elif bug == "is-recon":
            out["kl"] = out["recon"]
        elif bug == "is-total":
            out["kl"] = out["loss"]
        return out

    def draw_names(self):
        rng, names = self.rng, {}
        for quantity, choices in NAMES.items():
            if quantity == "extra":
                choices = choices.get(self.config.get("extra"), ["extra"])
            names[quantity] = choose(rng, choices)
        if rng.random() < 0.2:
            names["recon"] = choose(rng, BY_LIKELIHOOD[self.config["likelihood"]])
        if self.recon_sign < 0:
            names["recon"] = choose(rng, ["log_likelihood", "loglik", "log_px_z", "ll"])
        self.names = names
        if self.total == "elbo" and not names["elbo"].lower().startswith(("-", "neg", "nel")):
            for row in self.rows:
                for part in ("train", "val"):
                    if row[part]:
                        row[part]["elbo"] = -row[part]["elbo"]
        has_val = any(row["val"] for row in self.rows)
        has_train = any(row["train"] for row in self.rows)
        self.prefix = {"train": "", "val": choose(rng, ["val_", "val_", "valid_", "test_", "val/", "eval_"])}
        if has_train and rng.random() < (0.7 if has_val else 0.15):
            self.prefix["train"] = choose(rng, ["train_", "train/", "Train/", "training/", "train_avg_"])
            if self.prefix["train"].endswith("/"):
                self.prefix["val"] = choose(rng, ["val/", "valid/", "test/"])
        if not has_val and rng.random() < 0.08:
            self.prefix["train"] = choose(rng,
                ["metrics/", "losses/", "train/losses/", "avg_", "train_epoch_", "vae/", "model/train/", "ae/"])

    def strip(self, kind):
        """Leave what is not enough for any verdict."""
        keep = {"total": ("loss",), "total-twice": ("loss", "elbo"), "total-accuracy": ("loss", "accuracy"),
            "recon": ("recon",)}.get(kind)
        for row in self.rows:
            for part in ("train", "val"):
                values = row[part]
                if values is None:
                    continue
                if keep and kind != "recon":
                    values["loss"] = values.get("loss", self.total_of(row))
                    if kind == "total-accuracy":
                        values["accuracy"] = 0.5 + 0.4 * row["step"] / self.config["steps"]
                    if kind == "total-twice":
                        values["elbo"] = values["loss"] * (-1
                            if not self.names["elbo"].lower().startswith(("-", "neg", "nel")) else 1)
                if keep:
                    row[part] = {name: value for name, value in values.items() if name in keep + ("lr", "seconds")}
                elif kind == "missing":
                    row[part] = {name: value if name in ("lr", "seconds", "beta") else None for name,
                        value in values.items()}
        if kind in ("two-rows", "one-row"):
            self.rows = self.rows[-2:] if kind == "two-rows" else self.rows[-1:]

    def total_of(self, row):
        return float(self.series[min(row["step"], len(self.series) - 1), COLUMN["total"]] * self.scales[0])

    def name(self, part, quantity):
        return self.prefix[part] + self.names[quantity] if quantity not in ("lr", "seconds", "beta",
            "capacity") or self.prefix["train"].endswith("/") else self.names[quantity]
