"""Where the tests' Chromium is. Run as a program, it installs one where there is none, and prints its path.

    python tests/browser/chromium.py

``CHROMIUM`` in the environment names another one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The best first. The headless shell draws the same, and opens a window for a third of the work."""
REMEDY = (
    "The browser tests need Chromium, and none could be found or installed. Install your system's package chromium, "
    "or set CHROMIUM to the path of one."
)


def find() -> Path | None:
    """The Chromium of this machine: the one asked for, the system's, or Playwright's own."""
    asked = os.environ.get("CHROMIUM")
    if asked:
        return Path(found) if (found := shutil.which(asked)) else None
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    return find_playwrights()


def find_playwrights() -> Path | None:
    """The one that ``playwright install chromium`` leaves, in its own folder."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def install() -> None:
    """Try Playwright's download, then the system's packages; say what each answered."""
    apt = ["apt-get", "--quiet", "--quiet"]
    playwright = [sys.executable, "-m", "playwright"]
    is_root = os.geteuid() == 0
    attempts = [
        [[*playwright, "install", "chromium"], *([[*playwright, "install-deps", "chromium"]] if is_root else [])]
    ]
    if is_root and shutil.which("apt-get"):
        update, add = [*apt, "update"], [*apt, "install", "--yes", "--no-install-recommends"]
        attempts += [[update, [*add, package]] for package in ("chromium-headless-shell", "chromium")]
    for commands in attempts:
        print("Installing Chromium:", " ".join(commands[-1]), file=sys.stderr, flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        if all(
            subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr).returncode == 0
            for command in commands
        ):
            return


def main() -> int:
    """Print the path of a Chromium that is there, installing it first where needed."""
    path = find()
    if path is None:
        install()
        path = find()
    if path is None:
        print(REMEDY, file=sys.stderr)
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
