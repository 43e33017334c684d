"""A loop that keeps the state from before the step."""

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import normal

exercise = Exercise(
    file=__file__,
    chapter="training",
    level=1,
    minutes=10,
    kind="repair",
    arguments=(normal("N", "T", "D"), normal("H", "D"), normal("H", "H", scale=0.5), normal("H")),
    gradients=True,
    bug=(
        (
            "        h = torch.tanh(x_t @ W_ih.T + h @ W_hh.T + b)\n        states.append(h)\n",
            "        states.append(h)\n        h = torch.tanh(x_t @ W_ih.T + h @ W_hh.T + b)\n",
        ),
    ),
    hints=(
        "Run it on one sequence of one element. Which state do you get?",
        "Write down what is in states after each line of the loop, for two elements.",
    ),
    mistakes=(
        Mistake(
            "The list begins with the zero state, which has read nothing, and so there is one "
            "state too many.",
            edits=(("    states = []\n", "    states = [h]\n"),),
        ),
        Mistake(
            "These are still the states from before each step: the first is zero, and the last "
            "has not read the last element.",
            edits=(
                (
                    "torch.stack(states, dim=1)",
                    "torch.stack([torch.zeros_like(h), *states[:-1]], dim=1)",
                ),
            ),
        ),
        Mistake(
            "The state from before the first step is gone, and so is the one after the last: "
            "one state is missing.",
            edits=(("torch.stack(states, dim=1)", "torch.stack(states[:-1], dim=1)"),),
        ),
        Mistake(
            "W_hh is used transposed. It was right as it stood.",
            edits=(("h @ W_hh.T", "h @ W_hh"),),
        ),
    ),
)
