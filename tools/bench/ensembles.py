"""Time many networks at once against a loop over single trainings.

    python tools/bench/ensembles.py [--repeats 5]

Both sides do full training steps with Adam (gradients cleared, forward, loss, backward, step), on
one thread, taking turns; the figures are medians. The loop trains one network with torch.nn layers
and plain ``torch.optim.Adam``, and is counted once for each member. The peak is what one large
matrix product reaches on this thread, and the share is how much of it the ensemble's own products
come to.
"""

import argparse
import statistics
import time

import torch
from torch.nn import functional

from rnnbook.models import RecurrentClassifier, RNNEnsemble

# members, hidden size, steps, batch, cell; and the ratio asked for, if any
CASES = [
    (1000, 8, 5, 2, "tanh", 200),
    (100, 8, 5, 2, "tanh", 60),
    (100, 16, 20, 16, "tanh", 30),
    (100, 8, 100, 2, "tanh", 50),
    (10, 64, 50, 32, "tanh", 3),
    (100, 64, 20, 64, "tanh", None),
    (100, 8, 5, 2, "gru", None),
    (100, 8, 5, 2, "lstm", None),
    (100, 32, 20, 32, "lstm", None),
]
GATES = {"gru": 3, "lstm": 4}


def seconds_per_step(model, loss_of, *, fused, least=0.15):
    """Return the seconds of one training step, measured over at least ``least`` seconds."""
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001, fused=fused or None)
    steps, start = 0, None
    while True:
        if steps == 3:
            start = time.perf_counter()
        optimizer.zero_grad()
        loss_of(model).backward()
        optimizer.step()
        steps += 1
        if start is not None and (spent := time.perf_counter() - start) > least:
            return spent / (steps - 3)


def both(members, hidden, steps, batch, cell):
    """Return the seconds per step of one single network, and of the ensemble."""
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(batch, steps, 1, generator=generator)
    y = torch.randint(2, (batch,), generator=generator)
    repeated = y.repeat(members)

    def loss_alone(model):
        return functional.cross_entropy(model(x), y)

    def loss_of_all(model):
        return functional.cross_entropy(model(x).flatten(0, 1), repeated) * members

    single = RecurrentClassifier(1, hidden, 2, cell=cell)
    ensemble = RNNEnsemble.from_seeds(range(members), 1, hidden, 2, cell=cell)
    alone = seconds_per_step(single, loss_alone, fused=False)
    return alone, seconds_per_step(ensemble, loss_of_all, fused=True)


def peak():
    """Return the floating-point operations per second of a large matrix product."""
    a = torch.randn(1024, 1024)
    a @ a
    start = time.perf_counter()
    for _ in range(5):
        a @ a
    return 5 * 2 * 1024**3 / (time.perf_counter() - start)


def main():
    """Print a line for each case."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    torch.set_num_threads(1)
    best = max(peak() for _ in range(3))
    print(f"many networks at once, {repeats} repeats; peak of one thread {best / 1e9:.0f} GFLOP/s")
    print(
        f"{'(S, H, T, N) cell':<27}{'alone':>10}{'together':>11}{'ratio':>8}{'asked':>7}{'peak':>7}"
    )
    for *case, asked in CASES:
        members, hidden, steps, batch, cell = case
        pairs = [both(*case) for _ in range(repeats)]
        alone, together = (statistics.median(column) for column in zip(*pairs, strict=True))
        ratio = statistics.median(members * one / all_ for one, all_ in pairs)
        # Three products of this size for each step: forward, and two on the way back.
        products = 3 * 2 * members * steps * batch * hidden * hidden * GATES.get(cell, 1)
        shape = f"({members}, {hidden}, {steps}, {batch}) {cell}"
        print(
            f"{shape:<27}{1e3 * alone:7.2f} ms{1e3 * together:8.2f} ms{ratio:8.1f}"
            f"{asked or '':>7}{products / together / best:7.1%}"
        )


if __name__ == "__main__":
    main()
