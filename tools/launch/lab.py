"""A reader in front of JupyterLab: opens a chapter by its button's path and runs all of it."""

import re
import time
from contextlib import contextmanager
from dataclasses import dataclass, field

from launch.files import Problem
from launch.place import TOKEN

OPENING, RUNNING, DRAWING = 90, 600, 20
EVAL = re.compile(r"\{eval\}`([^`]+)`")
SOLUTION = re.compile(r'^solution\("(\w+)"\)', re.M)
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
DRAWN = """async patience => {
  const content = window.jupyterapp.shell.currentWidget.content;
  const end = Date.now() + patience;
  const found = [];
  for (const [index, cell] of [...content.model.cells].entries()) {
    const node = content.widgets[index].node;
    if (cell.type === "markdown" && cell.sharedModel.source.includes("{")) {
      content.activeCellIndex = index;
      while (!node.querySelector(".myst > *") && Date.now() < end) {
        await new Promise(done => setTimeout(done, 100));
      }
    }
    const count = selector => node.querySelectorAll(".myst " + selector).length;
    found.push({ boxes: count("aside.myst-exercise"), open: count("details[open]"),
                 closed: count("details:not([open])") });
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
    at_peak: dict = field(default_factory=dict)


def source(cell):
    """Return the text of a cell."""
    text = cell["source"]
    return text if isinstance(text, str) else "".join(text)


def said(cell):
    """Return the text of a cell's outputs."""
    parts = []
    for output in cell.get("outputs", []):
        parts.append("".join(output.get("text", "")))
        parts.append("".join(output.get("data", {}).get("text/plain", "")))
    return "\n".join(parts)


def faults(cells):
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


def missing_numbers(cells):
    """Return the numbers in the text that were not computed, as (number of cell, message) pairs."""
    found = []
    for number, cell in enumerate(cells, 1):
        wanted = EVAL.findall(source(cell)) if cell["cell_type"] == "markdown" else []
        computed = {
            one["expression"]: one["result"] for one in cell["metadata"].get("user_expressions", [])
        }
        for expression in wanted:
            result = computed.get(expression, {"status": "not computed"})
            if result["status"] != "ok":
                told = result.get("evalue", result["status"])
                found.append((number, f"{expression} in the text: {told}"))
    return found


def bare_solutions(cells):
    """Return the numbers of code cells that lay a solution open."""
    found = []
    for number, cell in enumerate(cells, 1):
        if cell["cell_type"] != "code" or "solution" not in cell["metadata"].get("tags", []):
            continue
        hidden = cell["metadata"].get("jupyter", {}).get("source_hidden")
        pages = ["".join(one.get("data", {}).get("text/html", "")) for one in cell["outputs"]]
        closed = all(page.startswith("<details>") for page in pages if page) and any(pages)
        if not (hidden and closed):
            found.append(number)
    return found


class Reader:
    """A browser at the address of a JupyterLab."""

    def __init__(self, chromium, address):
        self.chromium, self.address = chromium, address

    @contextmanager
    def at(self, path):
        """Open a launch path in a fresh browser; give its page."""
        context = self.chromium.new_context(viewport={"width": 1280, "height": 1000})
        try:
            page = context.new_page()
            page.goto(f"{self.address}{path}?token={TOKEN}")
            yield page
        finally:
            context.close()

    def open(self, page, file):
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

    def run_all(self, page, file):
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
        ran = time.monotonic() - begun
        # The text is told what its cells computed a moment later.
        while missing_numbers(state["cells"]) and time.monotonic() - begun < ran + DRAWING:
            page.wait_for_timeout(500)
            state = page.evaluate(STATE)
        for number, message in faults(state["cells"]) + missing_numbers(state["cells"]):
            raise Problem(f"{file}: cell {number}: {message}")
        return ran, state["cells"]

    def visit(self, path):
        """Open a chapter by its button's path, run all of it, and look at what is there."""
        file = path.removeprefix("lab/tree/")
        seen = Visit(path)
        with self.at(path) as page:
            seen.opened = self.open(page, file)
            seen.ran, cells = self.run_all(page, file)
            seen.code = sum(one["cell_type"] == "code" for one in cells)
            seen.exercises = sum("{exercise}" in source(one) for one in cells)
            for number in bare_solutions(cells):
                raise Problem(f"{file}: cell {number} lays its solution open")
            self.look(page, file, cells)
            solutions = [found[1] for one in cells if (found := SOLUTION.search(source(one)))]
            seen.folded = len(solutions)
            if solutions:
                self.solve(page, file, solutions[0])
        return seen

    def look(self, page, file, cells):
        """See that exercises are boxes, and that solutions in words are folded."""
        drawn = page.evaluate(DRAWN, DRAWING * 1000)
        for number, (cell, shown) in enumerate(zip(cells, drawn, strict=True), 1):
            text = source(cell)
            if cell["cell_type"] != "markdown":
                continue
            if "{exercise}" in text and not shown["boxes"]:
                raise Problem(f"{file}: cell {number}: its exercise is not shown as a box")
            if text.startswith("``````{dropdown}") and (shown["closed"] != 1 or shown["open"]):
                raise Problem(f"{file}: cell {number}: its solution is not folded")

    def solve(self, page, file, slug):
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

    def stays_text(self, file):
        """Open a page of the repository that is no chapter, and see that it is no notebook."""
        with self.at(f"lab/tree/{file}") as page:
            try:
                page.locator(".jp-FileEditor, .jp-MarkdownViewer").first.wait_for(timeout=60_000)
            except Exception as error:
                raise Problem(f"{file} opens neither as text nor as a page") from error
            if page.locator(".jp-NotebookPanel").count():
                raise Problem(f"{file} opens as a notebook")

    def refuses(self, file):
        """Open a path that does not exist, and see that this would have been noticed."""
        with self.at(f"lab/tree/{file}") as page:
            try:
                self.open(page, file)
            except Problem as problem:
                if "Could not find path" in str(problem):
                    return
                raise
        raise Problem(f"{file} does not exist, and JupyterLab opened something")
