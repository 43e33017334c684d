"""One step of gradient descent for a softmax layer, by hand."""

from typing import Any

from rnnbook.exercises import Exercise, Finding, Mistake
from rnnbook.exercises.checker.strategies import integers, normal, uniform


def _drawn(seed: int, scale: float) -> tuple[Any, ...]:
    """Return arguments whose logits are about as large as ``scale``."""
    import torch

    generator = torch.Generator().manual_seed(seed)
    h = torch.randn(10, 4, generator=generator, dtype=torch.float64)
    W = scale * torch.randn(6, 4, generator=generator, dtype=torch.float64)
    b = torch.randn(6, generator=generator, dtype=torch.float64)
    return h, torch.randint(6, (10,), generator=generator), W, b, 0.1


def _by_hand(target: Any, seed: int) -> Finding | None:
    """Require that it computes the gradient itself."""
    import torch

    with torch.no_grad():
        try:
            target(*_drawn(seed, 1.0))
        except RuntimeError as error:
            if "grad" not in str(error):
                raise
            return Finding(
                "It leaves the gradient to autograd.",
                expected="a result under torch.no_grad() as well",
                got="an error under torch.no_grad()",
                suggestion="What is the derivative of the loss with respect to one logit?",
            )
    return None


def _large_logits(target: Any, seed: int) -> Finding | None:
    """Require that large logits do no harm."""
    import torch

    h, y, W, b, rate = _drawn(seed, 1e4)
    p = torch.softmax(h @ W.T + b, dim=1)
    wanted = b - rate * (p.mean(dim=0) - torch.bincount(y, minlength=6) / 10)
    results = target(h, y, W, b, rate)
    if not all(bool(torch.isfinite(r).all()) for r in results):
        return Finding(
            "With logits in the tens of thousands the result is not finite.",
            expected="finite numbers",
            got="nan or inf",
        )
    if torch.allclose(results[1], wanted, rtol=0.0, atol=1e-6):
        return None
    worst = int((results[1] - wanted).abs().argmax())
    return Finding(
        "With logits in the tens of thousands b after the step is not right.",
        expected=f"{wanted[worst]:.7f} at [{worst}]",
        got=f"{results[1][worst]:.7f} at [{worst}]",
        suggestion="Do the probabilities of each sequence still sum to 1, and is each that of the "
        "softmax?",
    )


exercise = Exercise(
    file=__file__,
    chapter="training",
    level=2,
    minutes=25,
    kind="function",
    arguments=(
        normal("N", "H"),
        integers(0, "C", "N"),
        normal("C", "H"),
        normal("C"),
        uniform(0.1, 0.5),
    ),
    smallest={"C": 2},
    result_names=("the new W", "the new b"),
    properties=(_by_hand, _large_logits),
    hints=(
        "Begin with one sequence: its loss is log(sum of exp(z_k)) - z_y. What is the "
        "derivative with respect to z_c, for c = y and for another c?",
        "The gradient with respect to the logits is p - 1 at the right class and p at the "
        "others, divided by N. Each row sums to 0: check that.",
        "A logit is a sum over units of W times h. So the gradient with respect to W is the "
        "transposed gradient of the logits times h; and b is added to every row.",
    ),
    mistakes=(
        Mistake(
            "This is the step for the sum of the losses, not for their mean.",
            edits=((" / len(y)", ""),),
        ),
        Mistake(
            "These are the gradients. Return W and b after the step.",
            edits=(
                ("W - rate * grad_logits.T @ h", "grad_logits.T @ h"),
                (
                    "b - rate * grad_logits.sum(dim=0)",
                    "grad_logits.sum(dim=0)",
                ),
            ),
        ),
        Mistake(
            "The step goes uphill: the loss grows along the gradient.",
            edits=(("W - rate", "W + rate"), ("b - rate", "b + rate")),
        ),
        Mistake(
            "The probabilities sum to 1 over the sequences, not over the classes.",
            edits=(("dim=1)\n", "dim=0)\n"),),
        ),
        Mistake(
            "Every class is pushed down: the labels are not in the gradient.",
            edits=(("(p - one_hot(y, len(b)))", "p"),),
        ),
        Mistake(
            "W is right. The gradient of b is divided by N twice.",
            edits=(("grad_logits.sum(dim=0)", "grad_logits.mean(dim=0)"),),
        ),
        Mistake(
            "W is right, and b did not move.",
            edits=(("b - rate * grad_logits.sum(dim=0)", "b.clone()"),),
        ),
        Mistake(
            "For large logits exp overflows, or is 0 in a whole row. What can be subtracted from "
            "all logits of a row without a change of its probabilities?",
            edits=(
                (
                    "    p = torch.softmax(h @ W.T + b, dim=1)\n",
                    "    e = torch.exp(h @ W.T + b)\n    p = e / e.sum(dim=1, keepdim=True)\n",
                ),
            ),
        ),
    ),
)
