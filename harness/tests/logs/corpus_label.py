"""The label of a run: from what was measured in it and in its continuation, never from its log.

`judge(run)` gives (label, also, notes), or (None, "", reason) for a run that is between two labels.
`also` names a label that is right too. In "steps" below, T is the length of the log.
"""

import math

SETTLED = 0.06  # of the gain: less is creeping
IMPROVES = 0.10  # of the gain: more is learning
TINY_BETA = 0.01  # below, KL costs next to nothing
NO_KL = 0.1  # nats


class Truth:
    def __init__(self, run):
        self.run, self.config = run, run["config"]
        self.length = self.config["steps"]
        self.by_step = {one["step"]: one for one in run["truth"]}

    def at(self, place):
        return self.by_step[round(self.length * place)]

    def cost(self, place):
        """The objective under the weight that the log ends with, so that places are comparable."""
        one, last = self.at(place), self.at(1)
        if self.config["schedule"] == "capacity":
            return one["recon"]
        return one["recon"] + last["beta"] * one["kl"]

    def gain(self):
        """From the best constant answer to the end of the continuation."""
        begin, end = self.cost(0), min(self.cost(3), self.cost(1))
        return max(min(begin, self.run["baseline"]) - end, 0.2 * (begin - end), 1e-9)

    def is_finite(self, place):
        return math.isfinite(self.at(place)["recon"]) and math.isfinite(self.at(place)["kl"])


def is_dead(one):
    return one["active"] == 0 and one["kl"] < NO_KL and one["mi"] < NO_KL


def judge_explosion(truth):
    if not truth.is_finite(1):
        return "explosion", "", "non-finite weights"
    if not truth.is_finite(3):
        return None, "", "non-finite only behind the log"
    places = (0.02, 0.1, 0.25, 0.5, 0.75, 0.9)
    low = min(truth.cost(0), *[truth.cost(place) for place in places if truth.is_finite(place)])
    size = abs(truth.cost(0)) + abs(low)
    rise, later = truth.cost(1) - low, truth.cost(3) - low
    if rise > 10 * size and later > 10 * size:
        return "explosion", "", "finite blow-up"
    if rise > 0.5 * size:
        return None, "", "cost rose by a small factor"
    return None


def does_not_move(truth):
    """Neither term has changed by 0.5 % of the cost, at T and at 3T."""
    begin, small = truth.at(0), 0.005 * abs(truth.cost(0))
    return all(abs(truth.at(place)[term] - begin[term]) < small for place in (0.5, 1, 2, 3) for term in ("recon", "kl"))


def judge_stuck(truth):
    config, begin, end = truth.config, truth.at(0), truth.at(1)
    fault = config.get("fault")
    if fault in ("frozen", "no-gradient") or config["lr"] <= 1e-7:
        if abs(truth.cost(1) - truth.cost(0)) < 0.01 * abs(truth.cost(0)):
            return "not-learning", "collapse" if is_dead(end) else "", fault or "lr %g" % config["lr"]
        return None, "", "weights do not move, cost does"
    if fault == "wrong-sign":
        is_worse = truth.cost(1) > truth.cost(0) - 0.01 * abs(truth.cost(0))
        return ("not-learning", "", "wrong sign") if is_worse else (None, "", "wrong sign, and better")
    if does_not_move(truth):
        cause = fault or "lr %g" % config["lr"]
        return "not-learning", "collapse" if is_dead(end) else "", "nothing moves: %s" % cause
    worst = truth.run["baseline"] - 0.005 * abs(truth.run["baseline"])
    if end["recon"] > worst and truth.at(3)["recon"] > worst and not is_dead(end) and end["kl"] > NO_KL:
        if truth.cost(1) - truth.cost(3) > IMPROVES * (truth.cost(0) - truth.cost(1)) > 0:
            return None  # slow, but it learns
        if begin["recon"] - end["recon"] > 0.03 * abs(begin["recon"]):
            return None, "", "recon reaches the constant answer, KL is not 0"
        if any(truth.at(place)["recon"] < 0.97 * worst for place in (0.1, 0.25, 0.5, 0.75, 0.9)):
            return None, "", "learned, then failed"
        if end["recon"] < begin["recon"] and truth.cost(1) - truth.cost(3) > 0.02 * abs(truth.cost(1)):
            return None
        return "not-learning", "", "no better than a constant answer: %s" % (fault or "lr %g" % config["lr"])
    return None


def judge_dead(truth):
    end = truth.at(1)
    if not is_dead(end):
        return (None, "", "alive at the end, dead later") if is_dead(truth.at(3)) else None
    if is_dead(truth.at(1.5)) and is_dead(truth.at(2)) and is_dead(truth.at(3)):
        if truth.config["schedule"] in ("linear", "sigmoid",
                "late") and truth.config["ramp_steps"] > 0.8 * truth.length:
            return None, "", "dead before the ramp ends"
        begin = truth.at(0)
        is_flat = begin["kl"] < 3 * NO_KL and abs(begin["recon"] - end["recon"]) < 0.01 * abs(end["recon"])
        return "collapse", "not-learning" if is_flat else "", "recon flat" if is_flat else "recon falls, latent dead"
    if truth.at(3)["active"] > 0 and truth.at(3)["kl"] > 3 * NO_KL:
        return "learning", "collapse", "leaves the collapsed state after the log"
    return None, "", "dead at the end, unclear later"


def ramp_effect(truth):
    """What the ramp of beta does that would be a symptom at fixed beta."""
    places, end = (0.02, 0.1, 0.25, 0.5, 0.75, 0.9), truth.at(1)
    before = [truth.at(place) for place in places]
    effects = []
    if max(one["kl"] for one in before) > 1.15 * end["kl"] + 0.05:
        effects.append("KL rebounds")
    low = min(one["recon"] for one in before)
    if end["recon"] > low + 0.02 * abs(low):
        effects.append("recon rises")
    low = min(one["objective"] for one in before)
    if end["objective"] > low + 0.03 * abs(low):
        effects.append("total rises")
    return effects


def judge_ramp(truth):
    config = truth.config
    if config["schedule"] not in ("linear", "sigmoid", "late", "cyclical"):
        return None
    share = config["ramp_steps"] / truth.length
    effects = ramp_effect(truth)
    if config["schedule"] == "cyclical" or share >= 0.45:
        if effects and truth.at(1)["active"] > 0:
            return "annealing", "", ", ".join(effects)
        return None, "", "a ramp without effect"
    if share > 0.25:
        return None, "", "a ramp that ended in the middle"
    return None


def judge_capacity(truth):
    config = truth.config
    if config["schedule"] != "capacity" or config["ramp_steps"] < 0.95 * truth.length:
        return None
    if truth.at(1)["recon"] - truth.at(3)["recon"] > IMPROVES * truth.gain() and truth.at(1)["active"] > 0:
        return "learning", "annealing", "capacity still rises"
    return None, "", "capacity rises, recon does not fall"


def near_learning(truth, more):
    if truth.at(1)["kl"] < NO_KL:
        return "collapse"
    if truth.cost(0.5) - truth.cost(1) < 0.02 * truth.gain():
        return "not-learning"  # a plateau that it leaves behind the log
    return "healthy" if more < 1.5 * IMPROVES else ""


def judge_course(truth):
    end, later = truth.at(1), truth.at(3)
    gain = truth.gain()
    more = (truth.cost(1) - truth.cost(3)) / gain
    soon = (truth.cost(1) - truth.cost(1.5)) / gain
    recon_more = (end["recon"] - later["recon"]) / max(min(truth.at(0)["recon"],
        truth.run["baseline"]) - later["recon"], 1e-9)
    if end["beta"] <= TINY_BETA and truth.config["schedule"] == "constant":
        rises = later["kl"] > 1.2 * end["kl"] and truth.at(1.5)["kl"] > 1.04 * end["kl"] > 1.04 * truth.at(0.75)["kl"]
        if rises and end["kl"] > 2 and recon_more < IMPROVES:
            factor = later["kl"] / end["kl"]
            return "runaway", "", "KL x%.2f in the continuation, recon %.1f %%" % (factor, 100 * recon_more)
        if rises and recon_more < 0.2:
            return None, "", "between runaway and learning"
        if max(later["kl"] / end["kl"], end["kl"] / truth.at(0.75)["kl"]) > 1.06 and more < IMPROVES:
            return None, "", "between runaway and healthy"
    change = abs(later["kl"] - end["kl"])
    if more < SETTLED and soon < SETTLED / 2 and change < 0.2 * end["kl"] + 0.05 and end["active"] > 0 and more > -0.05:
        if end["mi"] < NO_KL:
            return None, "", "healthy, but barely alive"
        note = "recon falls by %.2g %%" % (100 * (truth.at(0)["recon"] - end["recon"]) / abs(truth.at(0)["recon"]))
        return "healthy", "learning" if more > SETTLED / 2 else "", note
    if gain < 0.003 * abs(truth.cost(0)) and more > IMPROVES:
        return None, "", "learning, but with little to learn"
    if more > IMPROVES and truth.cost(1) - truth.cost(3) > 0.03 * (truth.cost(0) - truth.cost(1)):
        return "learning", near_learning(truth, more), "gains %.0f %% more" % (100 * more)
    return None, "", "between healthy and learning"


def has_left_the_prior(truth):
    """A KL that costs nothing and is mostly distance of the aggregate posterior from the prior, KL - MI, not information."""
    end = truth.at(1)
    is_free = end["beta"] <= TINY_BETA and end["beta"] * end["kl"] < TINY_BETA * truth.gain()
    return truth.config["schedule"] == "constant" and is_free and end["kl"] > 2 and end["kl"] - end["mi"] > end["mi"]


def judge_all(run):
    truth = Truth(run)
    if not truth.is_finite(0):
        return None, "", "non-finite at the start"
    for rule in (judge_explosion, judge_stuck, judge_dead, judge_ramp, judge_capacity, judge_course):
        verdict = rule(truth)
        if verdict is not None:
            return verdict
    raise AssertionError("judge_course decides")


def judge(run):
    label, also, notes = judge_all(run)
    if label in ("healthy", "learning") and has_left_the_prior(Truth(run)):
        also = (also + " runaway").strip()
        notes += "; the aggregate posterior has left the prior"
    return label, also, notes
