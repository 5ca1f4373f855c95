"""klimb's optimisers once more by torch.optim, with the same gradients.

    build/release/harness/tests/optimisers/updates > FILE
    python3 harness/tests/optimisers/repeat.py FILE [--bug beta2|coupled|late|unscaled]

Each case (see updates.c) is repeated in float32: torch.optim for the update and the weight decay, torch.optim.lr_scheduler
for the learning rate, torch.nn.utils for clipping, in the order in which a training loop calls them. Learning rates have to
change where there is a decay, and to agree within 1e-12 of their value, and parameters within 4e-6 of their size and the way they went. --bug plants a
fault in torch's part. Exit code: 0 all agree, 1 some do not, 2 a kind is unknown here.
"""

import argparse
import json
import sys

import torch

RATE_TOLERANCE = 1e-12
TOLERANCE = 4e-6  # 33 roundings of float32, in 96 steps; clip_grad_norm_ adds 1e-6 to the norm

BUGS = {
    "beta2": "beta2 is 0.999",
    "coupled": "the weight decay of AdamW goes through the gradient",
    "late": "the scheduler is a step late",
    "unscaled": "the norm is not clipped",
}

OPTIMISERS = {
    "adam": lambda p, case, bug: torch.optim.Adam(p, **adam_settings(case, bug)),
    "adamw": lambda p, case, bug: (torch.optim.Adam if bug == "coupled" else torch.optim.AdamW)(
        p, **adam_settings(case, bug)),
    "sgd": lambda p, case, bug: torch.optim.SGD(
        p, lr=case["learning_rate"], momentum=case["momentum"], weight_decay=case["weight_decay"]),
}


def adam_settings(case, bug):
    beta2 = 0.999 if bug == "beta2" else case["beta2"]
    return {"lr": case["learning_rate"], "betas": (case["beta1"], beta2), "eps": case["epsilon"],
            "weight_decay": case["weight_decay"]}


def every(case):
    return int(case["decay_every"])


SCHEDULERS = {
    "constant": lambda o, case: [],
    "cosine": lambda o, case: [torch.optim.lr_scheduler.CosineAnnealingLR(o, int(case["length"]))],
    "linear": lambda o, case: [torch.optim.lr_scheduler.LinearLR(o, 1, 0, int(case["length"]))],
    "exponential": lambda o, case: [
        torch.optim.lr_scheduler.ExponentialLR(o, case["decay_factor"] ** (1 / every(case)))],
    "step": lambda o, case: [torch.optim.lr_scheduler.StepLR(o, every(case), case["decay_factor"])],
    "milestones": lambda o, case: [
        torch.optim.lr_scheduler.MultiStepLR(o, case["milestones"], case["decay_factor"])],
    "plateau": lambda o, case: [],
}


class Plateau:
    """ReduceLROnPlateau gets the mean loss of a period, as it gets that of an epoch elsewhere. With warm-up it has a rate
    of its own, for it sets the rate and the warm-up multiplies it."""

    def __init__(self, case):
        self.case, self.losses = case, []
        self.carrier = torch.optim.SGD([torch.zeros(1)], lr=case["learning_rate"])
        self.scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(
            self.carrier, factor=case["decay_factor"], patience=int(case["patience"]),
            threshold=case["threshold"], eps=0)

    def rate(self, step, loss):
        if step > 0 and step % every(self.case) == 0:
            self.scheduler.step(sum(self.losses) / len(self.losses))
            self.losses = []
        self.losses.append(loss)
        return self.carrier.param_groups[0]["lr"]


def schedulers_of(optimiser, case):
    warmup = int(case["warmup"])
    rises = [torch.optim.lr_scheduler.LinearLR(optimiser, 1 / warmup, 1, warmup - 1)] if warmup > 1 else []
    return rises + SCHEDULERS[case["decay"]](optimiser, case)


def clip(p, case, bug):
    if case["clip_value"] > 0:
        torch.nn.utils.clip_grad_value_([p], case["clip_value"])
    if case["clip_norm"] > 0 and bug != "unscaled":
        torch.nn.utils.clip_grad_norm_([p], case["clip_norm"])


def repeat(case, bug):
    """The largest relative differences of rates and of parameters."""
    p = torch.nn.Parameter(torch.tensor(case["start"], dtype=torch.float32))
    start = p.detach().clone()
    optimiser = OPTIMISERS[case["kind"]]([p], case, bug)
    schedulers = schedulers_of(optimiser, case)
    plateau = Plateau(case) if case["decay"] == "plateau" else None
    worst_rate = worst = 0.0
    for step, row in enumerate(case["steps"]):
        group = optimiser.param_groups[0]
        if plateau:
            rise = min((step + 1) / case["warmup"], 1) if case["warmup"] > 1 else 1
            group["lr"] = plateau.rate(step, row["loss"]) * rise
        p.grad = torch.tensor(row["g"], dtype=torch.float32)
        clip(p, case, bug)
        largest = max(group["lr"], row["rate"], sys.float_info.min)
        worst_rate = max(worst_rate, abs(group["lr"] - row["rate"]) / largest)
        optimiser.step()
        for scheduler in schedulers:
            if not (bug == "late" and step == 0):
                scheduler.step()
        ours = torch.tensor(row["p"], dtype=torch.float32)
        scale = ours.abs() + (ours - start).abs()
        worst = max(worst, float(((p.detach() - ours).abs() / scale).max()))
    return worst_rate, worst


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--bug", choices=sorted(BUGS))
    options = parser.parse_args()
    with open(options.file, encoding="utf-8") as file:
        cases = [json.loads(line) for line in file]
    unknown = sorted({case["kind"] for case in cases} - set(OPTIMISERS)) + sorted(
        {case["decay"] for case in cases} - set(SCHEDULERS))
    if unknown:
        print("no counterpart in torch is named in repeat.py for: " + ", ".join(unknown))
        return 2
    failed = 0
    for case in cases:
        rate, parameters = repeat(case, options.bug)
        rates = {row["rate"] for row in case["steps"]}
        is_tried = len(rates) > 1 or case["decay"] == "constant"
        agrees = rate <= RATE_TOLERANCE and parameters <= TOLERANCE and is_tried
        failed += not agrees
        print("%-6s %-34s rates %.1e, parameters %.1e" %
              ("ok" if agrees else "FAILED", case["name"], rate, parameters))
    print("%d passed, %d failed" % (len(cases) - failed, failed))
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
