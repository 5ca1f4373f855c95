"""Logs as tables and as JSON. Each writer returns the text of a log."""

import json
import math

from corpus_numbers import choose_style, show
from corpus_view import choose


def flat_rows(view, with_counter=None):
    """Rows of (name, value), in the order of the columns."""
    counter = with_counter or view.counter
    out = []
    for row in view.rows:
        cells = {}
        if counter in ("step", "both"):
            cells[view.names["step"]] = row["step"] + view.counts_from
        if counter in ("epoch", "both"):
            cells[view.names["epoch"]] = row["epoch"] + view.counts_from
        for part in ("train", "val"):
            for quantity, value in (row[part] or {}).items():
                cells[view.name(part, quantity)] = value
        out.append(cells)
    return out


def columns_of(rows):
    names = {}
    for row in rows:
        names.update(dict.fromkeys(row))
    return list(names)


def quoted(cell, separator):
    return '"%s"' % cell if separator in cell else cell


def table(view, rng, separator, decimal="."):
    rows = flat_rows(view)
    names = columns_of(rows)
    style, nan = choose_style(rng, view), choose(rng, ["nan", "NaN", "nan"])
    lines = [separator.join(quoted(name, separator) for name in names)]
    for row in rows:
        cells = [show(row.get(name), style, nan).replace(".", decimal) for name in names]
        lines.append(separator.join(cells))
    return lines


def csv(view, rng):
    kind = rng.random()
    if kind < 0.55:
        lines = table(view, rng, ",")
    elif kind < 0.7:
        lines = table(view, rng, ";", ",")
    elif kind < 0.78:
        lines = table(view, rng, ";")
    elif kind < 0.84:
        lines = table(view, rng, "|")
    elif kind < 0.9:
        lines = [line.replace("\t", "  ") for line in table(view, rng,
            "\t")] if not has_missing(view) else table(view, rng, ",")
    elif kind < 0.95:
        lines = ["# run %d" % view.config["seed"]] + table(view, rng, ",")
    else:
        lines = table(view, rng, ",")
        lines[0] = "," + lines[0]  # the index that pandas writes
        lines[1:] = ["%d,%s" % (at, line) for at, line in enumerate(lines[1:])]
    end = "\r\n" if rng.random() < 0.15 else "\n"
    return ("\ufeff" if rng.random() < 0.08 else "") + end.join(lines) + (end if rng.random() < 0.9 else "")


def has_missing(view):
    rows = flat_rows(view)
    return any(row.get(name) is None for row in rows for name in columns_of(rows)) or " " in "".join(columns_of(rows))


def tsv(view, rng):
    return "\n".join(table(view, rng, "\t")) + "\n"


def lightning(view, rng):
    """metrics.csv of a CSVLogger: training and validation on rows of their own."""
    style = choose_style(rng, view, ["repr", "f32"])
    names, rows = ["epoch", "step"], []
    for row in view.rows:
        for part in ("train", "val"):
            if row[part]:
                cells = {"epoch": row["epoch"], "step": row["step"]}
                cells.update((view.name(part, quantity), value) for quantity, value in row[part].items())
                rows.append(cells)
    for name in sorted(columns_of(rows)):
        names += [name] if name not in names else []
    lines = [",".join(names)] + [",".join(show(row.get(name), style) for name in names) for row in rows]
    return "\n".join(lines) + "\n"


def wandb(view, rng):
    """What the export of a chart looks like: "run - name"."""
    rows = flat_rows(view, "step")
    style, run = choose_style(rng, view, ["repr"]), choose(rng, ["jolly-sun-3", "vae_run1", "azure-river-12"])
    names = columns_of(rows)
    head = ['"Step"'] + ['"%s - %s"' % (run, name) for name in names[1:]]
    lines = [",".join(head)]
    for row in rows:
        lines.append(",".join('"%s"' % show(row.get(name), style) for name in names))
    return "\n".join(lines) + "\n"


def plain_number(value, nulls):
    if value is None or (nulls and isinstance(value, float) and not math.isfinite(value)):
        return None
    return value if isinstance(value, int) else float("%.7g" % value)


def json_rows(view, rng, counter=None):
    nulls = rng.random() < 0.15 and view.label != "explosion"
    return [{name: plain_number(value, nulls) for name, value in row.items()} for row in flat_rows(view, counter)]


def nested(row):
    """{"train": {"kl": 1}} for "train/kl"."""
    out = {}
    for name, value in row.items():
        at, parts = out, name.split("/")
        for part in parts[:-1]:
            at = at.setdefault(part, {})
        at[parts[-1]] = value
    return out


def json_lines(view, rng):
    rows = json_rows(view, rng)
    if rng.random() < 0.1:
        rows = [nested(row) for row in rows]
    separators = (",", ":") if rng.random() < 0.4 else (", ", ": ")
    head = [json.dumps({"event": "start", "config": {"seed": view.config["seed"],
        "model": view.config["model"]}})] if rng.random() < 0.1 else []
    return "\n".join(head + [json.dumps(row, separators=separators) for row in rows]) + "\n"


def json_array(view, rng):
    rows = json_rows(view, rng)
    kind = rng.random()
    if kind < 0.6:
        return json.dumps(rows, indent=2 if len(rows) < 60 and rng.random() < 0.6 else None) + "\n"
    columns = {name: [row.get(name) for row in rows] for name in columns_of(rows)}
    return json.dumps({"history": columns} if kind > 0.85 else columns) + "\n"  # as Keras' History.history


def trainer_state(view, rng):
    history = []
    per_epoch = view.run["per_epoch"]
    for row in view.rows:
        for part in ("train", "val"):
            if not row[part]:
                continue
            cells = {"epoch": round((row["step"] + 1) / per_epoch, 2)}
            for quantity, value in row[part].items():
                name = ("eval_" if part == "val" else "") + view.names[quantity]
                cells[name] = plain_number(value, False)
            cells["step"] = row["step"] + 1
            history.append(cells)
    steps = view.config["steps"]
    state = {"best_metric": None, "best_model_checkpoint": None, "epoch": steps / per_epoch, "global_step": steps,
             "is_local_process_zero": True, "is_world_process_zero": True, "log_history": history, "max_steps": steps,
             "num_train_epochs": max(1, steps // per_epoch), "total_flos": 0, "trial_name": None,
             "trial_params": None}
    return json.dumps(state, indent=2 if len(history) < 120 else None) + "\n"
