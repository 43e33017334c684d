"""tools/environment.py as a module: it makes the environment, so it lies outside every package."""

from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

from bookbuild.paths import ROOT


def environment() -> ModuleType:
    """Return the tool."""
    spec = spec_from_file_location("environment", ROOT / "tools" / "environment.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
