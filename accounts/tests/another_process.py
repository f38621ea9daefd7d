"""A second process of the shop, which reads session copies over its own connections.

Run as a script, it is told a session key a line, and answers "copy" or "none".
"""

import os
import subprocess
import sys
from typing import Self

from accounts import session_copies


class AnotherProcess:
    """Answers what another process believes, until it is left."""

    def __init__(self, *, redis_url: str) -> None:
        self._environment = {**os.environ, "CACHE_REDIS_URL": redis_url}

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "accounts.tests.another_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=self._environment,
        )
        return self

    def __exit__(self, *error: object) -> None:
        self._process.communicate()

    def finds_copy(self, session_key: str) -> bool:
        """Whether there is a copy of this session that it believes."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{session_key}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer in {"copy\n", "none\n"}
        return answer == "copy\n"


def answer_questions() -> None:
    """Every line of standard input has been answered on standard output."""
    for line in sys.stdin:
        copy = session_copies.read(line.strip())
        sys.stdout.write("none\n" if copy is None else "copy\n")
        sys.stdout.flush()


if __name__ == "__main__":
    answer_questions()
