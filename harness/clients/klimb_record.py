"""Write the log of a training run so that klimb reads it to the last bit.

One file for Python 3.8 and later that needs nothing but the standard library:
copy it beside your train.py. Part of klimb (MIT licence).

    from klimb_record import Record

    with Record("mine/seed-0000") as record:
        for step in range(3001):
            ...
            record.log(step=step, recon=recon, kl=kl, beta=beta)

writes mine/seed-0000/metrics.csv. Then

    klimb report mine/seed-0000
    klimb check learning/healthy --records mine/seed-*

recon and kl are in nats, summed over dimensions, mean over examples; kl without
beta. klimb's names of columns are in `klimb help records`.

Given the posterior of a fixed evaluation set, a row also has what klimb's own
records have, by the same formulas, and dims.csv has each latent dimension:

    record.log(step=step, recon=recon, mu=mu, logvar=logvar)

For Lightning and Hugging Face, LightningCallback and HuggingFaceCallback do it;
they import what they need when they are first named.
"""

import math
import os
import random
import sys

__all__ = [
    "Record",
    "active_units",
    "kl_per_dimension",
    "mutual_information",
    "HuggingFaceCallback",
    "LightningCallback",
]

ACTIVE_VARIANCE = 0.01  # a unit is active above this variance: Burda et al. 2016
_DIMENSION_COLUMNS = ("kl", "mu_mean", "mu_variance", "logvar_mean", "logvar_min", "logvar_max")


# ---- numbers -----------------------------------------------------------------


def _number(column, value):
    """The float of a number, an array of one number or a tensor of one."""
    if hasattr(value, "item"):
        try:
            value = value.item()
        except (RuntimeError, ValueError, TypeError) as error:
            raise ValueError("%s is %r; must be one number" % (column, value)) from error
    if isinstance(value, (str, bytes)) or not hasattr(value, "__float__"):
        raise ValueError("%s is %r; must be a number" % (column, value))
    try:
        return float(value)
    except OverflowError:
        message = "%s is %r; must be within the range of a float" % (column, value)
        raise ValueError(message) from None
    except TypeError as error:
        raise ValueError("%s is %r; must be a number" % (column, value)) from error


def _step(value):
    number = _number("step", value)
    if not (0 <= number < 1e15) or number != math.floor(number):
        raise ValueError("step is %r; must be a whole number from 0" % (value,))
    return int(number)


def _check_name(name):
    forbidden = set(name) & set(",;|\t\"'#") or any(ord(byte) < 32 for byte in name)
    if not name or forbidden or name != name.strip():
        raise ValueError("column is %r; must be a name without separators and quotes" % (name,))


def _matrix(name, values):
    """Rows of floats, from lists, NumPy arrays or torch tensors [n, k]."""
    if hasattr(values, "tolist"):
        values = values.tolist()
    try:
        rows = [[float(value) for value in row] for row in values]
    except (TypeError, ValueError) as error:
        message = "%s must be a matrix of numbers, a row for each example" % name
        raise ValueError(message) from error
    if not rows or not rows[0] or any(len(row) != len(rows[0]) for row in rows):
        raise ValueError("%s must be a matrix with rows of one length, from 1" % name)
    return rows


def _matrices(**named):
    matrices = [_matrix(name, values) for name, values in named.items()]
    shapes = ["%s [%d, %d]" % (name, len(m), len(m[0])) for name, m in zip(named, matrices)]
    if any((len(m), len(m[0])) != (len(matrices[0]), len(matrices[0][0])) for m in matrices):
        raise ValueError("%s must have one shape" % ", ".join(shapes))
    return matrices


def _exp(x):
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf


def _mean(values):
    return sum(values) / len(values)


def _variance(values):
    """Of the population, in two passes, as klimb has it."""
    mean = _mean(values)
    return sum((value - mean) ** 2 for value in values) / len(values)


def _least(values):
    """min, but a NaN wins."""
    return math.nan if any(value != value for value in values) else min(values)


def _largest(values):
    return -_least([-value for value in values])


# ---- what is seen of a posterior ---------------------------------------------


def kl_per_dimension(mu, logvar):
    """Mean over examples of KL(N(mu, exp(logvar)) || N(0, 1)) of each dimension, in nats.

    mu and logvar (the natural logarithm of the variance) are [n, k]. The sum is kl.
    """
    mu, logvar = _matrices(mu=mu, logvar=logvar)
    terms = [
        [(m * m + _exp(v) - 1 - v) / 2 for m, v in zip(*rows)] for rows in zip(mu, logvar)
    ]
    return [_mean(column) for column in zip(*terms)]


def active_units(mu):
    """How many dimensions have a variance over examples of mu above 0.01; NaN if one is NaN."""
    variances = [_variance(column) for column in zip(*_matrix("mu", mu))]
    if any(variance != variance for variance in variances):
        return math.nan
    return sum(variance > ACTIVE_VARIANCE for variance in variances)


def mutual_information(mu, logvar, z):
    """Mutual information of x and z in nats: mean_i [ln q(z_i|x_i) - ln q(z_i)].

    z_i is one sample of q(z|x_i), and q(z) the mean of q(z|x_j) over all n examples
    (Hoffman & Johnson 2016). At most ln n. Time grows with n^2 k; NumPy is used
    where the program has imported it.
    """
    mu, logvar, z = _matrices(mu=mu, logvar=logvar, z=z)
    if "numpy" in sys.modules:
        return _mutual_information_numpy(sys.modules["numpy"], mu, logvar, z)
    # -ln q(z|x_j) without k/2 ln 2 pi, which cancels.
    halves = [[_exp(-v) / 2 for v in row] for row in logvar]
    offsets = [sum(row) / 2 for row in logvar]
    total = 0.0
    for i, sample in enumerate(z):
        densities = [
            -offset - sum(h * (s - m) ** 2 for h, s, m in zip(half, sample, mean))
            for offset, half, mean in zip(offsets, halves, mu)
        ]
        largest = max(densities)
        total += densities[i] - largest - math.log(sum(_exp(d - largest) for d in densities))
    return total / len(z) + math.log(len(z))


def _mutual_information_numpy(np, mu, logvar, z):
    mu, logvar, z = np.array(mu), np.array(logvar), np.array(z)
    with np.errstate(all="ignore"):
        halves, offsets = np.exp(-logvar) / 2, logvar.sum(1) / 2
        total = 0.0
        for i, sample in enumerate(z):
            densities = -offsets - (halves * (sample - mu) ** 2).sum(1)
            largest = densities.max()
            total += densities[i] - largest - np.log(np.exp(densities - largest).sum())
    return float(total / len(z) + np.log(len(z)))


def _draw(mu, logvar, noise):
    """One sample of each posterior, by noise that is the same in every row."""
    rows, columns = len(mu), len(mu[0])
    if (len(noise), len(noise[0]) if noise else 0) != (rows, columns):
        source = random.Random(0)
        noise[:] = [[source.gauss(0, 1) for _ in range(columns)] for _ in range(rows)]
    return [
        [m + _exp(v / 2) * e for m, v, e in zip(*row)] for row in zip(mu, logvar, noise)
    ]


def _observe(mu, logvar, z):
    """klimb's columns of a posterior, and a row for each dimension."""
    kls = kl_per_dimension(mu, logvar)
    dimensions = [
        (kl, _mean(m), _variance(m), _mean(v), _least(v), _largest(v))
        for kl, m, v in zip(kls, zip(*mu), zip(*logvar))
    ]
    kl, mi = sum(kls), mutual_information(mu, logvar, z)
    columns = {
        "kl": kl,
        "mi": mi,
        "mi_cap": math.log(len(mu)),
        "kl_agg": kl - mi,
        "active_units": active_units(mu),
        "logvar_min": _least([d[4] for d in dimensions]),
        "logvar_max": _largest([d[5] for d in dimensions]),
        "sigma_mean": _mean([_exp(v / 2) for row in logvar for v in row]),
        "mu_spread": math.sqrt(_mean([d[2] for d in dimensions])),
    }
    return columns, dimensions


# ---- the record --------------------------------------------------------------


def _replace(path, text):
    """Write a file whole or not at all."""
    beside = "%s.%d.new" % (path, os.getpid())
    try:
        with open(beside, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        if os.path.exists(beside):
            os.remove(beside)
        raise


class Record:
    """The log of one run: FOLDER/metrics.csv, and dims.csv where posteriors were given.

    Each row is in the file when log() returns, so a run that is killed leaves all
    rows up to then. close(), or the end of `with`, replaces the file by a whole one
    on the disk, and writes dims.csv. What an earlier run left there is removed when
    the record is opened.
    """

    def __init__(self, folder, columns=()):
        """columns: names that are to come first, in this order; others follow as logged."""
        self.folder = os.fspath(folder)
        self.path = os.path.join(self.folder, "metrics.csv")
        self._columns = []
        self._rows = []  # (step, {column: value})
        self._dimensions = []  # (step, rows)
        self._noise = []
        self._file = None
        self._is_closed = False
        for name in columns:
            self._add_column(name)
        os.makedirs(self.folder, exist_ok=True)
        for name in ("metrics.csv", "dims.csv"):
            try:
                os.remove(os.path.join(self.folder, name))
            except FileNotFoundError:
                pass

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        self.close()

    def log(self, step, mu=None, logvar=None, z=None, **values):
        """Add a row: the number of updates made, and values by their column's name.

        A value is a number, or an array or tensor of one; nan and inf are kept. None
        is no value, and so is a column that is not named. Rows of one step, as of
        training and validation, are one row to klimb. mu and logvar [n, k] of a fixed
        evaluation set give kl, mi, active_units and others, and dims.csv; z is one sample
        of each posterior, and is drawn by the same noise in every row where it is not given.
        """
        if self._is_closed:
            raise ValueError("step is %r; the record is closed" % (step,))
        number = _step(step)
        last = self._rows[-1][0] if self._rows else 0
        if number < last:
            raise ValueError("step is %r, after step %d; must not fall" % (step, last))
        row = {name: _number(name, value) for name, value in values.items() if value is not None}
        for name in values:
            _check_name(name)
        dimensions = None
        if mu is not None or logvar is not None or z is not None:
            columns, dimensions = self._look(mu, logvar, z)
            row = {**columns, **row}
        if not row:
            raise ValueError("step is %r; the row has no value" % (step,))
        self._add_row(number, row, dimensions)

    def close(self):
        """Write the files whole. May be called again."""
        if self._is_closed:
            return
        self._is_closed = True
        if self._file is not None:
            self._file.close()
        if self._rows:
            _replace(self.path, self._text())
        if self._dimensions and {row[0] for row in self._rows} == set(dict(self._dimensions)):
            _replace(os.path.join(self.folder, "dims.csv"), self._dimensions_text())

    def _look(self, mu, logvar, z):
        if mu is None or logvar is None:
            missing = "mu" if mu is None else "logvar"
            raise ValueError("%s is None; mu and logvar go together" % missing)
        mu, logvar = _matrices(mu=mu, logvar=logvar)
        z = _draw(mu, logvar, self._noise) if z is None else _matrices(mu=mu, z=z)[1]
        return _observe(mu, logvar, z)

    def _add_column(self, name):
        _check_name(name)
        if name in self._columns or name == "step":
            raise ValueError("column is %r; must be there once" % (name,))
        self._columns.append(name)

    def _add_row(self, step, row, dimensions):
        latent = len(self._dimensions[0][1]) if self._dimensions else None
        if dimensions is not None:
            if latent not in (None, len(dimensions)):
                raise ValueError("mu has %d columns; must have %d" % (len(dimensions), latent))
            if self._dimensions and self._dimensions[-1][0] == step:
                self._dimensions.pop()
            self._dimensions.append((step, dimensions))
        fresh = [name for name in row if name not in self._columns]
        for name in fresh:
            self._add_column(name)
        self._rows.append((step, row))
        if self._file is None or fresh:
            self._begin_file()
        else:
            self._file.write(self._line(step, row))
            self._file.flush()

    def _begin_file(self):
        """Write all rows again, below a header that has the new columns."""
        if self._file is not None:
            self._file.close()
        _replace(self.path, self._text())
        self._file = open(self.path, "a", encoding="utf-8", newline="\n")

    def _line(self, step, row):
        cells = [repr(row[name]) if name in row else "" for name in self._columns]
        return ",".join([str(step)] + cells) + "\n"

    def _text(self):
        header = ",".join(["step"] + self._columns) + "\n"
        return header + "".join(self._line(step, row) for step, row in self._rows)

    def _dimensions_text(self):
        lines = [",".join(("step", "dimension") + _DIMENSION_COLUMNS)]
        for step, dimensions in self._dimensions:
            for j, values in enumerate(dimensions):
                lines.append(",".join([str(step), str(j)] + [repr(value) for value in values]))
        return "\n".join(lines) + "\n"


# ---- callbacks ---------------------------------------------------------------


def _numbers(metrics):
    """What of a dictionary of metrics is a number; names as klimb may have them."""
    found = {}
    for name, value in metrics.items():
        try:
            _check_name(name)
            found[name] = _number(name, value)
        except ValueError:
            continue
    return found


def _make_lightning_callback():
    try:
        from lightning.pytorch.callbacks import Callback
    except ImportError:
        from pytorch_lightning.callbacks import Callback

    class LightningCallback(Callback):
        """Trainer(callbacks=[LightningCallback("mine/seed-0000", every=50)])

        Logs what the module has logged (self.log("recon", ...), self.log("kl", ...)):
        of training every so many steps, of validation at the end of each.
        """

        def __init__(self, folder, every=1):
            if every < 1:
                raise ValueError("every is %r; must be a whole number from 1" % (every,))
            super().__init__()
            self.folder, self.every, self.record = folder, every, None

        def on_fit_start(self, trainer, pl_module):
            self.record = Record(self.folder)

        def on_train_batch_end(self, trainer, pl_module, *rest, **named):
            if trainer.global_step % self.every == 0:
                self._log(trainer, lambda name: not name.startswith(("val", "test")))

        def on_validation_end(self, trainer, pl_module):
            if not getattr(trainer, "sanity_checking", False):
                self._log(trainer, lambda name: name.startswith("val"))

        def on_fit_end(self, trainer, pl_module):
            self.record.close()

        def on_exception(self, trainer, pl_module, exception):
            if self.record is not None:
                self.record.close()

        def _log(self, trainer, is_wanted):
            values = _numbers(trainer.callback_metrics)
            values = {name: value for name, value in values.items() if is_wanted(name)}
            values.pop("step", None)
            if values and self.record is not None:
                self.record.log(trainer.global_step, **values)

    return LightningCallback


def _make_hugging_face_callback():
    from transformers import TrainerCallback

    class HuggingFaceCallback(TrainerCallback):
        """Trainer(callbacks=[HuggingFaceCallback("mine/seed-0000")])

        Logs what the trainer logs, as often as logging_steps says.
        """

        def __init__(self, folder):
            self.folder, self.record = folder, None

        def on_train_begin(self, args, state, control, **named):
            if state.is_world_process_zero:
                self.record = Record(self.folder)

        def on_log(self, args, state, control, logs=None, **named):
            values = _numbers(logs or {})
            values.pop("step", None)
            if self.record is not None and values:
                self.record.log(state.global_step, **values)

        def on_train_end(self, args, state, control, **named):
            if self.record is not None:
                self.record.close()

    return HuggingFaceCallback


_makers = {
    "HuggingFaceCallback": _make_hugging_face_callback,
    "LightningCallback": _make_lightning_callback,
}


def __getattr__(name):
    """The callbacks, made when they are first asked for (PEP 562)."""
    if name not in _makers:
        raise AttributeError("module %r has no attribute %r" % (__name__, name))
    globals()[name] = _makers[name]()
    return globals()[name]
