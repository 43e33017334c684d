"""Train networks with many activation functions and starts on early marks, each at its best rate.

    python book/runs/activation_rates.py [--tuning 40] [--test 100] [--only GROUP] [--record]

The task is the first mark with the marks at steps 1 and 2 of 20, as in the chapter on activation
functions. Every row is one side of a contest: Adam's rate (SGD's, in two rows) is chosen on seeds
of its own, and the result comes from others. The activation functions are c tanh(k a) + d. With
``like_tanh`` a network starts as the very function that its tanh network starts as. ``through``
lets the shift d act on the values only, or on the gradients only. With --record the result goes
to book/runs/activation_rates.json, which the chapter shows.
"""

import argparse
import json
import platform
import time
from functools import partial
from pathlib import Path

import torch
from torch.func import functional_call

from rnnbook.data import first_mark_pairs, stack_over_seeds
from rnnbook.evidence import Contender, contest, proportion
from rnnbook.models import RNNEnsemble
from rnnbook.training import evaluate_ensemble, train_ensemble

RECORDED = Path(__file__).with_suffix(".json")
RATES = (0.0025, 0.005, 0.01, 0.02, 0.05, 0.1)


class Reshaped(RNNEnsemble):
    """Networks with the activation function c tanh(k a) + d, started at h_0 = d."""

    def shape(self, c, k, d, through, like_tanh):
        """Set the numbers; with ``like_tanh``, choose weights that compute what tanh would."""
        self.c, self.k, self.d, self.through = c, k, d, through
        self.plain = [RNNEnsemble([self.member(s) for s in range(self.members)])]
        rnn, fc = self.rnn, self.fc
        if like_tanh:
            with torch.no_grad():
                for weight in (rnn.weight_ih_l0, rnn.bias_ih_l0, rnn.bias_hh_l0):
                    weight /= k
                rnn.weight_hh_l0 /= k * c
                fc.weight /= c
                if through != "gradients":
                    rnn.bias_hh_l0 -= d * rnn.weight_hh_l0.sum(dim=2)
                    fc.bias -= d * fc.weight.sum(dim=2)
        return self

    def forward(self, x):
        """Return the logits of tanh networks with other weights, which compute the same."""
        rnn, c, k = self.rnn, self.c, self.k
        recurrent, output = rnn.weight_hh_l0, self.fc.weight
        weights = {
            "rnn.weight_ih_l0": k * rnn.weight_ih_l0,
            "rnn.bias_ih_l0": k * rnn.bias_ih_l0,
            "rnn.weight_hh_l0": k * c * recurrent,
            "rnn.bias_hh_l0": k * (rnn.bias_hh_l0 + self.shifted(recurrent)),
            "fc.weight": c * output,
            "fc.bias": self.fc.bias + self.shifted(output),
        }
        return functional_call(self.plain[0], weights, (x,))

    def shifted(self, weight):
        """Return what a shift of the states by d adds to the sums behind these weights."""
        ways = {"both": weight, "values": weight.detach(), "gradients": weight - weight.detach()}
        return self.d * ways[self.through].sum(dim=2)


def reshaped(seeds, c=1.0, k=1.0, d=0.0, through="both", like_tanh=False):
    """Return one such network for each seed."""
    nets = Reshaped.from_seeds(seeds, 1, 16, 2)
    return nets.shape(c, k, d, through, like_tanh)


def ordinary(seeds, **settings):
    """Return one network of the package for each seed."""
    return RNNEnsemble.from_seeds(seeds, 1, 16, 2, **settings)


def marks(seeds):
    """Return a training set and a test set of early marks for each seed."""

    def draw(pairs, first):
        return stack_over_seeds(
            lambda seed: first_mark_pairs(pairs, 20, seed=first + seed, positions=[1, 2]), seeds
        )

    return draw(256, 0), draw(100, 10_000)


def train(make, data, seeds, lr, *, optimizer="adam", epochs=25, faster=None, **settings):
    """Train as the chapter does, and return the accuracies; ``faster`` multiplies some rates."""
    nets = make(seeds, **settings)
    groups = [
        {"params": [p], "lr": lr * (faster or {}).get(name, 1.0)}
        for name, p in nets.named_parameters()
    ]
    chosen = torch.optim.Adam if optimizer == "adam" else torch.optim.SGD
    train_ensemble(
        nets, chosen(groups, fused=True), *data[0], epochs=epochs, batch_size=32, seeds=seeds,
        clip_norm=1.0, progress=False,
    )  # fmt: skip
    return evaluate_ensemble(nets, *data[1]).accuracy


def contenders():
    """Return all rows: the group, the name, how it is trained, and the rates to try."""
    flat, steep = {"c": 0.5, "k": 0.5}, {"c": 2.0, "k": 0.5}
    shapes = {
        "tanh": {},
        "tanh + 1": {"d": 1.0},
        "tanh + 1, starts as tanh": {"d": 1.0, "like_tanh": True},
        "4 (sigmoid - 1/2)": steep,
        "4 sigmoid": steep | {"d": 2.0},
        "sigmoid - 1/2": flat,
        "sigmoid": flat | {"d": 0.5},
        "sigmoid - 1/2, starts as tanh": flat | {"like_tanh": True},
        "sigmoid, starts as tanh": flat | {"d": 0.5, "like_tanh": True},
    }
    for name, settings in shapes.items():
        yield "shape", name, partial(train, reshaped, **settings), RATES
    for d in (-1.0, 0.25, 0.5, 2.0):
        settings = {"d": d, "like_tanh": True}
        yield "shift", f"{d:g}", partial(train, reshaped, **settings), RATES[1:5]
    for through in ("values", "gradients"):
        settings = {"d": 1.0, "like_tanh": True, "through": through}
        yield "through", through, partial(train, reshaped, **settings), RATES
    # The 16 weights into a unit, moved together by Adam, move its level 16 times as far as one of
    # them: the two biases of a sum and the 16 weights 18 times, in place of 2; for an output, 17.
    faster = {"rnn.bias_ih_l0": 9.0, "rnn.bias_hh_l0": 9.0, "fc.bias": 17.0}
    yield "biases", "as fast as with tanh + 1", partial(train, reshaped, faster=faster), RATES
    starts = {
        "ReLU, default": {"cell": "relu"},
        "ReLU, orthogonal": {"cell": "relu", "recurrent_init": "orthogonal"},
        "ReLU, orthogonal x sqrt 2": {
            "cell": "relu", "recurrent_init": "orthogonal", "gain": 2**0.5,
        },
        "ReLU, identity": {"cell": "relu", "recurrent_init": "identity"},
        "tanh, orthogonal": {"cell": "tanh", "recurrent_init": "orthogonal"},
        "leaky ReLU, default": {"cell": "leaky_relu"},
        "PReLU, default": {"cell": "prelu"},
        "nn.RNN's sigmoid, default": {"cell": "sigmoid"},
    }  # fmt: skip
    for name, settings in starts.items():
        yield "start", name, partial(train, ordinary, **settings), RATES
    like = {"d": 1.0, "like_tanh": True}
    for name, settings in {"tanh": {}, "tanh + 1, starts as tanh": like}.items():
        sgd = partial(train, reshaped, optimizer="sgd", **settings)
        yield "SGD", name, sgd, (0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
        yield (
            "four times as long",
            name,
            partial(train, reshaped, epochs=100, **settings),
            RATES[:4],
        )
    relu = partial(train, ordinary, epochs=100, cell="relu", recurrent_init="orthogonal")
    yield "four times as long", "ReLU, orthogonal", relu, RATES[:4]


def main():
    """Print a line for each row; write the record if asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tuning", type=int, default=40)
    parser.add_argument("--test", type=int, default=100)
    parser.add_argument("--only", help="run this group again, and keep the other rows recorded")
    parser.add_argument("--record", action="store_true", help=f"write {RECORDED.name}")
    options = parser.parse_args()
    torch.set_num_threads(1)
    rows, start = [], time.process_time()
    for group, name, run, rates in contenders():
        if options.only not in (None, group):
            continue
        sides = {name: Contender(run, {"lr": rates}), "nothing": Contender(guess)}
        entry = contest(marks, sides, tuning=options.tuning, test=options.test)[name]
        solved = proportion(entry.scores > 0.95)
        rows.append(
            {
                "group": group,
                "name": name,
                "rates": list(rates),
                "sweep": [round(score, 4) for _, score in entry.sweep],
                "rate": entry.setting["lr"],
                "accuracy": [round(float(value), 4) for value in entry.mean],
                "solved": [round(float(value), 4) for value in solved],
            }
        )
        sweep = " ".join(f"{score:.2f}" for score in rows[-1]["sweep"])
        print(f"{group:>18} {name:<30} {sweep:<30} rate {entry.setting['lr']:<7g}", end="")
        print(f"accuracy {entry.mean.estimate:.3f} solved {solved.estimate:.2f}", flush=True)
    if options.record:
        if options.only:
            kept = json.loads(RECORDED.read_text("utf-8"))
            order = [pair[:2] for pair in contenders()]
            others = [row for row in kept["rows"] if row["group"] != options.only]
            found = {(row["group"], row["name"]): row for row in others + rows}
            kept["rows"] = [found[pair] for pair in order if pair in found]
            RECORDED.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
            return
        record = {
            "command": f"python book/runs/activation_rates.py --tuning {options.tuning} "
            f"--test {options.test} --record",
            "versions": {"python": platform.python_version(), "torch": torch.__version__},
            "machine": {"processor": platform.machine(), "threads": 1},
            "seconds": round(time.process_time() - start),
            "tuning": options.tuning,
            "test": options.test,
            "rows": rows,
        }
        RECORDED.write_text(json.dumps(record, indent=1) + "\n", "utf-8")
        print(f"recorded in {RECORDED}")


def guess(data, seeds):
    """Return the accuracies of guessing, the other side of each contest."""
    return [0.5] * len(seeds)


if __name__ == "__main__":
    main()
