"""Time a recurrent layer against a stack of causal convolutions that reaches as far back.

    python book/runs/convolution_cost.py [--repeats 9] [--record]

Both read N sequences of T steps and D features and give H numbers at every step, so that the
number at the last step depends on all T elements. The one is torch.nn.RNN. The other is a stack
of M = log2(T) causal convolutions with kernel 2, dilations 1, 2, 4, ... and a tanh after each,
whose reach is 1 + (1 + 2 + ... + T/2) = T. Each does a forward and a backward pass, on one
thread, taking turns; the figures are medians of processor time. Beside it stands what has to be
done one after the other: T steps, or M layers. With --record the result goes to
book/runs/convolution_cost.json, which the chapter on long sequences shows.
"""

import argparse
import json
import platform
import statistics
import time
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

RECORDED = Path(__file__).with_suffix(".json")
STEPS = (16, 32, 64, 128, 256, 512, 1024)
BATCH, FEATURES, HIDDEN = 32, 32, 32


class Recurrent(nn.Module):
    """torch.nn.RNN, all its states."""

    def __init__(self, steps):
        super().__init__()
        self.rnn = nn.RNN(FEATURES, HIDDEN, batch_first=True)

    def forward(self, x):
        """Return the states (N, T, H) for x (N, T, D)."""
        return self.rnn(x)[0]


class Convolutional(nn.Module):
    """Dilated causal convolutions with a reach of exactly ``steps``, a power of 2."""

    def __init__(self, steps):
        super().__init__()
        self.dilations = [2**layer for layer in range(steps.bit_length() - 1)]
        self.layers = nn.ModuleList(
            nn.Conv1d(HIDDEN if layer else FEATURES, HIDDEN, 2, dilation=dilation)
            for layer, dilation in enumerate(self.dilations)
        )

    def forward(self, x):
        """Return the outputs (N, T, H) for x (N, T, D)."""
        a = x.transpose(1, 2)
        for dilation, layer in zip(self.dilations, self.layers, strict=True):
            a = torch.tanh(layer(functional.pad(a, (dilation, 0))))
        return a.transpose(1, 2)


SIDES = {"recurrent": Recurrent, "convolution": Convolutional}


def passes(model, x):
    """Do one forward and one backward pass."""
    model.zero_grad()
    model(x).square().mean().backward()


def milliseconds(model, x, least=0.1):
    """Return the processor time of one pass, from at least ``least`` seconds."""
    passes(model, x)
    count, start = 0, time.process_time()
    while (spent := time.process_time() - start) < least:
        passes(model, x)
        count += 1
    return 1e3 * spent / count


def check_reach(model, steps):
    """Fail unless the last output depends on the first of ``steps`` elements, and on none before.

    A recurrent layer reaches further, and its dependence on far elements may be too small to see
    in 32 bits; so it is only the convolution whose reach is checked.
    """
    model = model.double()
    x = torch.randn(1, steps + 3, FEATURES, dtype=torch.float64, requires_grad=True)
    model(x)[0, -1].sum().backward()
    touched = x.grad[0].abs().amax(dim=1) > 0
    assert touched.tolist() == [False] * 3 + [True] * steps
    model.float()


def measure(steps, repeats):
    """Return one row: the medians of both sides, which take turns."""
    torch.manual_seed(0)
    models = {name: side(steps) for name, side in SIDES.items()}
    check_reach(models["convolution"], steps)
    x = torch.randn(BATCH, steps, FEATURES)
    assert all(model(x).shape == (BATCH, steps, HIDDEN) for model in models.values())
    turns = [
        {name: milliseconds(model, x) for name, model in models.items()} for _ in range(repeats)
    ]
    row = {"steps": steps, "layers": len(models["convolution"].layers)}
    for name, model in models.items():
        row[f"{name}_ms"] = round(statistics.median(turn[name] for turn in turns), 3)
        row[f"{name}_weights"] = sum(p.numel() for p in model.parameters())
    ratios = [turn["convolution"] / turn["recurrent"] for turn in turns]
    row["ratio"] = round(statistics.median(ratios), 3)
    return row


def main():
    """Print a line for each number of steps; write the record if asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--record", action="store_true", help=f"write {RECORDED.name}")
    options = parser.parse_args()
    torch.set_num_threads(1)
    # Gradients that vanish end as subnormal numbers, which a processor multiplies slowly.
    torch.set_flush_denormal(True)
    rows = []
    for steps in STEPS:
        row = measure(steps, options.repeats)
        rows.append(row)
        print(
            f"T = {steps:4}: recurrent {row['recurrent_ms']:8.2f} ms, "
            f"{row['layers']:2} convolutions {row['convolution_ms']:8.2f} ms, "
            f"ratio {row['ratio']:.2f}",
            flush=True,
        )
    if options.record:
        record = {
            "command": f"python book/runs/convolution_cost.py --repeats {options.repeats} --record",
            "versions": {"python": platform.python_version(), "torch": torch.__version__},
            "machine": {"processor": platform.machine(), "threads": 1},
            "batch": BATCH,
            "features": FEATURES,
            "hidden_size": HIDDEN,
            "dtype": "float32",
            "repeats": options.repeats,
            "rows": rows,
        }
        RECORDED.write_text(json.dumps(record, indent=2) + "\n", "utf-8")
        print(f"recorded in {RECORDED}")


if __name__ == "__main__":
    main()
