"""Time the build: cold, warm, and what each chapter costs.

    python tools/bench/builds.py [--repeats 3] [--record]

A cold build starts with no results and no pages; a warm one finds all results. Both happen in a
folder of their own, so that your pages and results stay. With --record the chapters' times go to
book/runs/chapter_times.json, where the pages and the order of execution take them from.

The bound is what no order of execution can beat: the longest chapter, or all chapters' processor
time spread over the cores. The ratio says how much longer the whole cold build takes.
"""

import argparse
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / "_build" / "bench"
RECORDED = ROOT / "book" / "runs" / "chapter_times.json"

sys.path.insert(0, str(ROOT / "book" / "_ext"))
from bookbuild.execute.executor import cores  # noqa: E402


def timed_build():
    """Build into the bench's folder; return the seconds it took."""
    start = time.perf_counter()
    # Lenient: a new chapter's time is not recorded yet, and that is a warning.
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "build.py"), "--lenient", "--output", str(PLACE)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        sys.exit(f"{done.stdout}\nThe build fails, so there is nothing to time.")
    return time.perf_counter() - start


def spent():
    """Return {chapter: {"wall": s, "cpu": s}} of the last cold build."""
    paths = list((PLACE / "_build" / ".jupyter_cache").glob("*/chapter_seconds.json"))
    if not paths:
        sys.exit("No chapter of the book has code cells, so there is nothing to time.")
    if len(paths) > 1:
        sys.exit("The package changed while its builds were timed: run this again.")
    found = json.loads(paths[0].read_text("utf-8"))
    return {name.removeprefix("book/"): seconds for name, seconds in found.items()}


def once():
    """Return the seconds of a cold build, of a warm one, and of each chapter."""
    shutil.rmtree(PLACE, ignore_errors=True)
    cold = timed_build()
    return cold, timed_build(), spent()


def middle(values):
    """Return the median and, where there are several values, their range in words."""
    values = sorted(values)
    text = f"{statistics.median(values):7.1f} s"
    return text + (f"   ({values[0]:.1f} to {values[-1]:.1f})" if len(values) > 1 else "")


def show(results):
    """Print the figures."""
    colds, warms, chapters = zip(*results, strict=True)
    print(f"cold build   {middle(colds)}\nwarm build   {middle(warms)}\n")
    print(f"{'chapter':<16}{'wall':>9}{'processor':>13}")
    names = sorted(chapters[0], key=lambda name: -chapters[0][name]["wall"])
    for name in names:
        wall, cpu = (statistics.median(one[name][kind] for one in chapters) for kind in WALL_CPU)
        print(f"{name:<16}{wall:7.1f} s{cpu:11.1f} s")
    for cold, _, one in results:
        total = sum(seconds["cpu"] for seconds in one.values())
        longest = max(seconds["wall"] for seconds in one.values())
        bound = max(longest, total / cores())
        print(
            f"\nbound {bound:.1f} s = max(longest chapter {longest:.1f} s, "
            f"processor time {total:.1f} s / {cores()} cores); "
            f"cold build / bound = {cold / bound:.2f}"
        )
    load = getattr(os, "getloadavg", lambda: (math.nan,))()[0]
    print(f"\n{len(results)} repeat(s), {cores()} cores, load now {load:.1f}")


WALL_CPU = ("wall", "cpu")


def record(results):
    """Write the chapters' times, in whole seconds.

    Of processor time: with one thread each that is what a chapter takes on a machine that has
    nothing else to do, and it depends little on what this machine does besides.
    """
    chapters = [one for _, _, one in results]
    times = {
        name: math.ceil(statistics.median(one[name]["cpu"] for one in chapters))
        for name in sorted(chapters[0])
    }
    RECORDED.write_text(json.dumps(times, indent=2) + "\n", "utf-8")
    print(f"recorded in {RECORDED.relative_to(ROOT)}")


def main():
    """Build cold and warm as often as asked, print, and record when asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--record", action="store_true", help="write the chapters' times")
    options = parser.parse_args()
    results = [once() for _ in range(max(1, options.repeats))]
    show(results)
    if options.record:
        record(results)
    shutil.rmtree(PLACE, ignore_errors=True)


if __name__ == "__main__":
    main()
