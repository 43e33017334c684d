from collections.abc import Callable

from torch import Tensor, nn

from rnnbook.training import predict


def agreements(
    model: nn.Module,
    x: Tensor,
    rules: dict[str, Callable[[list[float]], int]],
) -> dict[str, float]:
    """Return for each rule the share of sequences labelled as by the model.

    x is (N, T, 1), and the model maps it to logits (N, 2). A rule takes the
    elements of one sequence, a list of T numbers, and returns 0 or 1.
    """
    said = predict(model, x).tolist()
    sequences = x[:, :, 0].tolist()
    shares = {}
    for name, rule in rules.items():
        same = [
            rule(s) == label
            for s, label in zip(sequences, said, strict=True)
        ]
        shares[name] = sum(same) / len(same)
    return shares
