"""Sweep the number of hidden units, and spend the same weights on one layer or on two.

    python book/runs/hidden_size.py [--tuning 8] [--test 40] [--record]

The task is that of the chapter on testing: four signs, +1 or -1, then six steps of weak
noise, and the label says which of the 16 patterns the signs were. Each size chooses its learning
rate on the tuning seeds, and runs once on the test seeds, where processor time is measured too.
With --record the result goes to book/runs/hidden_size.json, which the chapter shows. One thread;
about five minutes on a quiet machine.
"""

import argparse
import json
import platform
from pathlib import Path

import torch
from torch import Tensor, nn

from rnnbook.data import stack_over_seeds
from rnnbook.evidence import Contender, contest
from rnnbook.models import RNNEnsemble, SimpleRNN, StackedModules, torch_seed
from rnnbook.training import evaluate_ensemble, train_ensemble

RECORDED = Path(__file__).with_suffix(".json")
SIGNS, WAIT, COUNT, NEW, FIRST_NEW, EPOCHS = 4, 6, 512, 500, 10_000, 60
RATES = (0.003, 0.01, 0.03, 0.1)


def patterns(count: int, seed: int) -> tuple[Tensor, Tensor]:
    """Return sequences (N, T, 1) that begin with four signs, and the pattern of each, (N,)."""
    generator = torch.Generator().manual_seed(seed)
    bits = torch.randint(2, (count, SIGNS), generator=generator)
    noise = 0.2 * torch.randn(count, WAIT, generator=generator)
    x = torch.cat([2.0 * bits - 1, noise], dim=1)
    return x[..., None], (bits * torch.tensor([8, 4, 2, 1])).sum(dim=1)


def draw(seeds):
    """Return sequences to learn from and new ones, for each seed."""
    return (
        stack_over_seeds(lambda seed: patterns(COUNT, seed), seeds),
        stack_over_seeds(lambda seed: patterns(NEW, FIRST_NEW + seed), seeds),
    )


class TwoLayers(nn.Module):
    """Two recurrent layers and a linear one, as a loop that torch.vmap can run."""

    def __init__(self, hidden_size: int, seed: int) -> None:
        super().__init__()
        with torch_seed(seed):
            self.rnn = nn.RNN(1, hidden_size, num_layers=2, batch_first=True)
            self.fc = nn.Linear(hidden_size, 2**SIGNS)

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits of x (N, T, 1)."""
        below = list(x.unbind(dim=1))
        for level in range(2):
            W_ih, W_hh, b_ih, b_hh = (
                getattr(self.rnn, f"{name}_l{level}")
                for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
            )
            h = torch.zeros_like(below[0] @ W_ih.T)
            states = []
            for x_t in below:
                h = torch.tanh(x_t @ W_ih.T + b_ih + h @ W_hh.T + b_hh)
                states.append(h)
            below = states
        return self.fc(below[-1])


def contender(hidden_size: int, layers: int = 1) -> Contender:
    """Return the side with these sizes, which chooses its learning rate."""

    def make(seed):
        if layers == 2:
            return TwoLayers(hidden_size, seed)
        return SimpleRNN(1, hidden_size, 2**SIGNS, seed=seed)

    def run(data, seeds, *, lr):
        nets = (RNNEnsemble if layers == 1 else StackedModules)([make(seed) for seed in seeds])
        optimizer = torch.optim.Adam(nets.parameters(), lr=lr, fused=True)
        train_ensemble(
            nets, optimizer, *data[0], epochs=EPOCHS, seeds=seeds, batch_size=64, clip_norm=1.0,
            progress=False,
        )  # fmt: skip
        return evaluate_ensemble(nets, *data[1]).accuracy

    return Contender(run, {"lr": RATES}, sum(p.numel() for p in make(0).parameters()))


SIZES = {f"{size}": contender(size) for size in (1, 2, 4, 8, 16, 32, 64)}
LAYERS = {
    "one layer of 12": contender(12),
    "two layers of 6": contender(6, 2),
    "two layers of 8": contender(8, 2),
}


def main():
    """Print the tables; write the record if asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tuning", type=int, default=8)
    parser.add_argument("--test", type=int, default=40)
    parser.add_argument("--record", action="store_true", help=f"write {RECORDED.name}")
    options = parser.parse_args()
    torch.set_num_threads(1)
    result = contest(draw, SIZES | LAYERS, tuning=options.tuning, test=options.test)
    print(result)
    rows = {}
    for name, entry in result.entries.items():
        rows[name] = {
            "lr": entry.setting["lr"],
            "edges": entry.edges,
            "weights": entry.parameters,
            "seconds": round(entry.seconds, 2),
            "mean": round(entry.mean.estimate, 5),
            "low": round(entry.mean.low, 5),
            "high": round(entry.mean.high, 5),
            "scores": [round(float(score), 5) for score in entry.scores],
            "sweep": [setting | {"score": round(score, 5)} for setting, score in entry.sweep],
        }
    if options.record:
        record = {
            "command": f"python book/runs/hidden_size.py --tuning {options.tuning} "
            f"--test {options.test} --record",
            "versions": {"python": platform.python_version(), "torch": torch.__version__},
            "machine": {"processor": platform.machine(), "threads": 1},
            "tuning": options.tuning,
            "test": options.test,
            "sizes": rows,
        }
        RECORDED.write_text(json.dumps(record, indent=1) + "\n", "utf-8")
        print(f"recorded in {RECORDED}")


if __name__ == "__main__":
    main()
