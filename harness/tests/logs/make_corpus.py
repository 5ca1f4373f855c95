#!/usr/bin/env python3
"""Make the corpus of labelled training logs: train, label by what is true of the run, write logs.

    python3 make_corpus.py --train        # runs that are not in the cache yet (half an hour on two cores)
    python3 make_corpus.py --write        # tune/, calibrate/ and look/ from the cache
    python3 make_corpus.py                # both

Needs PyTorch and NumPy. A seed gives the same run wherever PyTorch adds in the same order.
"""

import argparse
import multiprocessing
import os
import pickle
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
# Seeds from ...400 on draw what is rare, see RARE in corpus_draw.py; from FAMILY on they draw pairs of model and data that those
# before never have.
SEEDS = {
    "tune": [*range(1000, 1300), *range(1400, 1460), *range(5000, 5300), *range(5400, 5470)],
    "calibrate": [*range(9000, 9300, 2), *range(9400, 9470, 2)],
    "look": [*range(9001, 9300, 2), *range(9401, 9470, 2)],
}
FAMILY = 5000


def cache_name(cache, seed):
    return os.path.join(cache, "%d.pickle" % seed)


def train_seed(job):
    import torch

    from corpus_draw import draw
    from corpus_train import train

    torch.set_num_threads(1)
    seed, cache = job
    name = cache_name(cache, seed)
    if os.path.exists(name):
        return seed, 0.0
    run = train(draw(seed, "tune" if seed < FAMILY else "look"))
    with open(name + ".part", "wb") as file:
        pickle.dump(run, file)
    os.replace(name + ".part", name)
    return seed, run["seconds"]


def train_all(halves, cache, jobs, some):
    os.makedirs(cache, exist_ok=True)
    work = [(seed, cache) for half in halves for seed in SEEDS[half] if some is None or seed in some]
    with multiprocessing.Pool(jobs) as pool:
        for seed, seconds in pool.imap(train_seed, work):
            if seconds:
                print("seed %d: %.1f s" % (seed, seconds), flush=True)


def seed_range(text):
    first, last = text.split("-")
    return range(int(first), int(last) + 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", action="store_true", help="only train what the cache does not have")
    parser.add_argument("--write", action="store_true", help="only write the logs")
    parser.add_argument("--half", choices=sorted(SEEDS), action="append", help="default: all")
    parser.add_argument("--seeds", type=seed_range, metavar="FIRST-LAST", help="only train these")
    parser.add_argument("--cache", default="build/corpus", help="folder of trained runs; default: build/corpus")
    parser.add_argument("--out", default=HERE, help="folder of tune/, calibrate/ and look/; default: that of this script")
    parser.add_argument("--jobs", type=int, default=2, help="runs at once; default: 2")
    options = parser.parse_args()
    halves = options.half or list(SEEDS)
    if options.train or not options.write:
        train_all(halves, options.cache, options.jobs, options.seeds)
    if options.write or not options.train:
        from corpus_write import write_half

        for half in halves:
            write_half(half, SEEDS[half], options.cache, options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
