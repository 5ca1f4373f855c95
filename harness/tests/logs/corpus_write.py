"""Writes a half of the corpus from trained runs: logs, and labels.csv."""

import csv
import math
import os
import pickle
import shutil
from collections import Counter

import numpy as np

import corpus_formats
import corpus_stores
import corpus_text
from corpus_label import Truth, judge
from corpus_view import View, choose

# Of 100 seeds in a row, in which format they are.
FORMATS = (["csv"] * 21 + ["tsv"] * 4 + ["wandb"] * 3 + ["json-lines"] * 13 + ["json-array"] * 5
           + ["trainer-state"] * 5 + ["keras"] * 8 + ["tqdm"] * 6 + ["printf"] * 18 + ["lightning"] * 6
           + ["tensorboard"] * 6 + ["mlflow-sqlite"] * 3 + ["mlruns"] * 2)
TEXTS = {"csv": (corpus_formats.csv, "csv"), "tsv": (corpus_formats.tsv, "tsv"), "wandb": (corpus_formats.wandb, "csv"),
         "json-lines": (corpus_formats.json_lines, "jsonl"), "json-array": (corpus_formats.json_array, "json"),
         "trainer-state": (corpus_formats.trainer_state, "json"), "lightning": (corpus_formats.lightning, "csv"),
         "keras": (corpus_text.keras, "txt"), "tqdm": (corpus_text.tqdm, "txt"), "printf": (corpus_text.printf, "txt")}
STORES = {"tensorboard": (corpus_stores.tensorboard, "tfevents"), "mlflow-sqlite": (corpus_stores.mlflow_sqlite, "db"),
          "mlruns": (corpus_stores.mlruns, "mlruns")}
FIELDS = ["file", "label", "also", "notes", "model", "data", "likelihood", "latent", "reduction", "kl_logged",
          "optimiser", "lr", "batch", "beta", "schedule", "mode", "format", "length", "seed", "mi", "active", "kl",
          "recon", "mi_later", "active_later", "kl_later", "recon_later"]
ROWS_MIN = 5
EPOCH_MODES = ("epoch", "epoch-val", "val")
STORE_ROWS_MAX = 100  # stores are large


def format_of(seed):
    return FORMATS[(seed * 61 + 7 * (seed // 100)) % 100]


def make_view(run, label, seed):
    rng = np.random.default_rng([seed, 99])
    view = View(run, label, rng)
    view.counter = choose(rng, ["step", "step", "both", "epoch" if view.mode in EPOCH_MODES else "step"])
    return view, rng


def numbers(view, quantity):
    values = [(row[part] or {}).get(quantity) for row in view.rows for part in ("train", "val")]
    return [value for value in values if value is not None]


def is_bug_visible(view):
    """Whether the log shows the bug: what is below 0, or one column twice."""
    kl, bug = numbers(view, "kl"), view.config["bug"]
    finite = [value for value in kl if math.isfinite(value)]
    if len(finite) < ROWS_MIN:
        return False
    if bug.startswith("is-"):
        return True
    size = max(abs(one) for one in numbers(view, "recon") if math.isfinite(one))
    low = [value for value in finite if value < -1e-3 * max(1e-9, size)]
    return len(low) >= 0.3 * len(finite) and min(finite) < -0.01


def is_failure_visible(view):
    """Whether the rows that were logged have the explosion in them."""
    recon, kl = numbers(view, "recon"), numbers(view, "kl")
    if any(not math.isfinite(value) for value in recon + kl):
        return True
    return any(max(abs(value) for value in some) > 10 * abs(some[0]) + 1e-9 for some in (recon, kl))


def relabel(view, label, also, notes):
    """The label of what was done to the log, over that of the run."""
    config = view.config
    if config.get("strip"):
        if config["strip"] == "missing" and format_of(config["seed"]) in STORES:
            config["strip"] = "total"  # a store holds no missing values
        view.strip(config["strip"])
        bad = [value for name in ("loss", "elbo", "recon") for value in numbers(view, name) if not math.isfinite(value)]
        if bad:
            return None, "", "stripped, but not finite"
        return "insufficient", "", "%s; the run: %s" % (config["strip"], label or "unclear")
    if config.get("bug"):
        if label == "explosion" or not is_bug_visible(view):
            return None, "", "a bug that cannot be seen"
        return "logging-bug", "", "%s; the run: %s" % (config["bug"], label or "unclear")
    if len(view.rows) < (3 if label == "explosion" else ROWS_MIN):
        return None, "", "few rows"
    if label == "explosion" and not is_failure_visible(view):
        return None, "", "the explosion is between rows"
    return label, also, notes


def remarks(view):
    config, out = view.config, []
    if config.get("warm_steps"):
        out.append("warm start")
    if config.get("nan_steps"):
        out.append("temporary NaN")
    for key in ("extra", "head", "fault", "lr_decay"):
        if config.get(key):
            out.append("%s %s" % (key, config[key]) if key != "lr_decay" else "lr decays")
    if view.total == "" and not config.get("strip"):
        out.append("no total")
    return out + view.notes


def rounded(value):
    return "%.5g" % value


def label_row(view, name, label, also, notes, form):
    config, truth = view.config, Truth(view.run)
    end, later = truth.at(1), truth.at(3)
    row = {"file": name, "label": label, "also": also, "reduction": view.reduction, "kl_logged": view.kl_kind,
           "notes": "; ".join([note for note in [notes] if note] + remarks(view)), "mode": view.mode, "format": form,
           "length": len(view.rows), "beta": rounded(end["beta"])}
    for key in ("model", "data", "likelihood", "latent", "optimiser", "batch", "schedule", "seed"):
        row[key] = config[key]
    row["lr"] = rounded(config["lr"])
    for key in ("mi", "active", "kl", "recon"):
        row[key], row[key + "_later"] = rounded(end[key]), rounded(later[key])
    return row


def write_log(view, rng, form, folder, stem):
    if form in STORES:
        writer, ending = STORES[form]
        view.rows = view.rows[:: math.ceil(len(view.rows) / STORE_ROWS_MAX)]
        name = "%s.%s" % (stem, ending)
        writer(view, rng, os.path.join(folder, name))
        return name
    writer, ending = TEXTS[form]
    name = "%s.%s" % (stem, ending)
    with open(os.path.join(folder, name), "w", newline="", encoding="utf-8") as file:
        file.write(writer(view, rng))
    return name


def write_half(half, seeds, cache, out):
    folder = os.path.join(out, half)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    rows, dropped, seconds = [], Counter(), 0.0
    for seed in seeds:
        path = os.path.join(cache, "%d.pickle" % seed)
        if not os.path.exists(path):
            dropped["not trained"] += 1
            continue
        with open(path, "rb") as file:
            run = pickle.load(file)
        seconds += run["seconds"]
        label, also, notes = judge(run)
        if label is None and not (run["config"].get("bug") or run["config"].get("strip")):
            dropped[notes] += 1
            continue
        view, rng = make_view(run, label, seed)
        label, also, notes = relabel(view, label, also, notes)
        if label is None:
            dropped[notes] += 1
            continue
        form = format_of(seed)
        name = write_log(view, rng, form, folder, "%04d" % seed)
        if os.path.getsize(os.path.join(folder, name)) < 2:
            os.remove(os.path.join(folder, name))
            dropped["the format printed nothing"] += 1
            continue
        rows.append(label_row(view, name, label, also, notes, form))
    with open(os.path.join(folder, "labels.csv"), "w", newline="") as file:
        table = csv.DictWriter(file, FIELDS, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
    report(half, rows, dropped, seconds)


def report(half, rows, dropped, seconds):
    print("%s: %d logs, %.0f s of training" % (half, len(rows), seconds))
    for field in ("label", "format"):
        print("  " + ", ".join("%s %d" % pair for pair in sorted(Counter(row[field] for row in rows).items())))
    for reason, count in sorted(dropped.items()):
        print("  dropped: %s: %d" % (reason, count))
