"""How programs print numbers."""

import math

STYLES = ["repr", "repr", "f4", "f4", "f3", "f6", "f2", "g6", "g4", "e4", "f32"]


def show(value, style, nan="nan"):
    if value is None:
        return ""
    if math.isnan(value):
        return nan
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    if isinstance(value, int):
        return str(value)
    if style == "repr":
        return repr(float(value))
    if style == "f32":
        import numpy as np

        return str(np.float32(value))
    return "%.*{}".format(style[0]) % (int(style[1:]), value)


def fits(style, smallest):
    """Whether a value of that size keeps two digits."""
    return style[0] != "f" or style == "f32" or smallest >= 20 * 10.0 ** -int(style[1:])


def choose_style(rng, view, styles=STYLES):
    """A style that shows the terms; one that hides them would make another log of the run."""
    sizes = []
    for row in view.rows:
        for part in (row["train"], row["val"]):
            for name in ("recon", "kl", "beta", "loss", "elbo"):
                value = (part or {}).get(name)
                if value is not None and math.isfinite(value) and value != 0:
                    sizes.append((name, abs(value)))
    medians = {}
    for name in {name for name, _ in sizes}:
        mine = sorted(size for other, size in sizes if other == name)
        medians[name] = mine[len(mine) // 2]
    if view.label == "collapse" and medians.get("kl", 0) * 3 < medians.get("recon", 1):
        medians.pop("kl", None)  # a KL of 0.0000 is what such logs show
    smallest = min(medians.values(), default=1.0)
    good = [style for style in styles if fits(style, smallest)] or ["g6"]
    return good[int(rng.integers(len(good)))]
