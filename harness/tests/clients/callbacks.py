"""What the callbacks of klimb_record.py log of a tiny model in Lightning and in Hugging Face's Trainer, and what klimb
makes of it. See callbacks.sh."""

import os
import subprocess
import sys
import tempfile
import traceback

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "clients"))
import torch
from torch import nn
from torch.utils.data import DataLoader

import klimb_record

STEPS, EVERY = 20, 5


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.decoder = nn.Linear(6, 4), nn.Linear(2, 6)

    def terms(self, x):
        mu, logvar = self.encoder(x).chunk(2, 1)
        z = mu + torch.exp(logvar / 2) * torch.randn_like(mu)
        kl = (mu**2 + logvar.exp() - 1 - logvar).sum(1).mean() / 2
        return ((self.decoder(z) - x) ** 2).sum(1).mean() / 2, kl


def read(folder):
    with open(os.path.join(folder, "metrics.csv"), encoding="utf-8") as file:
        rows = [line.rstrip("\n").split(",") for line in file]
    return rows[0], rows[1:]


def check(condition, words):
    if not condition:
        raise AssertionError(words)


def in_lightning(folder):
    import lightning

    class Module(lightning.LightningModule):
        def __init__(self):
            super().__init__()
            self.vae = VAE()

        def training_step(self, batch, _):
            recon, kl = self.vae.terms(batch)
            self.log("train_recon", recon)
            self.log("train_kl", kl)
            return recon + kl

        def validation_step(self, batch, _):
            recon, kl = self.vae.terms(batch)
            self.log("val_recon", recon)
            self.log("val_kl", kl)

        def configure_optimizers(self):
            return torch.optim.Adam(self.parameters())

    data = DataLoader(torch.randn(40, 6), batch_size=4)  # 10 steps an epoch
    trainer = lightning.Trainer(
        max_steps=STEPS, accelerator="cpu", logger=False, enable_checkpointing=False,
        enable_progress_bar=False, callbacks=[klimb_record.LightningCallback(folder, every=EVERY)])
    trainer.fit(Module(), data, data)
    columns, rows = read(folder)
    check(set(columns) == {"step", "train_recon", "train_kl", "val_recon", "val_kl"}, columns)
    steps = [int(row[0]) for row in rows]
    check(sorted(set(steps)) == [5, 10, 15, 20], steps)
    filled = [int(row[0]) for row in rows if row[columns.index("val_kl")]]
    check(filled == [10, 20], "validation at %s" % filled)


def in_hugging_face(folder):
    import transformers

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.vae = VAE()

        def forward(self, x):
            recon, kl = self.vae.terms(x)
            return {"loss": recon + kl, "recon": recon.detach(), "kl": kl.detach()}

    class Trainer(transformers.Trainer):
        """Logs the two terms beside the loss."""

        def compute_loss(self, model, inputs, return_outputs=False, **named):
            outputs = model(**inputs)
            self.terms = {name: outputs[name].item() for name in ("recon", "kl")}
            return (outputs["loss"], outputs) if return_outputs else outputs["loss"]

        def log(self, logs, *rest, **named):
            super().log({**logs, **self.terms}, *rest, **named)

    options = transformers.TrainingArguments(
        output_dir=os.path.join(folder, "output"), max_steps=STEPS, logging_steps=EVERY, report_to=[], save_strategy="no",
        per_device_train_batch_size=4, disable_tqdm=True)
    data = [{"x": row} for row in torch.randn(40, 6)]
    Trainer(model=Model(), args=options, train_dataset=data,
            callbacks=[klimb_record.HuggingFaceCallback(folder)]).train()
    columns, rows = read(folder)
    check({"recon", "kl", "loss", "epoch"} <= set(columns), columns)
    steps = sorted({int(row[0]) for row in rows})
    check(steps == [5, 10, 15, 20], steps)


def main(klimb):
    passed = failed = 0
    for test in (in_lightning, in_hugging_face):
        with tempfile.TemporaryDirectory() as folder:
            try:
                test(folder)
                subprocess.run([klimb, "plot", "log", os.path.join(folder, "metrics.csv"), "--output",
                                os.path.join(folder, "log.svg")], check=True)
                passed += 1
            except Exception:
                failed += 1
                print("FAILED: %s" % test.__name__)
                traceback.print_exc(file=sys.stdout)
    print("%d passed, %d failed, 0 skipped" % (passed, failed))
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
