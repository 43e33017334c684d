"""Where a browser is, for what looks at pages."""

import os
import shutil

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def find() -> str | None:
    """Return the path of the browser that CHROME_PATH names, or of the system's; None without."""
    return os.environ.get("CHROME_PATH") or next(filter(None, map(shutil.which, BROWSERS)), None)
