"""What a comparison runs on: a folder, a Valkey and a database of its own, and nothing else.

Both sides talk to the same Valkey. It writes no append-only file: the log of the one side would
be rewritten while the other one is measured.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from flashsale.development import valkey
from flashsale.development.children import Children
from flashsale.development.failing import CannotRun
from flashsale.development.ports import answers, free_port
from flashsale.env import BASE_DIR

READY_SECONDS = 60
KEPT_VARIABLES = ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH")
NO_LOG = ("--appendonly", "no")


@dataclass(slots=True)
class Stage:
    """`folder` has the data and what the processes print; `children` are these processes."""

    folder: Path
    redis_port: int
    children: Children

    def manage(self, *arguments: str, stdin: str = "") -> str:
        """What a `manage.py` command printed. Raises CannotRun when it failed."""
        return self.run([sys.executable, str(BASE_DIR / "manage.py"), *arguments], stdin=stdin)

    def run(self, command: Sequence[str], *, stdin: str = "") -> str:
        """What the command printed, told where the services are. Raises CannotRun if it failed."""
        done = subprocess.run(  # noqa: S603 - our own words
            command, cwd=BASE_DIR, env=dict(self.children.environment),
            input=stdin, stdout=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise CannotRun(f"`{' '.join(command[1:])}` failed; its message stands above.")
        return done.stdout

    def start(
        self, name: str, command: Sequence[str], *, port: int, also: Mapping[str, str] | None = None
    ) -> int:
        """The command runs and listens at `port`; its process is returned.

        `also` are variables that only this one is told.
        """
        told = [f"{variable}={value}" for variable, value in (also or {}).items()]
        self.children.start(name, ["env", *told, *command] if told else command)
        give_up_at = time.monotonic() + READY_SECONDS
        while not answers(port):
            if name in self.children.ended() or time.monotonic() > give_up_at:
                raise CannotRun(f"{name} did not start. It said:\n{self._last_words()}")
            time.sleep(0.05)
        return self.children.running[name].pid

    def _last_words(self) -> str:
        return "\n".join((self.folder / "output").read_text().splitlines()[-15:])


@contextmanager
def stage() -> Iterator[Stage]:
    """Inside, a Valkey runs beside a migrated, empty database; afterwards, nothing is left."""
    allow_many_files()
    folder = Path(tempfile.mkdtemp(prefix="flashsale-bench-"))
    redis_port = free_port()
    with (folder / "output").open("wb") as output:
        children = Children(_environment(folder, redis_port), output=output)
        try:
            made = Stage(folder, redis_port, children)
            command = [*valkey.command(redis_port, data=folder / "valkey"), *NO_LOG]
            made.start("Valkey", command, port=redis_port)
            made.manage("migrate", "--verbosity", "0")
            yield made
        finally:
            children.end()
            shutil.rmtree(folder, ignore_errors=True)


def allow_many_files() -> None:
    """This process and its children may open as many sockets as the system lets them."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _environment(folder: Path, redis_port: int) -> dict[str, str]:
    """All that the processes are told: a developer's own settings must not change a figure."""
    redis_url = f"redis://127.0.0.1:{redis_port}/0"
    return {
        **{name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ},
        "DJANGO_SETTINGS_MODULE": "flashsale.settings",
        "READ_ENV_FILES": "0",
        "DEBUG": "0",
        "HTTPS": "0",
        "STATIC_FROM_SOURCE": "1",
        "LOG_LEVEL": "WARNING",
        "RATE_LIMITS": "0",
        "SECRET_KEY": token_hex(32),
        "VAR_DIR": str(folder / "var"),
        "DATABASE_URL": f"sqlite:///{folder / 'shop.db'}",
        "REDIS_URL": redis_url,
        "NODE_ENV": "production",
    }
