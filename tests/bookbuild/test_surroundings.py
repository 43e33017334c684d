"""A build starts from defaults: whatever a reader has set on their machine changes nothing.

One small book is built twice, the second time by a reader who has set everything that the book
knows of, each in a way that would show on its pages or stop the build.
"""

import os
import platform
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from minibook import ADDRESSES, ROOT, TOO_LONG, MiniBook, cell, page
from nbformat import v4

from bookbuild.execute import cache_key, executor
from bookbuild.surroundings import of_build, of_machine

PICTURE = """
    from rnnbook.plotting import describe, new_figure, picture
    figure, axes = new_figure()
    axes.plot([1, 3, 2])
    describe(axes, "A line.")
    picture(figure)
"""
# What a cell sees that uses matplotlib, or prints, by itself.
SEEN = """
    import builtins, locale, os, random, shutil, sys, time
    import matplotlib.pyplot as plt
    print(plt.get_backend(), plt.rcParams["lines.linewidth"], plt.rcParams["text.usetex"])
    print(random.Random(0).random(), {"a", "b", "c"}, sys.flags.optimize, sys.warnoptions)
    print(locale.getlocale(), locale.getencoding(), sys.stdout.encoding, f"{1234.5:n}")
    print(shutil.get_terminal_size(), time.tzname, "set at start" in vars(builtins))
    from rich.console import Console
    Console().print("[red]word[/] " * 30)
"""
MATPLOTLIB = """\
text.usetex: True
lines.linewidth: 9
axes.prop_cycle: cycler("color", ["lime"])
axes.grid: True
"""
MARK = 'import builtins\nvars(builtins)["set at start"] = True\n'
BROKEN = 'raise SystemExit("a file of the reader\'s was run")\n'
HOME = {
    "home/.config/matplotlib/matplotlibrc": MATPLOTLIB,
    "home/.matplotlib/matplotlibrc": MATPLOTLIB,
    "matplotlib/matplotlibrc": MATPLOTLIB,
    "here/matplotlibrc": MATPLOTLIB,
    "home/.ipython/profile_default/startup/00.py": MARK,
    "ipython/profile_default/startup/00.py": MARK,
    "ipython/profile_default/ipython_config.py": BROKEN,
    "home/.local/share/jupyter/kernels/python3/kernel.json": (
        '{"argv": ["/nowhere/python"], "display_name": "Mine", "language": "python"}'
    ),
    "jupyter/kernels/python3/kernel.json": (
        '{"argv": ["/nowhere/python"], "display_name": "Mine", "language": "python"}'
    ),
    "jupyter/jupyter_config.py": BROKEN,
    "jupyter/docutils.conf": "[general]\nlanguage_code: de\n",
    "home/.docutils": "[general]\nlanguage_code: de\n",
    "home/.gitconfig": "[log]\n\tshowSignature = true\n[color]\n\tui = always\n[core",
    "home/.config/git/config": "[core]\n\tabbrev = 4\n\tquotepath = true\n",
    "home/.npmrc": "offline=true\n",
    "modules/random.py": BROKEN,
    "modules/sitecustomize.py": MARK,
    "modules/usercustomize.py": MARK,
}


def variables(place):
    """Return what a reader may have set, whose files lie below a folder."""
    return {
        "HOME": f"{place}/home",
        **dict.fromkeys(("MPLCONFIGDIR", "MATPLOTLIBRC"), f"{place}/matplotlib"),
        "MPLBACKEND": "pdf",
        "IPYTHONDIR": f"{place}/ipython",
        **dict.fromkeys(("JUPYTER_PATH", "JUPYTER_CONFIG_DIR"), f"{place}/jupyter"),
        "JUPYTER_RUNTIME_DIR": f"{place}/runtime",
        "DOCUTILSCONFIG": f"{place}/jupyter/docutils.conf",
        "SPHINXOPTS": "-D language=de",
        "PYTHONPATH": f"{place}/modules",
        "PYTHONSTARTUP": f"{place}/modules/random.py",
        "PYTHONUSERBASE": f"{place}/modules",
        "PYTHONOPTIMIZE": "2",
        "PYTHONWARNINGS": "error",
        "PYTHONUTF8": "0",
        "PYTHONIOENCODING": "cp437",
        "PYTHONHASHSEED": "7",
        "PYTHONBREAKPOINT": "nowhere.stop",
        "PYTHONDONTWRITEBYTECODE": "1",
        **dict.fromkeys(("LANG", "LC_ALL", "LC_NUMERIC", "LANGUAGE"), "tr_TR.ISO-8859-9"),
        "TZ": "Asia/Tokyo",
        "COLUMNS": "33",
        "LINES": "5",
        "TERM": "dumb",
        "FORCE_COLOR": "1",
        "NO_COLOR": "1",
        "TORCH_LOGS": "+all",
        "PYTORCH_JIT": "0",
        "OMP_NUM_THREADS": "7",
        "NODE_OPTIONS": "--require /nowhere.js",
        **dict.fromkeys(("http_proxy", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9"),
        **dict.fromkeys(("GIT_DIR", "GIT_WORK_TREE"), "/nowhere"),
        "RNNBOOK_CLAIMS": "report",
    }


def git(folder, *arguments):
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", folder, *who, *arguments], check=True, capture_output=True)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Return the files of two builds: one with few settings, and one with a reader's."""
    # Where a book lies is a reader's choice as well.
    book = MiniBook(tmp_path_factory.mktemp("té st") / "rnn (bòok) #1")
    (book.folder / "rnnbook").symlink_to(ROOT / "rnnbook")
    cells = map(cell, (PICTURE, SEEN))
    book.pages({"index": "# A book\n\nWords, $x^2$.\n", "one": page("One", *cells)})
    git(book.folder, "init", "--quiet")
    git(book.folder, "add", "book")
    git(book.folder, "commit", "--quiet", "-m", "One")
    # The repository's own settings are a reader's as well.
    git(book.folder, "config", "log.showSignature", "true")
    place = tmp_path_factory.mktemp("reader")
    for name, text in HOME.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text, "utf-8")
    usual = {name: value for name, value in os.environ.items() if name not in ADDRESSES}
    found = SimpleNamespace()

    def build(name, umask, environment):
        command = [sys.executable, "-m", "bookbuild", "html", "--book", str(book.folder)]
        done = subprocess.run(
            [*command, "--output", str(book.folder / "_build" / name)],
            cwd=ROOT,
            env=environment,
            umask=umask,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=TOO_LONG,
        )
        said = done.stdout.decode("utf-8", "replace")
        assert done.returncode == 0, said[-6000:]
        setattr(found, name, book.files(f"_build/{name}"))

    build("usual", 0o022, usual)
    for folder in (book.folder, book.folder / "book"):
        (folder / "matplotlibrc").write_text(MATPLOTLIB, "utf-8")
    build("readers", 0o077, {**usual, **variables(place)})
    return found


@pytest.mark.slow
def test_nothing_that_a_reader_has_set_changes_a_byte(built):
    assert built.usual.keys() == built.readers.keys()
    different = [name for name in built.usual if built.usual[name] != built.readers[name]]
    assert not different, text(built.readers)


def text(files):
    return files["book/one.html"].decode("utf-8")


@pytest.mark.slow
def test_what_the_pages_show_are_the_defaults(built):
    shown = text(built.usual).replace("&#39;", "'")
    assert "inline 1.5 False" in shown
    assert "columns=80, lines=24" in shown
    assert "('UTC', 'UTC') False" in shown
    assert "1234.5" in shown
    assert "(commit " in shown


@pytest.mark.slow
def test_a_kernel_knows_nothing_of_the_reader_even_where_the_build_does(tmp_path, monkeypatch):
    # As in a plain `jupyter-book build .`, which has the reader's environment.
    for name, text in HOME.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    for name, value in variables(tmp_path).items():
        monkeypatch.setenv(name, value)
    code = "import sys, random, matplotlib; print(sys.prefix, matplotlib.rcParams['axes.grid'])"
    notebook = v4.new_notebook(cells=[v4.new_code_cell(code)])
    run = executor.Run("one", notebook, tmp_path / "here")
    # In a thread of its own: a browser that is open for other tests has an event loop in this one.
    with ThreadPoolExecutor() as pool:
        pool.submit(executor.execute, [run], tmp_path, TOO_LONG).result()
    assert run.problem is None
    assert notebook.cells[0].outputs[0].text == f"{sys.prefix} False\n"


def test_what_tools_leave_in_the_package_does_not_count(tmp_path):
    for name in ("one.py", "part/two.py", ".ruff_cache/0.15/123", "part/.three.py.swp"):
        (tmp_path / "package" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "package" / name).touch()
    found = cache_key.files_below(tmp_path / "package")
    assert [path.name for path in found] == ["one.py", "two.py"]


CPU = """\
processor\t: {0}
model name\t: A processor
cpu MHz\t\t: {1}
flags\t\t: fpu {2}

"""


def test_results_of_another_processor_are_not_taken_over(tmp_path, monkeypatch):
    file = tmp_path / "cpuinfo"
    monkeypatch.setattr(cache_key, "CPUINFO", file)

    def digest(*values):
        file.write_text(CPU.format(0, *values) + CPU.format(1, *values), "utf-8")
        return cache_key.digest(tmp_path, [], {})

    assert digest(2000, "avx2") == digest(3000, "avx2")
    assert digest(2000, "avx2") != digest(2000, "avx2 avx512f")
    assert cache_key.processor() == ["A processor", "fpu avx2 avx512f"]
    file.unlink()
    assert cache_key.processor() == [platform.processor()]


READERS = {
    "PATH": "/bin",
    "HOME": "/home/reader",
    "PYTHONPATH": "/modules",
    "PYTHONOPTIMIZE": "2",
    "MPLBACKEND": "pdf",
    "LC_ALL": "tr_TR",
    "SOURCE_DATE_EPOCH": "1767225600",
    "RNNBOOK_JOBS": "2",
    "GITHUB_REPOSITORY": "someone/book",
}


def test_a_build_is_told_where_things_are_and_what_was_asked(tmp_path):
    told = of_build(READERS, tmp_path)
    asked = ("PATH", "HOME", "SOURCE_DATE_EPOCH", "RNNBOOK_JOBS", "GITHUB_REPOSITORY")
    assert {name: told[name] for name in asked} == {name: READERS[name] for name in asked}
    assert told["PYTHONPATH"] == str(tmp_path)
    assert told["LC_ALL"] == "C.UTF-8"
    assert not {"PYTHONOPTIMIZE", "MPLBACKEND"} & {*told}
    assert of_build({}, tmp_path) == {
        name: value for name, value in told.items() if name not in asked
    }


def test_a_program_is_told_where_things_are_and_no_more():
    assert of_machine(READERS) == {"PATH": "/bin", "HOME": "/home/reader"}
