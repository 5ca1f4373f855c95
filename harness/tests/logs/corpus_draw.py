"""Draws the configuration of a run from its seed. What a run is meant to be is no label: see corpus_label.py."""

import math

import numpy as np

# Of 40 seeds in a row, what they are meant to be.
MEANT = (["healthy"] * 12 + ["learning"] * 3 + ["annealing"] * 6 + ["collapse"] * 4 + ["runaway"] * 5
         + ["explosion"] * 3 + ["not-learning"] * 3 + ["logging-bug"] * 2 + ["insufficient"] * 2)
STRIDE = 13  # prime to 40, so that neighbours differ
# What seeds from ...400 on are meant to be: what the others have few of. These draw from where it happens often.
RARE = ["runaway", "explosion", "runaway", "not-learning", "runaway", "explosion", "runaway", "logging-bug",
    "explosion", "insufficient"]
RARE_FROM = 400

PAIRS = [("mlp1", "digits"), ("mlp2", "digits"), ("conv", "digits"), ("cvae", "digits"), ("linear", "digits"),
         ("linear", "factor"), ("mlp1", "factor"), ("mlp1", "blobs"), ("mlp2", "blobs"), ("mlp2", "rings"),
         ("mlp1", "counts"), ("mlp1", "binary"), ("mlp3", "binary"), ("gru", "sequences"), ("linear", "factor")]
# Pairs that the tuning half never has.
UNSEEN = [("mlp3", "digits"), ("linear", "blobs"), ("conv", "binary"), ("cvae", "blobs"), ("mlp2", "factor"),
          ("mlp1", "rings"), ("mlp2", "counts"), ("linear", "counts"), ("mlp2", "sequences"), ("cvae", "binary")]
LIKELIHOODS = {"digits": ["bernoulli", "bernoulli", "bernoulli", "gaussian", "mse"], "binary": ["bernoulli"],
               "counts": ["poisson"], "sequences": ["categorical"],
               "real": ["gaussian", "gaussian", "mse", "gaussian-learned"]}


def log_uniform(rng, low, high):
    return float("%.2g" % math.exp(rng.uniform(math.log(low), math.log(high))))


def choose(rng, values):
    return values[int(rng.integers(len(values)))]


def draw(seed, half):
    rng = np.random.default_rng([seed, 17])
    is_rare = seed % 1000 >= RARE_FROM
    meant = RARE[seed % 10] if is_rare else MEANT[seed * STRIDE % 40]
    pairs = PAIRS if half == "tune" or rng.random() < 0.65 else UNSEEN
    model, data = choose(rng, pairs)
    config = {"seed": seed, "half": half, "meant": meant, "model": model, "data": data,
              "likelihood": choose(rng, LIKELIHOODS.get(data, LIKELIHOODS["real"])),
              "latent": choose(rng, [2, 2, 4, 4, 8, 8, 16, 16, 32, 64]), "hidden": choose(rng, [16, 16, 32, 64]),
              "activation": choose(rng, ["relu", "relu", "tanh", "gelu"]),
              "batch": choose(rng, [16, 16, 32, 32, 32, 64, 64, 64, 128, 128, 512]
              if model != "gru" else [16, 32, 64]),
              "sigma": choose(rng, [1.0, 1.0, 0.5, 0.3]), "full": bool(rng.random() < 0.4),
              "schedule": "constant", "data_options": {}}
    draw_pace(config, rng)
    (RARE_KINDS.get(meant, KINDS[meant]) if is_rare else KINDS[meant])(config, rng)
    draw_side_effects(config, rng)
    return config


def draw_pace(config, rng):
    config["optimiser"] = choose(rng, ["adam"] * 7 + ["rmsprop", "sgd"])
    config["lr"] = log_uniform(rng, 2e-3, 2e-2)
    config["beta"] = choose(rng, [1.0, 1.0, 1.0, 0.5, 2.0, 0.2, 4.0])
    slow = config["model"] in ("conv", "gru")
    config["steps"] = int(log_uniform(rng, 150, 300 if slow else 700))
    if config["optimiser"] == "sgd":
        config["lr"], config["momentum"], config["clip"] = log_uniform(rng, 1e-3, 1e-2), 0.9, 5.0


def draw_side_effects(config, rng):
    """What logs have beside the two terms; each is drawn, so that every family has it."""
    chance = rng.random(4)
    if chance[0] < 0.05 and config["data"] in ("digits", "blobs", "sequences"):
        config["extra"], config["extra_weight"] = "classifier", choose(rng, [1.0, 5.0])
    elif chance[0] < 0.10:
        config["extra"], config["extra_weight"] = "l2", choose(rng, [1e-3, 1e-2])
    if chance[1] < 0.12 and config["meant"] in ("healthy", "learning", "runaway", "collapse"):
        config["warm_steps"] = int(rng.integers(20, 120))
        config["warm_beta"] = choose(rng, [0.0, 0.01, config["beta"]])
    if chance[2] < 0.06 and config["meant"] in ("healthy", "learning", "annealing", "collapse"):
        config["skips_nan"] = True
        config["nan_steps"] = sorted(int(at) for at in rng.integers(3, config["steps"] * 2 // 3 + 4,
            size=int(rng.integers(1, 4))))
    if chance[3] < 0.1 and config["optimiser"] == "adam":
        config["clip"] = choose(rng, [1.0, 5.0])


def healthy(config, rng):
    kind = rng.random()
    slow = config["model"] in ("conv", "gru")
    config["steps"] = int(log_uniform(rng, 450, 700 if slow else 1100))
    if config["model"] == "linear" and rng.random() < 0.15:
        config["steps"] = 3000
    config["lr"] = log_uniform(rng, 6e-3, 2.5e-2) if config["optimiser"] != "sgd" else config["lr"]
    config["hidden"] = choose(rng, [16, 32])
    config["lr_decay"] = bool(rng.random() < 0.55)
    if rng.random() < 0.6:
        config["latent"] = choose(rng, [2, 2, 4, 8])
    if config["likelihood"] == "gaussian-learned" and rng.random() < 0.5:
        config["likelihood"] = "gaussian"
    if kind < 0.15 and config["data"] != "sequences":  # little to explain: recon barely falls
        config.update(data="factor", likelihood=choose(rng, ["gaussian", "mse"]), latent=choose(rng, [2, 4, 8]),
            sigma=1.0)
        config["model"] = config["model"] if config["model"] in ("linear",
            "mlp2") else "mlp1" if config["model"] == "mlp1" else "linear"
        config["data_options"] = {"noise": choose(rng, [2.0, 3.0]), "standardise": False}
        if config["model"] == "mlp2" and config["half"] == "tune":
            config["model"] = "mlp1"
    elif kind < 0.28:
        config.update(schedule="capacity", beta=choose(rng, [5.0, 10.0, 30.0]), capacity=choose(rng, [1.0, 3.0, 6.0]))
        config["ramp_steps"] = int(config["steps"] * choose(rng, [0.3, 0.5, 0.6]))
    elif kind < 0.36:
        config.update(schedule="free-bits", free_bits=choose(rng, [0.05, 0.1, 0.25]))
    elif kind < 0.45:
        config.update(schedule="linear", ramp_steps=max(1, int(config["steps"] * 0.1)))


def learning(config, rng):
    kind = rng.random()
    if kind < 0.6:
        config["steps"] = int(log_uniform(rng, 20, 250))
        config["lr"] = log_uniform(rng, 5e-4, 5e-3)
    elif kind < 0.8:
        config["lr"] = log_uniform(rng, 3e-5, 3e-4)
    else:
        config["init"] = choose(rng, [0.03, 0.1])
        config["steps"], config["lr"] = int(log_uniform(rng, 40, 300)), log_uniform(rng, 3e-4, 3e-3)
    if rng.random() < 0.12:
        config.update(schedule="capacity", beta=choose(rng, [5.0, 10.0, 30.0]),
            capacity=choose(rng, [6.0, 15.0, 25.0]))
        config["steps"], config["lr"] = int(log_uniform(rng, 200, 700)), log_uniform(rng, 2e-3, 1e-2)
        config["ramp_steps"] = int(config["steps"] * choose(rng, [1.0, 1.5, 2.5]))


def annealing(config, rng):
    config["schedule"] = choose(rng, ["linear", "linear", "sigmoid", "cyclical", "late"])
    config["beta"] = choose(rng, [0.3, 0.5, 1.0, 1.0, 1.0, 2.0, 4.0])
    config["ramp_steps"] = int(config["steps"] * choose(rng, [0.5, 0.7, 1.0, 1.0, 1.5, 3.0]))
    config["lr"] = log_uniform(rng, 1e-3, 1e-2)
    if config["schedule"] == "cyclical":
        config["ramp_steps"] = max(4, config["steps"] // choose(rng, [2, 3, 4, 8]))
    if config["data"] == "sequences":
        config["beta"] = choose(rng, [0.2, 0.5])


def collapse(config, rng):
    kind = rng.random()
    config["lr"] = log_uniform(rng, 2e-3, 1.5e-2)
    if kind < 0.45:
        config["beta"] = log_uniform(rng, 15, 100)
    elif kind < 0.65:  # mean over dimensions, KL summed: the weight is the number of dimensions
        config["reduction"], config["beta"] = "mean-sum", choose(rng, [1.0, 1.0, 0.5])
    elif kind < 0.8:
        config.update(model="gru", data="sequences", likelihood="categorical", beta=choose(rng, [1.0, 2.0, 4.0]))
        config["steps"] = int(log_uniform(rng, 150, 350))
    else:
        config.update(data="factor", likelihood="gaussian", sigma=1.0, beta=choose(rng, [5.0, 10.0, 30.0]),
            model=choose(rng, ["linear", "mlp1"]))
        config["data_options"] = {"standardise": True}
    if rng.random() < 0.15:
        config.update(schedule=choose(rng, ["linear", "sigmoid"]),
            ramp_steps=int(config["steps"] * choose(rng, [0.2, 0.4])))
        config["beta"] = max(config["beta"], 20.0)


def runaway(config, rng):
    config["beta"] = choose(rng, [0.0, 0.0, 1e-6, 1e-5, 1e-4, 2.5e-4])
    config["lr"] = log_uniform(rng, 2e-3, 2e-2)
    config["optimiser"] = choose(rng, ["adam", "adam", "adam", "rmsprop"])
    config.pop("clip", None)
    if rng.random() < 0.5:
        config["hidden"], config["latent"] = 16, choose(rng, [2, 2, 4, 8])
    if rng.random() < 0.3:
        config.update(model="linear", data="factor", likelihood=choose(rng, ["gaussian", "mse"]))
    config["steps"] = int(log_uniform(rng, 200, 900 if config["model"] not in ("conv", "gru") else 350))


def explosion(config, rng):
    kind = choose(rng, ["lr", "lr", "direct", "wide", "scale", "nan-data", "sigma", "late-lr"])
    config["steps"] = int(log_uniform(rng, 60, 500))
    config.pop("clip", None)
    if kind == "lr":
        config.update(optimiser="sgd", lr=log_uniform(rng, 0.1, 1.0), momentum=choose(rng, [0.0, 0.9]))
    elif kind == "late-lr":
        config.update(optimiser="sgd", lr=log_uniform(rng, 0.02, 0.1), momentum=0.9)
    elif kind == "direct":
        config.update(head="direct", lr=log_uniform(rng, 1e-3, 1e-2), beta=choose(rng, [0.1, 1.0, 1.0]))
    elif kind == "wide":
        config.update(head="wide", lr=log_uniform(rng, 0.01, 0.1))
    elif kind == "scale":
        config.update(data_options={"scale": choose(rng, [16.0, 255.0])},
            optimiser=choose(rng, ["sgd", "adam"]), lr=log_uniform(rng, 1e-3, 0.1), momentum=0.9)
        if config["data"] not in ("digits", "blobs", "factor"):
            config.update(data="digits", model="mlp1")
        config["likelihood"] = choose(rng, ["gaussian", "mse"])
    elif kind == "sigma":
        config.update(model="linear", data="factor", likelihood="gaussian-learned", optimiser="sgd",
            lr=log_uniform(rng, 3e-3, 0.03), momentum=0.9, latent=16)
        config["data_options"] = {"noise": 0.1}
    else:
        config.update(fault="nan-data", fault_step=int(rng.integers(5, config["steps"])))


def not_learning(config, rng):
    kind = choose(rng, ["lr", "lr", "frozen", "no-gradient", "shuffled", "wrong-sign", "high"])
    config["steps"] = int(log_uniform(rng, 60, 500))
    if kind == "lr":
        config["lr"] = choose(rng, [0.0, 1e-9, 1e-8, 1e-7])
    elif kind == "wrong-sign":
        config.update(fault="wrong-sign", optimiser="sgd", lr=log_uniform(rng, 1e-6, 1e-4), momentum=0.0)
    elif kind == "high":
        config.update(optimiser=choose(rng, ["adam", "rmsprop"]), lr=log_uniform(rng, 0.2, 1.0),
            activation=choose(rng, ["relu", "tanh"]))
        config.pop("clip", None)
    elif kind == "shuffled":
        config.update(fault="shuffled", init=0.3, beta=choose(rng, [0.0, 1e-4]), data="factor",
            model=choose(rng, ["linear", "mlp1"]), likelihood="gaussian")
        config["data_options"], config["sigma"] = {"standardise": True}, 1.0
    else:
        config["fault"] = kind


def logging_bug(config, rng):
    config["bug"] = choose(rng, ["sign", "sign", "sign-scaled", "no-exp", "no-variance", "is-recon", "is-total"])
    choose(rng, [healthy, learning, collapse, annealing])(config, rng)


def insufficient(config, rng):
    config["strip"] = choose(rng, ["total", "total", "recon", "two-rows", "one-row", "missing",
        "total-accuracy", "total-twice"])
    choose(rng, [healthy, learning, collapse, runaway])(config, rng)


KINDS = {"healthy": healthy, "learning": learning, "annealing": annealing, "collapse": collapse, "runaway": runaway,
         "explosion": explosion, "not-learning": not_learning, "logging-bug": logging_bug,
         "insufficient": insufficient}


def runaway_often(config, rng):
    """Little for the decoder to gain, nothing that holds KL back."""
    runaway(config, rng)
    pairs = [("linear", "factor"), ("mlp1", "factor"), ("mlp2", "rings"), ("mlp1", "blobs"), ("mlp1", "counts"),
        ("mlp1", "digits")]
    if config["half"] == "look":
        pairs += [("linear", "blobs"), ("mlp1", "rings"), ("mlp2", "factor"), ("linear", "counts")]
    config["model"], config["data"] = choose(rng, pairs)
    config["likelihood"] = choose(rng, {"digits": ["bernoulli"], "counts": ["poisson"]}.get(config["data"],
        ["gaussian", "mse"]))
    config["latent"], config["hidden"] = choose(rng, [2, 2, 4, 8, 16]), 16
    config["beta"], config["lr"] = choose(rng, [0.0, 0.0, 1e-6, 1e-5, 1e-4]), log_uniform(rng, 5e-3, 2e-2)
    config["optimiser"], config["steps"] = "adam", int(log_uniform(rng, 300, 900))
    if rng.random() < 0.5:
        config["data_options"] = {"noise": 1.0}


def explosion_often(config, rng):
    explosion(config, rng)
    for key in ("fault", "fault_step", "head", "lr_growth"):
        config.pop(key, None)
    kind = choose(rng, ["growth", "growth", "lr", "direct", "wide", "nan-data", "scale"])
    if kind == "growth":
        config.update(lr_growth=choose(rng, [3.0, 4.0]), lr=log_uniform(rng, 1e-3, 1e-2),
            optimiser=choose(rng, ["sgd", "sgd", "adam"]), momentum=0.9)
    elif kind == "lr":
        config.update(optimiser="sgd", lr=log_uniform(rng, 0.05, 1.0), momentum=0.9)
    elif kind == "direct":
        config.update(head="direct", optimiser="adam", lr=log_uniform(rng, 0.01, 0.05),
            beta=choose(rng, [0.01, 0.1, 1.0]))
    elif kind == "wide":
        config.update(head="wide", optimiser="adam", lr=log_uniform(rng, 0.02, 0.2))
    elif kind == "nan-data":
        config.update(fault="nan-data", fault_step=int(config["steps"] * rng.uniform(0.3, 0.95)),
            optimiser="adam", lr=log_uniform(rng, 1e-3, 1e-2))
    elif config["data"] in ("digits", "blobs", "factor"):
        config.update(data_options={"scale": 255.0}, optimiser="sgd", lr=log_uniform(rng, 1e-3, 0.1),
            momentum=0.9, likelihood="mse")


RARE_KINDS = {"runaway": runaway_often, "explosion": explosion_often}
