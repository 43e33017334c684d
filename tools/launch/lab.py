"""A reader in front of JupyterLab: opens a chapter by its button's path and runs all of it."""

import time
from contextlib import contextmanager
from dataclasses import dataclass, field

from launch.files import Problem
from launch.place import TOKEN

OPENING, RUNNING = 90, 600
# What the page of JupyterLab knows about the notebook in front. Cells out of sight are not drawn,
# so the model is asked.
STATE = """() => {
  const panel = window.jupyterapp.shell.currentWidget;
  if (!panel || !panel.context || !panel.content.model) { return null; }
  const cells = [...panel.content.model.cells].map(cell => cell.sharedModel.toJSON());
  const kernel = panel.sessionContext.session && panel.sessionContext.session.kernel;
  return { path: panel.context.path, cells, status: kernel ? kernel.status : "none" };
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


def faults(cells):
    """Return what went wrong in the code cells, as (number among them, message) pairs."""
    found = []
    code = [cell for cell in cells if cell["cell_type"] == "code" and source(cell).strip()]
    for number, cell in enumerate(code, 1):
        for output in cell["outputs"]:
            if output["output_type"] == "error":
                found.append((number, f"{output['ename']}: {output['evalue']}"))
            elif output.get("name") == "stderr":
                found.append((number, f"stderr: {''.join(output['text'])[:300]}"))
        if not cell.get("execution_count"):
            found.append((number, "was not run"))
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
        for number, message in faults(state["cells"]):
            raise Problem(f"{file}: code cell {number}: {message}")
        return time.monotonic() - begun, state["cells"]

    def visit(self, path):
        """Open a chapter by its button's path, run all of it, and look at what is there."""
        file = path.removeprefix("lab/tree/")
        seen = Visit(path)
        with self.at(path) as page:
            seen.opened = self.open(page, file)
            seen.ran, cells = self.run_all(page, file)
            seen.code = sum(one["cell_type"] == "code" for one in cells)
            statements = [one for one in cells if "{exercise}" in source(one)]
            seen.exercises = len(statements)
            if statements:
                self.look_at_exercise(page, file)
            bare = bare_solutions(cells)
            if bare:
                raise Problem(f"{file}: cell {bare[0]} lays its solution open")
            tagged = (one["metadata"].get("tags", []) for one in cells)
            seen.folded = sum("solution" in tags for tags in tagged)
        return seen

    def look_at_exercise(self, page, file):
        """Find an exercise that is shown as a box with a title, not as its own source."""
        box = page.locator(".jp-MarkdownCell .jp-MarkdownOutput", has_text="Exercise").first
        page.locator(".jp-MarkdownCell").first.click()
        for _ in range(200):
            if box.locator("aside, .admonition").count():
                return
            page.mouse.wheel(0, 900)
            page.wait_for_timeout(50)
        raise Problem(f"{file}: no exercise is shown as a box")

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
