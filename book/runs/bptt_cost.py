"""Time backpropagation through time against the number of steps, with and without checkpoints.

    python book/runs/bptt_cost.py [--repeats 9] [--record]

All sides do a forward and a backward pass through the same tanh recurrence, step by step with
autograd, on one thread, taking turns; the figures are medians. "plain" lets autograd keep every
state. The other two keep every k-th state, with k the square root of the number of steps, and
compute the states between again on the way back: "by hand" as the chapter does it, "torch" with
torch.utils.checkpoint. With --record the result goes to book/runs/bptt_cost.json, which the
chapter on backpropagation shows.
"""

import argparse
import json
import math
import platform
import statistics
import time
from pathlib import Path

import torch
from torch.utils.checkpoint import checkpoint

RECORDED = Path(__file__).with_suffix(".json")
STEPS = (25, 50, 100, 200, 400, 800)
BATCH, HIDDEN = 32, 64


def read_on(a, weight, h):
    """Return the state after the steps in ``a`` (T, N, H), started at ``h``."""
    for a_t in a:
        h = torch.tanh(a_t + h @ weight.T)
    return h


def plain(a, weight, every):
    """Return the gradient of the sum of the last state; autograd keeps everything."""
    h = read_on(a, weight, torch.zeros_like(a[0]))
    return torch.autograd.grad(h.sum(), weight)[0]


def with_torch(a, weight, every):
    """Return the same gradient; torch.utils.checkpoint keeps every k-th state."""
    h = torch.zeros_like(a[0])
    for segment in a.split(every):
        h = checkpoint(read_on, segment, weight, h, use_reentrant=False)
    return torch.autograd.grad(h.sum(), weight)[0]


def by_hand(a, weight, every):
    """Return the same gradient; every k-th state is kept in a list."""
    segments, kept = a.split(every), [torch.zeros_like(a[0])]
    with torch.no_grad():
        for segment in segments:
            kept.append(read_on(segment, weight, kept[-1]))
    grad_h, grad_weight = torch.ones_like(kept[-1]), torch.zeros_like(weight)
    for segment, start in zip(reversed(segments), reversed(kept[:-1]), strict=True):
        start.requires_grad_()
        last = read_on(segment, weight, start)
        more, grad_h = torch.autograd.grad(last, (weight, start), grad_h)
        grad_weight += more
    return grad_weight


SIDES = {"plain": plain, "by_hand": by_hand, "torch": with_torch}


def milliseconds(side, a, weight, every, least=0.1):
    """Return the time of one forward and backward pass, from at least ``least`` seconds."""
    side(a, weight, every)
    passes, start = 0, time.perf_counter()
    while (spent := time.perf_counter() - start) < least:
        side(a, weight, every)
        passes += 1
    return 1e3 * spent / passes


def measure(steps, repeats):
    """Return one row: the medians of all sides, which take turns."""
    generator = torch.Generator().manual_seed(0)
    # Weak inputs and orthogonal weights: the gradients do not vanish. Where they do, they end as
    # subnormal numbers, which a processor multiplies many times more slowly.
    a = 0.1 * torch.randn(steps, BATCH, HIDDEN, generator=generator)
    weight, _ = torch.linalg.qr(torch.randn(HIDDEN, HIDDEN, generator=generator))
    weight.requires_grad_()
    every = math.isqrt(steps)
    for side in (by_hand, with_torch):
        torch.testing.assert_close(side(a, weight, every), plain(a, weight, every))
    turns = [
        {name: milliseconds(side, a, weight, every) for name, side in SIDES.items()}
        for _ in range(repeats)
    ]
    row = {"steps": steps, "every": every}
    for name in SIDES:
        row[f"{name}_ms"] = round(statistics.median(turn[name] for turn in turns), 3)
    for name in ("by_hand", "torch"):
        ratios = (turn[name] / turn["plain"] for turn in turns)
        row[f"{name}_ratio"] = round(statistics.median(ratios), 3)
    return row


def main():
    """Print a line for each number of steps; write the record if asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--record", action="store_true", help=f"write {RECORDED.name}")
    options = parser.parse_args()
    torch.set_num_threads(1)
    print(f"tanh, N = {BATCH}, H = {HIDDEN}, one thread, medians of {options.repeats}")
    print(f"{'T':>5}{'k':>5}{'plain':>12}{'by hand':>12}{'ratio':>7}{'torch':>12}{'ratio':>7}")
    rows = []
    for steps in STEPS:
        row = measure(steps, options.repeats)
        rows.append(row)
        print(
            f"{steps:5}{row['every']:5}{row['plain_ms']:9.2f} ms"
            f"{row['by_hand_ms']:9.2f} ms{row['by_hand_ratio']:7.2f}"
            f"{row['torch_ms']:9.2f} ms{row['torch_ratio']:7.2f}"
        )
    if options.record:
        record = {
            "command": f"python book/runs/bptt_cost.py --repeats {options.repeats} --record",
            "versions": {"python": platform.python_version(), "torch": torch.__version__},
            "machine": {"processor": platform.machine(), "threads": 1},
            "batch": BATCH,
            "hidden_size": HIDDEN,
            "dtype": "float32",
            "repeats": options.repeats,
            "rows": rows,
        }
        RECORDED.write_text(json.dumps(record, indent=2) + "\n", "utf-8")
        print(f"recorded in {RECORDED}")


if __name__ == "__main__":
    main()
