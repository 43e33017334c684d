"""A reader in front of JupyterLab: opens a chapter by its button's path and runs all of it."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bookbuild.errors import Problem
from bookbuild.launch.buttons import OPENS
from bookbuild.launch.local_binder import TOKEN

if TYPE_CHECKING:
    # Only `make launch` needs it.
    from playwright.sync_api import Browser, Page

OPENING, RUNNING, DRAWING = 90, 600, 60
SOLUTION = re.compile(r'\bsolution\("(\w+)"\)')
# What stands behind a backslash, and code: a dollar in it begins no formula.
NO_FORMULA = re.compile(r"\\.|(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", re.S)
SOLVE = """\
from importlib import import_module
from rnnbook.exercises import CATALOGUE, check, hint
hint("{slug}")
answer = import_module("rnnbook.exercises.catalogue.{slug}.solution")
check("{slug}", getattr(answer, CATALOGUE.find("{slug}").target))"""
# What the page of JupyterLab knows about the notebook in front. Cells out of sight are not drawn,
# so the model is asked.
STATE = """() => {
  const panel = window.jupyterapp.shell.currentWidget;
  if (!panel || !panel.context || !panel.content.model) { return null; }
  const cells = [...panel.content.model.cells].map(cell => cell.sharedModel.toJSON());
  const kernel = panel.sessionContext.session && panel.sessionContext.session.kernel;
  return { path: panel.context.path, cells, status: kernel ? kernel.status : "none" };
}"""
# Cells are drawn some time after they come into sight, so each waits for its turn.
DRAWN = """async ({ patience, formulas }) => {
  const content = window.jupyterapp.shell.currentWidget.content;
  const end = Date.now() + patience;
  const found = [];
  for (const [index, cell] of [...content.model.cells].entries()) {
    const node = content.widgets[index].node;
    const count = selector => node.querySelectorAll(".jp-MarkdownOutput " + selector).length;
    if (cell.type === "markdown") {
      content.activeCellIndex = index;
      const drawn = () => count("> *") && (count("mjx-container") || !formulas[index]);
      while (!drawn() && Date.now() < end) {
        await new Promise(done => setTimeout(done, 50));
      }
    }
    found.push({ closed: count("details:not([open])"), open: count("details[open]"),
                 formulas: count("mjx-container"),
                 // An unknown command is no error to MathJax: it stands there in red.
                 wrong: count("mjx-merror") + count('mjx-mtext[style*="color: red"]') });
  }
  return found;
}"""
LAST = """async () => {
  const { shell, commands } = window.jupyterapp;
  const content = shell.currentWidget.content;
  content.activeCellIndex = content.widgets.length - 1;
  content.activate();
  await commands.execute("notebook:insert-cell-below");
  await commands.execute("notebook:change-cell-to-code");
}"""
DIALOG = ".jp-Dialog"


Cell = dict[str, Any]


@dataclass
class Visit:
    """What was seen of one chapter."""

    path: str
    opened: float = 0.0
    ran: float = 0.0
    code: int = 0
    exercises: int = 0
    folded: int = 0
    peak: int = 0
    at_peak: dict[str, int] = field(default_factory=dict)


def source(cell: Cell) -> str:
    """Return the text of a cell."""
    text = cell["source"]
    return text if isinstance(text, str) else "".join(text)


def said(cell: Cell) -> str:
    """Return the text of a cell's outputs."""
    parts = []
    for output in cell.get("outputs", []):
        parts.append("".join(output.get("text", "")))
        parts.append("".join(output.get("data", {}).get("text/plain", "")))
    return "\n".join(parts)


def faults(cells: list[Cell]) -> list[tuple[int, str]]:
    """Return what went wrong in the code cells, as (number of cell, message) pairs."""
    found = []
    for number, cell in enumerate(cells, 1):
        if cell["cell_type"] != "code" or not source(cell).strip():
            continue
        for output in cell["outputs"]:
            if output["output_type"] == "error":
                found.append((number, f"{output['ename']}: {output['evalue']}"))
            elif output.get("name") == "stderr":
                found.append((number, f"stderr: {said(cell).strip()[:300]}"))
        if not cell.get("execution_count"):
            found.append((number, "was not run"))
    return found


def is_solution(cell: Cell) -> bool:
    """Return whether a cell shows a solution when its reader says so."""
    return "solution" in cell["metadata"].get("tags", [])


def bare_solutions(cells: list[Cell]) -> list[int]:
    """Return the numbers of cells that lay a solution open, though nobody has asked for it."""
    return [number for number, cell in enumerate(cells, 1) if is_solution(cell) and cell["outputs"]]


def has_formula(cell: Cell) -> bool:
    """Return whether a cell is text with a formula in it."""
    return cell["cell_type"] == "markdown" and "$" in NO_FORMULA.sub("", source(cell))


def wrongly_drawn(cells: list[Cell], drawn: list[dict[str, int]]) -> Iterator[tuple[int, str]]:
    """Yield what JupyterLab does not show of the text as it should, as (number, message) pairs.

    `drawn` counts, for each cell, folds and formulas that are to be seen.
    """
    for number, (cell, seen) in enumerate(zip(cells, drawn, strict=True), 1):
        text = source(cell)
        if cell["cell_type"] != "markdown":
            continue
        if seen["open"] or seen["closed"] != text.count("<details>"):
            yield number, "its solution is not folded"
        if seen["wrong"]:
            yield number, f"{seen['wrong']} of its formulas cannot be read"
        if has_formula(cell) and not seen["formulas"]:
            yield number, "its formulas are not set"


class Driver:
    """A reader's browser at the address of a JupyterLab."""

    def __init__(self, chromium: "Browser", address: str) -> None:
        self.chromium, self.address = chromium, address

    @contextmanager
    def at(self, path: str) -> Iterator["Page"]:
        """Open a launch path in a fresh browser; give its page."""
        context = self.chromium.new_context(viewport={"width": 1280, "height": 1000})
        try:
            page = context.new_page()
            page.goto(f"{self.address}{path}?token={TOKEN}")
            yield page
        finally:
            context.close()

    def open(self, page: "Page", file: str) -> float:
        """Wait for the notebook of a file and its kernel; return the seconds it took."""
        begun = time.monotonic()
        while time.monotonic() - begun < OPENING:
            if page.locator(DIALOG).count():
                said = page.locator(DIALOG).first.inner_text()
                raise Problem(f"{file}: JupyterLab says {' '.join(said.split())!r}")
            if page.locator(".jp-FileEditor, .jp-MarkdownViewer").count():
                raise Problem(f"{file} opens as text, not as a notebook")
            if page.locator(".jp-NotebookPanel .jp-Cell").count():
                state = page.evaluate(STATE)
                if state and state["path"] == file and state["status"] == "idle":
                    return time.monotonic() - begun
            page.wait_for_timeout(200)
        raise Problem(f"{file}: no notebook with a kernel after {OPENING} seconds")

    def run_all(self, page: "Page", file: str) -> tuple[float, list[Cell]]:
        """Run all cells from the menu; return the seconds and the cells as they are then."""
        begun = time.monotonic()
        page.locator(".lm-MenuBar-itemLabel", has_text="Run").first.click()
        page.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()
        while time.monotonic() - begun < RUNNING:
            page.wait_for_timeout(500)
            state = page.evaluate(STATE)
            code = [one for one in state["cells"] if one["cell_type"] == "code"]
            done = all(one["execution_count"] for one in code if source(one).strip())
            failed = any(o["output_type"] == "error" for one in code for o in one["outputs"])
            if state["status"] == "idle" and (done or failed):
                break
        else:
            raise Problem(f"{file}: still running after {RUNNING} seconds")
        for number, message in faults(state["cells"]):
            raise Problem(f"{file}: cell {number}: {message}")
        return time.monotonic() - begun, state["cells"]

    def visit(self, path: str) -> Visit:
        """Open a chapter by its button's path, run all of it, and look at what is there."""
        file = path.removeprefix(OPENS)
        seen = Visit(path)
        with self.at(path) as page:
            seen.opened = self.open(page, file)
            seen.ran, cells = self.run_all(page, file)
            seen.code = sum(one["cell_type"] == "code" for one in cells)
            seen.exercises = sum("exercise" in one["metadata"].get("tags", []) for one in cells)
            for number in bare_solutions(cells):
                raise Problem(f"{file}: cell {number} lays its solution open")
            asked = {"patience": DRAWING * 1000, "formulas": list(map(has_formula, cells))}
            for number, message in wrongly_drawn(cells, page.evaluate(DRAWN, asked)):
                raise Problem(f"{file}: cell {number}: {message}")
            solutions = [SOLUTION.search(source(one)) for one in cells if is_solution(one)]
            slugs = [found[1] for found in solutions if found]
            seen.folded = len(slugs)
            if slugs:
                self.solve(page, file, slugs[0])
        return seen

    def solve(self, page: "Page", file: str, slug: str) -> None:
        """Write a cell that asks for a hint and checks a right answer, and run it by the keys."""
        page.evaluate(LAST)
        page.keyboard.press("Enter")
        page.keyboard.insert_text(SOLVE.format(slug=slug))
        page.keyboard.press("Shift+Enter")
        begun = time.monotonic()
        while time.monotonic() - begun < 60:
            page.wait_for_timeout(300)
            cells = page.evaluate(STATE)["cells"]
            written = [one for one in cells if source(one).startswith(SOLVE[:30])]
            told = [said(one) for one in written if one.get("execution_count")]
            if told and "Solved" in told[0] and "Hint 1 of" in told[0]:
                return
        raise Problem(f"{file}: a right answer to {slug} is not found solved: {told or written}")

    def refuses(self, file: str) -> None:
        """Open a path that does not exist, and see that this would have been noticed."""
        with self.at(OPENS + file) as page:
            try:
                self.open(page, file)
            except Problem as problem:
                if "Could not find path" in str(problem):
                    return
                raise
        raise Problem(f"{file} does not exist, and JupyterLab opened something")
