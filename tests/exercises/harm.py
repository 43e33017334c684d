"""What tests of checks in processes share: code that does harm, and a look at what is left over."""

import os
import textwrap
import time

import psutil

from rnnbook.exercises import CATALOGUE
from rnnbook.exercises.checker.limits import Limits
from rnnbook.exercises.checker.runner import api, client

find = CATALOGUE.find
SLUG = "training_old_state"
SOLUTION = find(SLUG).solution
# Ends a hang, and nothing else: no machine is so busy.
HANGS = 300
# No limit on time that a busy machine could reach, where no such limit is what is tested.
ROOMY = Limits(seconds=200.0, memory=300 * 2**20, most_printed=2**20)
# How long what is to be ended by somebody else would go on by itself.
FOREVER = 3600
FOLDER = client.folder


def check_file(slug, path, **options):
    return api.check_file(CATALOGUE, find(slug), path, **options)


def check_text(slug, source, filename, **options):
    return api.check_text(CATALOGUE, find(slug), source, filename, **options)


def check_callable(slug, target, **options):
    return api.check_callable(CATALOGUE, find(slug), target, **options)


def family(folder):
    """Return the processes that belong to these tests, but not the tests themselves."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid == os.getpid() or process.environ().get("TMPDIR") != str(folder):
                continue
            if process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


def spied(method, used):
    def ask(self, request):
        used.append(request)
        return method(self, request)

    return ask


def left_over(home):
    """Return what a check left behind: processes other than one server, and scratch folders."""
    servers, others = [], []
    for process in family(home):
        try:
            line = " ".join(process.cmdline())
        except psutil.Error:
            continue
        is_server = "rnnbook.exercises.checker.runner.forkserver" in line
        (servers if is_server else others).append((process, line))
    stale = [p for p in home.glob("rnnbook-*") if not (p / "lock").exists()]
    return [*others, *servers[1:], *stale, *home.glob("check-*")]


def only_the_server_is_left(home):
    """Wait for killed processes to be gone."""
    end = time.monotonic() + HANGS
    while (left := left_over(home)) and time.monotonic() < end:
        time.sleep(0.02)
    assert not left, f"left over: {left}"


def the_server(home):
    """Return the fork server, when it is the only one that is left."""
    only_the_server_is_left(home)
    (server,) = family(home)
    return server


def gone_after(process):
    """Wait for a killed process to be gone."""
    _, alive = psutil.wait_procs([process], timeout=HANGS)
    assert not alive


def wait_for(path):
    """Wait until the code of an answer has made a file."""
    end = time.monotonic() + HANGS
    while not path.exists():
        assert time.monotonic() < end, f"{path} was never made"
        time.sleep(0.02)


def answer_of(body, *, head=""):
    """Return the source of an answer whose function has this body."""
    code = textwrap.indent(textwrap.dedent(body).strip("\n"), "    ")
    return f"{textwrap.dedent(head)}\ndef hidden_states(x, W_ih, W_hh, b):\n{code}\n"


def checked(body, limits=ROOMY, *, head="", seed=7):
    return check_text(SLUG, answer_of(body, head=head), "mine.py", seed=seed, limits=limits)


def stopped(check, begun="begun\n"):
    """Return the outcome of a check that is stopped for its time, and the limit it was given.

    ``check(limits)`` has code run that prints ``begun`` and goes on without end. On a busy machine
    a limit can be reached before it has begun: then it gets a longer one.
    """
    seconds = 1.0
    while True:
        limits = Limits(seconds=seconds, memory=300 * 2**20, most_printed=2**20)
        outcome = check(limits)
        if outcome.printed.startswith(begun) or seconds > HANGS:
            break
        seconds *= 4
    message = f"Your code was still running after {amount_of(seconds)}."
    assert (outcome.status, outcome.stage, outcome.message) == ("not yet", "runs", message), outcome
    return outcome


def amount_of(seconds):
    return "1 second" if seconds == 1 else f"{seconds:g} seconds"
