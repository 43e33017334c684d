"""A training run that explodes, because of two mistakes on the way back."""

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import just, normal

_STATES = "        h = [x.new_zeros(len(x), len(W_hh))]\n"
_SUMS_AND_STATES = "        a, h = [], [x.new_zeros(len(x), len(W_hh))]\n"
_STEP = "            h.append(torch.tanh(x_t @ W_ih.T + h[-1] @ W_hh.T))\n"
_SUM_AND_STEP = """\
            a.append(x_t @ W_ih.T + h[-1] @ W_hh.T)
            h.append(torch.tanh(a[-1]))
"""
_ZEROS = "{0}grad_W_ih = torch.zeros_like(W_ih)\n{0}grad_W_hh = torch.zeros_like(W_hh)\n"

# The derivative of tanh, 1 - tanh², written with the sum in place of the state.
_WRONG_SLOPE = (
    (_STATES, _SUMS_AND_STATES),
    (_STEP, _SUM_AND_STEP),
    ("(1 - h[t] ** 2)", "(1 - a[t - 1] ** 2)"),
)
# The sums over the steps begin at zero once, and not for each step of descent.
_NEVER_EMPTIED = (
    (_ZEROS.format("        "), ""),
    ("    losses = []\n", f"{_ZEROS.format('    ')}    losses = []\n"),
)

exercise = Exercise(
    file=__file__,
    chapter="backpropagation",
    level=3,
    minutes=25,
    kind="repair",
    arguments=(
        normal("N", "T", "D"),
        normal("N"),
        normal("H", "D", scale=0.5),
        normal("H", "H", scale=0.5),
        normal("H"),
        just(0.1),
    ),
    sizes={"N": 8, "T": 20},
    bug=(*_WRONG_SLOPE, *_NEVER_EMPTIED),
    hints=(
        "The states lie between -1 and 1, so it is not the way forward. Print the length of "
        "grad_h at each t on the way back, in the last step of descent before the nan. By which "
        "factor does it change?",
        "Let torch compute the gradients of the first loss, and compare. Then do the same for "
        "the second loss. Which of your gradients are wrong, and from when on?",
        "1 - v ** 2 is the derivative of tanh if v is a value of tanh. And what is in grad_W_hh "
        "when the second step of descent begins?",
    ),
    mistakes=(
        Mistake(
            "The gradients of one step of descent no longer pile up on those of the last. But "
            "compare those of the first step with torch's: the way back through time is wrong.",
            edits=_WRONG_SLOPE,
        ),
        Mistake(
            "The way back through time is right now, and nothing becomes infinite. The first two "
            "losses are right as well. What does the second step of descent add up?",
            edits=_NEVER_EMPTIED,
        ),
        Mistake(
            "Cutting what goes back treats the symptom, and not always with success: what comes "
            "out is still not the gradient of the loss.",
            edits=(
                *_WRONG_SLOPE,
                (
                    "grad_h = delta @ W_hh",
                    "grad_h = (delta @ W_hh).clamp(-1, 1)",
                ),
            ),
        ),
        Mistake(
            "The way back has lost its tanh: what arrives at h[t] has not yet passed it.",
            edits=(("grad_h * (1 - h[t] ** 2)", "grad_h"),),
        ),
        Mistake(
            "The derivative belongs to the tanh that made the new state, h[t].",
            edits=(("(1 - h[t] ** 2)", "(1 - h[t - 1] ** 2)"),),
        ),
    ),
)
