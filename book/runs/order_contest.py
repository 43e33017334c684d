"""Tune networks widely on the two tasks of the chapter on order, and compare them.

    python book/runs/order_contest.py [--tuning 10] [--test 60] [--record]

The contest is that of the chapter, with the wider grids below: hidden units, learning rate, weight
decay and number of epochs, but on the first mark no weight decay for the recurrent network, and no
choice of units for the order-blind one with a clock. Every setting is tried on the tuning seeds,
and the best one of each network runs once on the test seeds, where processor time is measured too.
With --record the result goes to book/runs/order_contest.json, which the chapter shows. One thread;
about ten minutes.
"""

import argparse
import json
import platform
from pathlib import Path

import torch

from rnnbook.data import first_mark_pairs, stack_over_seeds, trend_pairs
from rnnbook.evidence import Contender, contest
from rnnbook.models import OrderBlindMLP, RNNEnsemble, SimpleRNN, StackedModules, WindowMLP
from rnnbook.training import evaluate_ensemble, train_ensemble

RECORDED = Path(__file__).with_suffix(".json")
LENGTH, PAIRS, NEW_PAIRS, FIRST_NEW = 20, 256, 500, 10_000
TASKS = {"trend": trend_pairs, "first mark": first_mark_pairs}


def draw(make_twins):
    """Return ``data(seeds)``: pairs to learn from and new ones, for each seed."""

    def data(seeds):
        return [
            stack_over_seeds(
                lambda seed, first=first, pairs=pairs: make_twins(pairs, LENGTH, seed=first + seed),
                seeds,
            )
            for first, pairs in ((0, PAIRS), (FIRST_NEW, NEW_PAIRS))
        ]

    return data


def with_clock(x):
    """Return x (S, N, T, 1) with the position t / T as a second feature."""
    clock = torch.arange(1, LENGTH + 1, dtype=x.dtype) / LENGTH
    return torch.cat([x, clock[:, None].expand_as(x)], dim=3)


def scored(make, *, change=None):
    """Return ``run(data, seeds, **setting)`` for the networks of ``make(hidden_size, seed)``."""

    def run(data, seeds, *, hidden_size, lr, weight_decay=0.0, epochs):
        (x, y), (x_new, y_new) = data
        if change is not None:
            x, x_new = change(x), change(x_new)
        modules = [make(hidden_size, seed) for seed in seeds]
        recurrent = isinstance(modules[0], SimpleRNN)
        nets = (RNNEnsemble if recurrent else StackedModules)(modules)
        optimizer = torch.optim.AdamW(
            nets.parameters(), lr=lr, weight_decay=weight_decay, fused=True
        )
        train_ensemble(
            nets, optimizer, x, y, epochs=epochs, seeds=seeds, batch_size=64, clip_norm=1.0,
            progress=False,
        )  # fmt: skip
        return evaluate_ensemble(nets, x_new, y_new).accuracy

    return run


def contender(make, grid, *, change=None):
    """Return a contender whose number of weights is counted from a network."""

    def weights(hidden_size, **_):
        return sum(p.numel() for p in make(hidden_size, 0).parameters())

    return Contender(scored(make, change=change), grid, weights)


GRIDS = {
    "trend": {
        "window": {
            "hidden_size": (4, 16, 64, 256),
            "lr": (0.0003, 0.001, 0.003, 0.01),
            "weight_decay": (0.0, 0.3, 1.0, 3.0),
            "epochs": (15, 30, 60),
        },
        "SimpleRNN": {
            "hidden_size": (16, 32, 64),
            "lr": (0.001, 0.003, 0.01),
            "weight_decay": (0.0, 0.3, 1.0, 3.0),
            "epochs": (30, 60, 120),
        },
        "order-blind with a clock": {
            "hidden_size": (16,),
            "lr": (0.003, 0.01, 0.03, 0.1),
            "weight_decay": (0.0, 0.3, 1.0),
            "epochs": (30, 60, 120),
        },
    },
    "first mark": {
        "window": {
            "hidden_size": (16, 64, 256),
            "lr": (0.003, 0.01, 0.03, 0.1),
            "weight_decay": (0.0, 0.3),
            "epochs": (30, 60, 120),
        },
        "SimpleRNN": {
            "hidden_size": (16, 32),
            "lr": (0.003, 0.01, 0.03),
            "epochs": (30, 60, 120),
        },
    },
}


def contenders(task):
    """Return the networks of the chapter by name, and on the trend the one with a clock."""
    kinds = {
        "window": (lambda h, s: WindowMLP(1, LENGTH, h, 2, seed=s), None),
        "SimpleRNN": (lambda h, s: SimpleRNN(1, h, 2, seed=s), None),
        "order-blind with a clock": (lambda h, s: OrderBlindMLP(2, h, 2, seed=s), with_clock),
    }
    return {
        name: contender(kinds[name][0], grid, change=kinds[name][1])
        for name, grid in GRIDS[task].items()
    }


def main():
    """Print the tables; write the record if asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tuning", type=int, default=10)
    parser.add_argument("--test", type=int, default=60)
    parser.add_argument("--record", action="store_true", help=f"write {RECORDED.name}")
    options = parser.parse_args()
    torch.set_num_threads(1)
    tasks = {}
    for task, make_twins in TASKS.items():
        result = contest(
            draw(make_twins), contenders(task), tuning=options.tuning, test=options.test
        )
        print(f"{task}\n{result}", flush=True)
        tasks[task] = {
            name: {
                "setting": entry.setting,
                "edges": entry.edges,
                "weights": entry.parameters,
                "seconds": round(entry.seconds, 2),
                "mean": round(entry.mean.estimate, 5),
                "low": round(entry.mean.low, 5),
                "high": round(entry.mean.high, 5),
                "scores": [round(float(score), 5) for score in entry.scores],
                "sweep": [setting | {"score": round(score, 5)} for setting, score in entry.sweep],
            }
            for name, entry in result.entries.items()
        }
    if options.record:
        record = {
            "command": f"python book/runs/order_contest.py --tuning {options.tuning} "
            f"--test {options.test} --record",
            "versions": {"python": platform.python_version(), "torch": torch.__version__},
            "machine": {"processor": platform.machine(), "threads": 1},
            "length": LENGTH,
            "pairs": PAIRS,
            "new_pairs": NEW_PAIRS,
            "tuning": options.tuning,
            "test": options.test,
            "tasks": tasks,
        }
        RECORDED.write_text(json.dumps(record, indent=1) + "\n", "utf-8")
        print(f"recorded in {RECORDED}")


if __name__ == "__main__":
    main()
