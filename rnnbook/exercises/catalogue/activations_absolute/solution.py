import torch

from rnnbook.models import RecurrentClassifier


def lossless() -> RecurrentClassifier:
    """Return a network whose gradients keep their length on the way back.

    It has the cell "prelu", one input, 16 units and two outputs. Its
    recurrence is not linear.
    """
    net = RecurrentClassifier(
        1, 16, 2, cell="prelu", recurrent_init="orthogonal"
    )
    with torch.no_grad():
        net.rnn.get_parameter("slope").fill_(-1.0)
    return net
