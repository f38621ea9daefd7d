"""Where settings come from: the environment, then `.env`, then what `make run` wrote.

A variable that is already set wins over both files. `make run` leaves the addresses of its
Redis and database in `var/run.env` while it runs, so that commands beside it find them.
Tests set READ_ENV_FILES=0: they start services of their own.
"""

import os
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR") or BASE_DIR / "var").resolve()
RUN_ENV = VAR_DIR / "run.env"
RUN_PROCESS = "MAKE_RUN_PROCESS"

env = environ.Env()


def running_process() -> int | None:
    """The process of the `make run` that serves the shop from this folder, if one does.

    A file that a killed one left behind counts for nothing.
    """
    if not RUN_ENV.is_file():
        return None
    values = dict(line.split("=", 1) for line in RUN_ENV.read_text().splitlines() if "=" in line)
    process = int(values.get(RUN_PROCESS, "0"))
    return process if process and _is_alive(process) else None


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _read_files() -> None:
    files = [BASE_DIR / ".env"]
    if running_process() is not None:
        files.append(RUN_ENV)
    for file in files:
        if file.is_file():
            environ.Env.read_env(file)


if env.bool("READ_ENV_FILES", default=True):
    _read_files()
