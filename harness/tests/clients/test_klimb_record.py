"""Tests of harness/clients/klimb_record.py, run by harness/tests/clients.sh.

    KLIMB=build/release/klimb python3 -m unittest harness/tests/clients/test_klimb_record.py
"""

import array
import ast
import csv
import math
import os
import subprocess
import sys
import tempfile
import types
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "clients"))

import klimb_record
from klimb_record import Record, active_units, kl_per_dimension, mutual_information

KLIMB = os.environ.get("KLIMB", "build/release/klimb")
STEPS = 150


def read_npy(path):
    """A float32 array of two dimensions as rows, of one as a list; without NumPy."""
    with open(path, "rb") as file:
        data = file.read()
    length = int.from_bytes(data[8:10], "little")
    header = ast.literal_eval(data[10 : 10 + length].decode("latin-1"))
    values = array.array("f", data[10 + length :])
    shape = header["shape"]
    if len(shape) == 1:
        return list(values)
    return [list(values[i * shape[1] : (i + 1) * shape[1]]) for i in range(shape[0])]


def read_table(path):
    with open(path, encoding="utf-8") as file:
        return list(csv.DictReader(file))


class Tensor:
    """What klimb_record uses of a NumPy array or a torch tensor."""

    def __init__(self, values):
        self.values = values

    def tolist(self):
        return self.values

    def item(self):
        if not isinstance(self.values, (int, float)):
            raise RuntimeError("a Tensor with several elements cannot be converted to Scalar")
        return self.values


class InFolder(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.folder = os.path.join(self.temporary.name, "mine", "seed-0000")

    def path(self, name="metrics.csv"):
        return os.path.join(self.folder, name)

    def text(self, name="metrics.csv"):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()


class Posterior(InFolder):
    """klimb's own observables of the same numbers."""

    @classmethod
    def setUpClass(cls):
        cls.temporary_of_class = tempfile.TemporaryDirectory()
        out = cls.temporary_of_class.name
        export, runs = os.path.join(out, "export"), os.path.join(out, "runs")
        subprocess.run(
            [KLIMB, "export", "learning/healthy", "--final", "--steps", str(STEPS),
             "--out", export], check=True, stdout=subprocess.DEVNULL)
        subprocess.run(
            [KLIMB, "run", "-q", "learning/healthy", "--set", "train.steps=%d" % STEPS,
             "--out", runs], check=True, stdout=subprocess.DEVNULL)
        found = [where for where, _, files in os.walk(runs) if "record.csv" in files]
        assert len(found) == 1, found
        rows = read_table(os.path.join(found[0], "record.csv"))
        cls.rows = {int(row["step"]): row for row in rows}
        cls.dimensions = read_table(os.path.join(found[0], "dims.csv"))
        cls.export = export

    @classmethod
    def tearDownClass(cls):
        cls.temporary_of_class.cleanup()

    def posterior(self, which):
        """mu, logvar and z of the evaluation set at the initial or the final parameters."""

        def layer(x, name, is_hidden):
            weight = list(zip(*read_npy("%s/%s/%s.weight.npy" % (self.export, which, name))))
            bias = read_npy("%s/%s/%s.bias.npy" % (self.export, which, name))
            out = [[sum(map(float.__mul__, row, w)) + b for w, b in zip(weight, bias)]
                   for row in x]
            return [[max(v, 0.0) for v in row] for row in out] if is_hidden else out

        data = read_npy(self.export + "/evaluation/data.npy")
        noise = read_npy(self.export + "/evaluation/noise.npy")
        out = layer(layer(data, "encoder.0", True), "encoder.1", False)
        k = len(out[0]) // 2
        mu, logvar = [row[:k] for row in out], [row[k:] for row in out]
        z = [[m + math.exp(v / 2) * e for m, v, e in zip(*row)] for row in zip(mu, logvar, noise)]
        return mu, logvar, z

    def test_columns_are_those_of_klimb(self):
        with Record(self.folder) as record:
            for step, which in ((0, "initial"), (STEPS, "final")):
                mu, logvar, z = self.posterior(which)
                record.log(step=step, mu=Tensor(mu), logvar=Tensor(logvar), z=Tensor(z))
        names = ("kl", "mi", "mi_cap", "kl_agg", "active_units", "logvar_min", "logvar_max",
                 "sigma_mean", "mu_spread")
        rows = read_table(self.path())
        self.assertEqual(list(rows[0]), ["step"] + list(names))
        for row in rows:
            own = self.rows[int(row["step"])]
            for name in names:
                self.assertAlmostEqual(float(row[name]), float(own[name]), delta=2e-5, msg=name)
        self.assertGreater(float(rows[1]["mi"]), 0.5)
        dimensions = read_table(self.path("dims.csv"))
        own = [row for row in self.dimensions if int(row["step"]) in (0, STEPS)]
        self.assertEqual(len(dimensions), len(own))
        self.assertEqual(list(dimensions[0]), list(own[0]))
        for mine, klimbs in zip(dimensions, own):
            for name in klimbs:
                self.assertAlmostEqual(float(mine[name]), float(klimbs[name]), delta=2e-5,
                                       msg=name)
        self.assertEqual(subprocess.run(
            [KLIMB, "report", "-q", self.folder, "--output", self.folder + "/report"],
            stdout=subprocess.DEVNULL).returncode, 0)

    def test_helpers_are_the_columns(self):
        mu, logvar, z = self.posterior("final")
        row = self.rows[STEPS]
        self.assertAlmostEqual(sum(kl_per_dimension(mu, logvar)), float(row["kl"]), delta=2e-5)
        self.assertEqual(active_units(Tensor(mu)), int(float(row["active_units"])))
        mine = mutual_information(mu, logvar, z)
        self.assertAlmostEqual(mine, float(row["mi"]), delta=2e-5)
        try:
            import numpy
        except ImportError:
            self.skipTest("there is no NumPy (apt-get install python3-numpy)")
        again = mutual_information(numpy.array(mu), numpy.array(logvar), z)
        self.assertAlmostEqual(again, mine, delta=1e-9)


class Helpers(unittest.TestCase):
    def test_values_known_by_hand(self):
        # One dimension: (exp(0) + 4 - 1 - 0) / 2 = 2. The KL of a posterior that is the prior is 0.
        self.assertEqual(kl_per_dimension([[2.0, 0.0]], [[0.0, 0.0]]), [2.0, 0.0])
        self.assertAlmostEqual(kl_per_dimension([[0.0]], [[1.0]])[0], (math.e - 2) / 2)
        # Two examples far apart are told apart by z: ln 2. Two that are one are not.
        apart, one, flat = [[-50], [50]], [[0], [0]], [[0], [0]]
        self.assertAlmostEqual(mutual_information(apart, flat, apart), math.log(2))
        self.assertAlmostEqual(mutual_information(one, flat, [[0.3], [-1]]), 0)
        # Variances of the population: 0.04, 0.01 and 0, of which one is above 0.01.
        self.assertEqual(active_units([[0.2, 0.05, 3], [-0.2, -0.05, 3]]), 1)

    def test_not_a_number_shows(self):
        self.assertTrue(math.isnan(active_units([[math.nan], [1]])))
        self.assertTrue(math.isnan(mutual_information([[math.nan], [1]], [[0], [0]], [[0], [0]])))
        self.assertEqual(kl_per_dimension([[0.0]], [[1000.0]]), [math.inf])

    def test_shapes_are_refused(self):
        for call in (
            lambda: kl_per_dimension([[1, 2]], [[1]]),
            lambda: kl_per_dimension([1, 2], [1, 2]),
            lambda: active_units([]),
            lambda: active_units([[1, 2], [3]]),
            lambda: mutual_information([["x"]], [[0]], [[0]]),
        ):
            with self.assertRaisesRegex(ValueError, "must (be|have)"):
                call()


class Rows(InFolder):
    def test_columns_may_come_later_and_be_missing(self):
        with Record(self.folder, columns=["recon", "kl"]) as record:
            record.log(step=0, kl=0.1)
            self.assertEqual(self.text(), "step,recon,kl\n0,,0.1\n")
            record.log(step=1, kl=None, beta=1)
            self.assertEqual(self.text(), "step,recon,kl,beta\n0,,0.1,\n1,,,1.0\n")
            record.log(step=1, recon=Tensor(2))
            record.log(step=2.0, kl=math.nan, beta=-math.inf)
        self.assertEqual(self.text(), "step,recon,kl,beta\n0,,0.1,\n1,,,1.0\n"
                                      "1,2.0,,\n2,,nan,-inf\n")
        self.assertEqual(os.listdir(self.folder), ["metrics.csv"])

    def test_earlier_record_is_replaced(self):
        with Record(self.folder) as record:
            record.log(0, mu=[[0.0]], logvar=[[0.0]])
        self.assertTrue(os.path.exists(self.path("dims.csv")))
        record = Record(self.folder)
        self.assertEqual(os.listdir(self.folder), [])
        record.log(0, kl=1)
        record.close()
        record.close()
        self.assertEqual(os.listdir(self.folder), ["metrics.csv"])

    def test_dimensions_are_left_out_unless_all_steps_have_them(self):
        with Record(self.folder) as record:
            record.log(0, mu=[[0.0]], logvar=[[0.0]])
            record.log(1, kl=2)
        self.assertEqual(os.listdir(self.folder), ["metrics.csv"])

    def test_record_is_closed_by_an_exception(self):
        with self.assertRaises(KeyError):
            with Record(self.folder) as record:
                record.log(0, kl=1)
                raise KeyError
        self.assertEqual(self.text(), "step,kl\n0,1.0\n")

    def test_noise_is_the_same_in_every_row(self):
        mu, logvar = [[0.0], [1.0], [2.0]], [[-1.0], [0.0], [-2.0]]
        with Record(self.folder) as record:
            record.log(0, mu=mu, logvar=logvar)
            record.log(1, mu=mu, logvar=logvar)
        first, second = read_table(self.path())
        self.assertEqual(first["mi"], second["mi"])

    def test_bad_calls_name_column_and_value(self):
        bad = (
            ({"step": -1, "kl": 1}, "step is -1; must be a whole number from 0"),
            ({"step": 0.5, "kl": 1}, "step is 0.5; must be a whole number from 0"),
            ({"step": "3", "kl": 1}, "step is '3'; must be a number"),
            ({"step": 3, "kl": 1}, "step is 3, after step 5; must not fall"),
            ({"step": 6}, "step is 6; the row has no value"),
            ({"step": 6, "kl": None}, "step is 6; the row has no value"),
            ({"step": 6, "kl": "1.5"}, "kl is '1.5'; must be a number"),
            ({"step": 6, "kl": [1]}, "kl is [1]; must be a number"),
            ({"step": 6, "kl": 10 ** 400}, "must be within the range of a float"),
            ({"step": 6, "kl": Tensor([1, 2])}, "must be one number"),
            ({"step": 6, "k,l": 1}, "column is 'k,l'; must be a name"),
            ({"step": 6, "": 1}, "column is ''; must be a name"),
            ({"step": 6, "mu": [[0]]}, "logvar is None; mu and logvar go together"),
            ({"step": 6, "z": [[0]]}, "mu is None; mu and logvar go together"),
            ({"step": 6, "mu": [[0]], "logvar": [[0, 1]]},
             "mu [1, 1], logvar [1, 2] must have one shape"),
        )
        with Record(self.folder) as record:
            record.log(5, kl=1)
            for call, message in bad:
                with self.assertRaises(ValueError) as caught:
                    record.log(**call)
                self.assertIn(message, str(caught.exception))
        with self.assertRaisesRegex(ValueError, "step is 6; the record is closed"):
            record.log(6, kl=1)
        self.assertEqual(self.text(), "step,kl\n5,1.0\n")
        with self.assertRaisesRegex(ValueError, "column is 'kl'; must be there once"):
            Record(self.folder, columns=["kl", "kl"])


class Callbacks(InFolder):
    """With stand-ins for the packages: what the callbacks use of them."""

    def stand_in(self, name, **members):
        parts = name.split(".")
        for i in range(len(parts)):
            whole = ".".join(parts[: i + 1])
            before = sys.modules.get(whole)
            module = types.ModuleType(whole)
            sys.modules[whole] = module
            self.addCleanup(sys.modules.pop, whole, None)
            assert before is None, "%s is there" % whole
        for member, value in members.items():
            setattr(module, member, value)

    def test_nothing_is_imported_before(self):
        code = ("import sys; before = set(sys.modules); import klimb_record; "
                "print(*set(sys.modules) - before)")
        environment = {**os.environ, "PYTHONPATH": os.path.dirname(klimb_record.__file__)}
        out = subprocess.run([sys.executable, "-c", code], check=True, env=environment,
                             stdout=subprocess.PIPE).stdout.decode()
        heavy = {"lightning", "pytorch_lightning", "transformers", "torch", "numpy"}
        self.assertFalse(set(out.split()) & heavy)
        with self.assertRaises(AttributeError):
            klimb_record.NoSuchThing

    def test_lightning(self):
        self.stand_in("lightning.pytorch.callbacks", Callback=type("Callback", (), {}))
        self.addCleanup(klimb_record.__dict__.pop, "LightningCallback", None)
        callback = klimb_record.LightningCallback(self.folder, every=2)
        trainer = types.SimpleNamespace(global_step=0, sanity_checking=False, callback_metrics={})
        callback.on_fit_start(trainer, None)
        for step in (1, 2, 3, 4):
            trainer.global_step = step
            trainer.callback_metrics["train_kl"] = Tensor(step / 2)
            callback.on_train_batch_end(trainer, None, None, None, 0)
        trainer.callback_metrics.update({"val_kl": 7.5, "words": "x"})
        callback.on_validation_end(trainer, None)
        callback.on_fit_end(trainer, None)
        self.assertEqual(self.text(), "step,train_kl,val_kl\n2,1.0,\n4,2.0,\n4,,7.5\n")

    def test_hugging_face(self):
        self.stand_in("transformers", TrainerCallback=type("TrainerCallback", (), {}))
        self.addCleanup(klimb_record.__dict__.pop, "HuggingFaceCallback", None)
        callback = klimb_record.HuggingFaceCallback(self.folder)
        state = types.SimpleNamespace(global_step=0, is_world_process_zero=True)
        callback.on_train_begin(None, state, None)
        state.global_step = 10
        callback.on_log(None, state, None, logs={"loss": 3.5, "epoch": 0.25, "step": 9})
        callback.on_log(None, state, None, logs={})
        callback.on_train_end(None, state, None)
        self.assertEqual(self.text(), "step,loss,epoch\n10,3.5,0.25\n")


if __name__ == "__main__":
    unittest.main()
