"""One unit that remembers a mark, and its fixed points."""

from typing import Any

from rnnbook.exercises import Exercise, Finding, Mistake


def _answers(result: Any, arguments: Any) -> Any:
    """Return what the network answers to sequences without noise."""
    import torch

    from rnnbook.data import first_mark_pairs

    x, _ = first_mark_pairs(50, 20, noise=0.0, seed=0)
    with torch.no_grad():
        return result[0].double()(x.double()).argmax(dim=1)


def _has_one_unit(target: Any, seed: int) -> Finding | None:
    count = target()[0].rnn.hidden_size
    if count == 1:
        return None
    return Finding("The network has too many hidden units.", "1", str(count))


def _stands_noise(target: Any, seed: int) -> Finding | None:
    from rnnbook.data import first_mark_pairs
    from rnnbook.probing import accuracy_under_noise

    x, y = first_mark_pairs(200, 20, noise=0.0, seed=seed)
    net = target()[0].double()
    right = accuracy_under_noise(net, x.double(), y, noise=0.1, seed=seed)
    weight = net.rnn.weight_hh_l0.item()
    if right > 0.98:
        return None
    return Finding(
        "Noise of 0.1 on the unit at every step makes it answer wrongly.",
        "right answers to all sequences, or nearly",
        f"right answers to {100 * right:.0f} % of them, with a recurrent weight of {weight:.4g}",
        "What happens to a state that stands a little off its place, one step later?",
    )


def _fixed_points(target: Any, seed: int) -> Finding | None:
    import torch

    from rnnbook.probing import find_fixed_points

    net, claimed = target()
    W, u, v = (getattr(net.rnn, n).detach().double() for n in ("weight_hh_l0", *_BIASES))
    starts = torch.linspace(-1, 1, 41, dtype=torch.float64)[:, None]
    found = find_fixed_points(lambda h: torch.tanh(h @ W.T + u + v), starts)
    order = found.points[:, 0].argsort()
    wanted = found.eigenvalues[order, 0].real.tolist()
    same = len(claimed) == len(wanted)
    if same and all(abs(c - w) < 0.01 for c, w in zip(claimed, wanted, strict=True)):
        return None
    points = ", ".join(f"{p:.3f}" for p in found.points[order, 0].tolist())
    return Finding(
        f"These are not the eigenvalues at its fixed points, {points}.",
        "the slope of h -> tanh(w h + b) at each of them",
        ", ".join(f"{c:.3f}" for c in claimed),
        "With one unit the Jacobian is one number: a derivative.",
    )


_BIASES = ("bias_ih_l0", "bias_hh_l0")

exercise = Exercise(
    file=__file__,
    chapter="probing",
    level=3,
    minutes=25,
    kind="module",
    observe=_answers,
    observed_as="the row of answers to sequences without noise",
    result_names=("the network", "the tuple of eigenvalues"),
    properties=(_has_one_unit, _stands_noise, _fixed_points),
    hints=(
        "Between the marks the input is 0. What must the recurrent weight be so that "
        "h = tanh(w h) has a solution besides 0?",
        "A mark has to throw the state from one side to the other, against a recurrent part of "
        "at most w. How large must its weight be? And which mark does the state then hold at "
        "the end?",
        "By the chain rule the slope of tanh(w h + b) is w (1 - tanh²), and at a fixed point "
        "tanh(w h + b) is h itself. The outer points are found by repeating the step.",
    ),
    mistakes=(
        Mistake(
            "The state holds its mark, and the linear layer names the wrong class. Which of the "
            "two marks does the state hold at the end?",
            edits=(("[[1.0], [-1.0]]", "[[-1.0], [1.0]]"),),
        ),
        Mistake(
            "The recurrent weight lets every state shrink towards 0. Without noise its sign is "
            "left, however small; noise is larger.",
            edits=(("weight_hh_l0.fill_(2.0)", "weight_hh_l0.fill_(0.5)"),),
        ),
        Mistake(
            "The eigenvalue is the recurrent weight only where tanh has the slope 1.",
            edits=(("slope = 2 * (1 - point**2)", "slope = 2.0"),),
        ),
        Mistake(
            "That is the slope of tanh alone. A step also multiplies by the recurrent weight.",
            edits=(
                ("slope = 2 * (1 - point**2)", "slope = 1 - point**2"),
                ("(slope, 2.0, slope)", "(slope, 1.0, slope)"),
            ),
        ),
    ),
)
