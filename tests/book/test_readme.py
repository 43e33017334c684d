"""The example of the README, run as it stands."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_example_runs_and_gives_the_numbers_beside_it():
    (example,) = re.findall(
        r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL
    )
    setup, *shown = re.split(r"^(?=accuracy\()", example, flags=re.MULTILINE)
    names = {}
    exec(setup, names)
    for line in shown:
        expected = re.search(r"# (\d\.\d) ", line).group(1)
        assert eval(line, names) == float(expected), line
    assert len(shown) == 2
