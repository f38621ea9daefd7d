"""The environment of a running shop, in var/, so that commands beside it find its services."""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from flashsale.env import RUN_ENV, RUN_PROCESS, VAR_DIR


@contextmanager
def written(environment: Mapping[str, str]) -> Iterator[None]:
    """Inside, var/run.env tells `environment` to the commands of this project, and only to us."""
    lines = [f"{name}={value}" for name, value in environment.items()]
    lines.append(f"{RUN_PROCESS}={os.getpid()}")
    _write_private(RUN_ENV, "\n".join(lines) + "\n")
    try:
        yield
    finally:
        RUN_ENV.unlink(missing_ok=True)


def secret_key() -> str:
    """The secret of this shop: made at the first run, then kept, so that sessions go on."""
    file = VAR_DIR / "secret_key"
    if not file.is_file():
        _write_private(file, secrets.token_urlsafe(64))
    return file.read_text().strip()


def _write_private(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(text)
