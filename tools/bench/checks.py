"""Time the check of an exercise, cold and warm.

    python tools/bench/checks.py [--repeats 9]

Cold is a fresh process for the check, and the first check of a day, which also starts the process
that stays warm. Warm is every check after it: by a new command each time, as in a terminal, and
within one process, as in a notebook. The figures are medians, in seconds.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SLUG = "training_old_state"
AIM = 0.7
CLIENT = """
import sys, time
from pathlib import Path
from rnnbook.exercises import CATALOGUE
from rnnbook.exercises.checker.runner.api import check_file
exercise = CATALOGUE.find({slug!r})
for _ in range(int(sys.argv[2])):
    start = time.perf_counter()
    outcome = check_file(CATALOGUE, exercise, Path(sys.argv[1]))
    assert outcome.solved, outcome
    print(time.perf_counter() - start)
"""


def checks(path, folder, *, count=1, warm=True):
    """Return the seconds of a new command with ``count`` checks, and of each check in it."""
    environment = os.environ | {"TMPDIR": folder, "RNNBOOK_WARM": "1" if warm else "0"}
    command = [sys.executable, "-c", CLIENT.format(slug=SLUG), str(path), str(count)]
    start = time.perf_counter()
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return time.perf_counter() - start, list(map(float, done.stdout.split()))


def end_warm_process(folder):
    """End the process that the benchmark started."""
    import psutil

    for process in psutil.process_iter(["cmdline"]):
        if any(part.startswith(folder) for part in process.info["cmdline"] or []):
            process.terminate()


def main():
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeats", type=int, default=9)
    repeats = parser.parse_args().repeats
    from rnnbook.exercises import CATALOGUE

    # Not below TMPDIR: the path of a socket has to be short.
    folder = tempfile.mkdtemp(prefix="rb", dir="/tmp" if os.name == "posix" else None)
    path = Path(folder) / "answer.py"
    path.write_text(CATALOGUE.find(SLUG).solution, "utf-8")
    try:
        cold = statistics.median(checks(path, folder, warm=False)[0] for _ in range(3))
        first, _ = checks(path, folder)
        commands = statistics.median(checks(path, folder)[0] for _ in range(repeats))
        within = statistics.median(checks(path, folder, count=repeats)[1])
    finally:
        end_warm_process(folder)
        shutil.rmtree(folder, ignore_errors=True)
    print(f"one check of {SLUG}, in seconds")
    print(f"  cold, a fresh process         {cold:7.2f}")
    print(f"  cold, starts the warm process {first:7.2f}")
    print(f"  warm, a new command each time {commands:7.2f}   aim: under {AIM}")
    print(f"  warm, within one process      {within:7.2f}   aim: under {AIM}")


if __name__ == "__main__":
    main()
