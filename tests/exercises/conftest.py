"""What the tests of exercises share."""

import signal

import pytest


@pytest.fixture(scope="session", autouse=True)
def ctrl_c_is_heard():
    """Let Ctrl-C be heard where it was switched off, as it is for what a shell runs with ``&``.

    Every process of these tests would inherit that, and some of them are interrupted.
    """
    before = signal.getsignal(signal.SIGINT)
    if before == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
