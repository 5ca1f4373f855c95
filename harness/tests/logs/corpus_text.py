"""Logs as programs print them for people."""

import math

from corpus_numbers import choose_style, show
from corpus_view import choose

TEXT_STYLES = ["f4", "f4", "f3", "f2", "f6", "g6", "g4", "e4"]


class Printer:
    """What all forms of text need: names, numbers, the number of the last epoch."""

    def __init__(self, view, rng, styles=TEXT_STYLES):
        self.view, self.rng = view, rng
        self.style = choose_style(rng, view, styles)
        self.epochs = max([row["epoch"] for row in view.rows], default=0) + 1
        self.per_epoch = view.run["per_epoch"]
        self.batch = view.config["batch"]

    def number(self, value):
        return "None" if value is None else show(value, self.style)

    def parts(self, row):
        return [part for part in ("train", "val") if row[part]]

    def pairs(self, row, part, glue="=", bare=False):
        out = []
        for quantity, value in (row[part] or {}).items():
            name = self.view.names[quantity] if bare else self.view.name(part, quantity)
            out.append("%s%s%s" % (name, glue, self.number(value)))
        return out

    def all_pairs(self, row, glue="="):
        return [pair for part in self.parts(row) for pair in self.pairs(row, part, glue)]


def keras(view, rng):
    p = Printer(view, rng, ["f4", "f4", "e4", "g6"])
    lines, updates = [], rng.random() < 0.3
    for row in view.rows:
        if row["is_last"] or view.mode in ("every", "window", "ema"):
            at = view.rows.index(row) + 1 if view.mode in ("every", "window", "ema") else row["epoch"] + 1
            total = len(view.rows) if view.mode in ("every", "window", "ema") else p.epochs
            head = "Epoch %d/%d\n" % (at, total)
            texts = []
            for part in p.parts(row):
                names = [("val_" if part == "val" else "") + view.names[quantity] for quantity in row[part]]
                texts += ["%s: %s" % (name, p.number(value)) for name, value in zip(names, row[part].values())]
            body = " - ".join(texts)
            if updates:
                half = max(1, p.per_epoch // 2)
                head += "%3d/%d [==============>...............] - ETA: 0s - %s" % (half, p.per_epoch, body) + "\r"
            lines.append("%s%d/%d [==============================] - 1s %dms/step - %s" % (head, p.per_epoch,
                p.per_epoch, 2 + at % 5, body))
    return "\n".join(lines) + "\n"


def tqdm(view, rng):
    p = Printer(view, rng, ["f4", "f3", "f2", "g4", "g6"])
    out, has_bar, last_epoch = [], rng.random() < 0.7, None
    for at, row in enumerate(view.rows):
        inner = row["step"] % p.per_epoch + 1
        pairs = ", ".join(p.all_pairs(row))
        percent = 100 * inner // p.per_epoch
        bar = ("\u2588" if has_bar else "#") * (percent // 10) + " " * (10 - percent // 10)
        if last_epoch is not None:
            out.append("\r" if row["epoch"] == last_epoch else "\n")
        out.append("Epoch %d: %3d%%|%s| %d/%d [00:%02d<00:%02d, %.2fit/s, %s]" % (
            row["epoch"], percent, bar, inner, p.per_epoch, inner % 60, (p.per_epoch - inner) % 60, 41.7 + at % 7,
            pairs))
        last_epoch = row["epoch"]
    return "".join(out) + "\n"


def step_bars(p, row):
    return "step %d | %s" % (row["step"], " | ".join(p.all_pairs(row, " ")))


def epoch_colons(p, row):
    return "Epoch %d/%d %s" % (row["epoch"] + 1, p.epochs, " ".join(p.all_pairs(row, ": ")))


def iter_commas(p, row):
    return "Iter %d, %s" % (row["step"], ", ".join(p.all_pairs(row)))


def clock(row):
    """Minutes, seconds, and digits behind."""
    at = row["step"] * 13
    return at // 6000 % 60, at // 100 % 60, at % 1000


def logger(p, row):
    return "2024-03-01 12:%02d:%02d,%03d - INFO - [step %06d] %s" % (
        clock(row) + (row["step"], ", ".join(p.all_pairs(row))))


def absl(p, row):
    return "I0312 12:%02d:%02d.%03d000 140212 train.py:88] Step %d: %s" % (
        clock(row) + (row["step"], ", ".join(p.all_pairs(row, " = "))))


def pytorch_example(p, row):
    done, all_of = (row["step"] % p.per_epoch) * p.batch, p.per_epoch * p.batch
    pairs = "\t".join(p.all_pairs(row, ": "))
    return "Train Epoch: %d [%d/%d (%.0f%%)]\t%s" % (row["epoch"] + 1, done, all_of, 100.0 * done / all_of, pairs)


def python_dict(p, row):
    cells = ["'step': %d" % row["step"]]
    for part in p.parts(row):
        cells += ["'%s': %s" % (p.view.name(part, quantity), p.number(value)) for quantity, value in row[part].items()]
    return "{%s}" % ", ".join(cells)


def braces(p, row):
    values = row["train"] or row["val"]
    names = list(values)
    shown = ", ".join(p.number(values[name]) for name in names)
    return "[%d] (%s)=(%s)" % (row["step"], ", ".join(p.view.names[name] for name in names), shown)


def coloured(p, row):
    return "\x1b[32mstep\x1b[0m %d \x1b[1m%s\x1b[0m" % (row["step"], " ".join(p.all_pairs(row)))


def padded(p, row):
    return "[Epoch %03d][Batch %04d] %s" % (row["epoch"], row["step"] % p.per_epoch, "  ".join(p.all_pairs(row, ": ")))


def phases(p, row):
    """Training and validation on lines of their own."""
    lines = []
    for part in p.parts(row):
        pairs = " ".join(p.pairs(row, part, ": ", bare=True))
        lines.append("epoch %d %s %s" % (row["epoch"], "TRAIN" if part == "train" else "VALID", pairs))
    return "\n".join(lines)


def under_header(p, row):
    head = ""
    if row is p.view.rows[0] or row["epoch"] != getattr(p, "headed", None):
        head = "----- Epoch %d -----\n" % (row["epoch"] + 1)
    p.headed = row["epoch"]
    return head + "  batch %d: %s" % (row["step"] % p.per_epoch, ", ".join(p.all_pairs(row, " ")))


LINES = [step_bars, step_bars, epoch_colons, epoch_colons, iter_commas, logger, absl, pytorch_example,
         python_dict, braces, coloured, padded, phases, under_header]
CHATTER = ["Namespace(batch_size=%d, latent=%d, lr=%g)", "Using device: cpu (batch %d, z %d, lr %g)",
           "model has been built: batch=%d z_dim=%d rate=%g"]


def printf(view, rng):
    p = Printer(view, rng)
    is_by_epoch = view.mode in ("epoch", "epoch-val", "val")
    some = [line for line in LINES if line is not epoch_colons or is_by_epoch]
    some = [line for line in some if line not in (padded, under_header, pytorch_example) or not is_by_epoch]
    if any(row["val"] and row["train"] for row in view.rows):
        some = [line for line in some if line is not braces] + [phases]
    line = choose(rng, some)
    lines = [line(p, row) for row in view.rows]
    if rng.random() < 0.4:
        config = view.config
        lines.insert(0, choose(rng, CHATTER) % (config["batch"], config["latent"], config["lr"]))
    if rng.random() < 0.15:
        lines.append("Training finished. Saved to checkpoints/model_%d.pt" % p.epochs)
    end = "\r\n" if rng.random() < 0.06 else "\n"
    view.notes.append("text: %s" % line.__name__)
    return end.join(lines) + end
