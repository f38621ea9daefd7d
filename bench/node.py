"""The other sides, which run on Node, each in a folder of its own with its own packages."""

import os
import shutil
import subprocess
from pathlib import Path

from flashsale.development.failing import CannotRun

FOLDER = Path(__file__).resolve().parent
OLDEST_NODE = 18


def require_node() -> None:
    """Node can be run. Raises CannotRun, which says how to get it."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise CannotRun(
            f"node and npm are missing; Node {OLDEST_NODE} or newer is needed."
            " On Debian or Ubuntu: apt install nodejs npm. Elsewhere: https://nodejs.org"
        )


def server_of(peer: str) -> list[str]:
    """The command that starts the peer, whose packages are there: as its lock says, no others."""
    folder = FOLDER / peer
    installed, lock = folder / "node_modules" / ".package-lock.json", folder / "package-lock.json"
    if not installed.is_file() or installed.stat().st_mtime < lock.stat().st_mtime:
        _install(folder)
    return ["node", str(folder / "server.mjs")]


def _install(folder: Path) -> None:
    command = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel", "error"]
    if subprocess.run(command, cwd=folder, check=False, stdout=subprocess.DEVNULL).returncode:  # noqa: S603 - our own words
        raise CannotRun(f"`npm ci` failed in {os.path.relpath(folder)}; its message stands above.")
