"""The load: wrk, with a script that prints what it saw."""

import json
import os
import shutil
import subprocess
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from flashsale.development.failing import CannotRun

SCRIPTS = Path(__file__).resolve().parent.parent
CREATED = 201
PATIENCE_SECONDS = 30  # a slow answer is no broken connection: the percentiles tell of it


@dataclass(frozen=True, slots=True)
class Press:
    """What one run of wrk saw. `broken` counts connections that failed or timed out."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    broken: int
    statuses: dict[int, int]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.requests / self.seconds

    @property
    def refused(self) -> int:
        """How many answers were no 2xx."""
        return sum(number for status, number in self.statuses.items() if not 200 <= status < 300)  # noqa: PLR2004 - what 2xx means

    @property
    def created_share(self) -> float:
        """The share of answers that were a new hold: 1 where each buyer pressed once."""
        return self.statuses.get(CREATED, 0) / max(1, sum(self.statuses.values()))

    def is_valid(self, *, expected: Collection[int]) -> bool:
        """Whether there were answers, only with expected statuses, and nothing broke."""
        return bool(self.statuses) and not self.broken and self.statuses.keys() <= set(expected)


def require_wrk() -> None:
    """wrk can be run. Raises CannotRun, which says how to get it."""
    if shutil.which("wrk") is None:
        raise CannotRun(
            "wrk is missing. On Debian or Ubuntu: apt install wrk. On macOS: brew install wrk."
            " Elsewhere: https://github.com/wg/wrk"
        )


def press(
    path: str, *, port: int, cookie: str, buyers: Path, seconds: float, connections: int
) -> Press:
    """The buyers in the file pressed the button at `path`, one after another."""
    told = {"BUYERS": str(buyers), "COOKIE": cookie, "PRESS": path}
    return load("rush.lua", told, port=port, seconds=seconds, connections=connections)


def load(
    script: str, told: Mapping[str, str], *, port: int, seconds: float, connections: int
) -> Press:
    """wrk ran the script, which was told these variables, at the server on `port`."""
    command = [
        "wrk", "--threads", "1", "--connections", str(connections), "--duration", f"{seconds:g}s",
        "--timeout", f"{PATIENCE_SECONDS}s", "--script", str(SCRIPTS / script),
        f"http://127.0.0.1:{port}",
    ]  # fmt: skip
    environment = {**os.environ, "REPORT": str(SCRIPTS / "report.lua"), **told}
    done = subprocess.run(  # noqa: S603 - our own words
        command, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CannotRun(f"wrk failed: {done.stderr.strip() or done.stdout.strip()}")
    return parsed(done.stdout)


def parsed(output: str) -> Press:
    """What wrk printed: a report for people, then our script's line."""
    found = json.loads(output.strip().splitlines()[-1])
    statuses = {int(status): int(number) for status, number in found.pop("statuses").items()}
    return Press(**found, statuses=statuses)
