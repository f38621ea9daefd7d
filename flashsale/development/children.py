"""The processes of the shop: started together, ended together."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

from flashsale.development.saying import say
from flashsale.env import BASE_DIR

END_SECONDS = 10
SET_PARENT_DEATH_SIGNAL = 1  # Linux: prctl(PR_SET_PDEATHSIG), see prctl(2)


@dataclass(slots=True)
class Children:
    """What runs, by name. Ended in reverse order, so that nobody misses what it needs.

    `output` takes what they print; without it, that goes where our own output goes.
    """

    environment: Mapping[str, str]
    output: IO[bytes] | None = None
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, command: Sequence[str | os.PathLike[str]]) -> None:
        """The command runs, out of reach of the terminal's Ctrl-C, which is ours to handle."""
        self.running[name] = subprocess.Popen(  # noqa: S603 - our own words
            [os.fspath(part) for part in command],
            cwd=BASE_DIR,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=self.output,
            start_new_session=True,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - the parent has one thread
        )

    def ended(self) -> dict[str, int]:
        """Those that ended by themselves since the last call: name → exit status."""
        found = {
            name: status
            for name, process in self.running.items()
            if (status := process.poll()) is not None
        }
        for name in found:
            del self.running[name]
        return found

    def end(self) -> None:
        """None of them runs any more; one that does not end when asked is killed."""
        for name in reversed(list(self.running)):
            process = self.running[name]
            process.terminate()
            try:
                process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                say(f"{name} did not end in {END_SECONDS} seconds and was killed.")
            self.kill(name)

    def kill(self, name: str) -> None:
        """The process and its own children are gone at once, and cleaned up nothing."""
        process = self.running.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _end_with_parent() -> None:
    """Even a `kill -9` of the parent leaves no process behind that holds the port."""
    ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
