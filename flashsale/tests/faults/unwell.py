"""A Valkey that answers, and says no: each way is brought about for real, and ended.

The server must allow DEBUG to its own machine (`ALLOWS_DEBUG`), and must not use AOF. The client
must not try again by itself.
"""

import contextlib
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from flashsale.development.ports import free_port

ALLOWS_DEBUG = {"enable-debug-command": "local"}
LOADING_KEYS = 300
LOADING_KEY_BYTES = 2_000  # Valkey answers others once in 1,024 bytes
LOADING_KEY_MICROSECONDS = 10_000
MOST_SECONDS = 10.0

Unwell = Callable[[redis.Redis, Path], AbstractContextManager[None]]


@contextmanager
def loading(client: redis.Redis, folder: Path) -> Iterator[None]:
    """LOADING: it reads its data set from the disk, one key in 10 ms. Nothing can be read."""
    _configure(client, "loading-process-events-interval-bytes", 1_024)
    filler = {f"filler:{number}": os.urandom(LOADING_KEY_BYTES) for number in range(LOADING_KEYS)}
    client.mset(filler)
    _configure(client, "key-load-delay", LOADING_KEY_MICROSECONDS)
    with _meanwhile(client, "DEBUG", "RELOAD"):
        _wait_until(client, redis.exceptions.BusyLoadingError)
        yield
        _configure(client, "key-load-delay", 0)
    client.delete(*filler)


@contextmanager
def busy(client: redis.Redis, folder: Path) -> Iterator[None]:
    """BUSY: a script runs and does not end. Nothing can be read."""
    _configure(client, "busy-reply-threshold", 1)
    with _meanwhile(client, "EVAL", "while true do end", 0):
        _wait_until(client, redis.exceptions.ResponseError)
        yield
        client.execute_command("SCRIPT", "KILL")


@contextmanager
def cut_off_replica(client: redis.Redis, folder: Path) -> Iterator[None]:
    """MASTERDOWN: it has become the replica of nobody, and shows no old data."""
    _configure(client, "replica-serve-stale-data", "no")
    with readonly(client, folder):
        yield
    _configure(client, "replica-serve-stale-data", "yes")


@contextmanager
def readonly(client: redis.Redis, folder: Path) -> Iterator[None]:
    """READONLY: it has become a replica. It can be read."""
    client.replicaof("127.0.0.1", free_port())
    yield
    client.replicaof("NO", "ONE")


@contextmanager
def out_of_memory(client: redis.Redis, folder: Path) -> Iterator[None]:
    """OOM: it may take nothing more, but give up what it has. It can be read."""
    _configure(client, "maxmemory", 1)
    yield
    _configure(client, "maxmemory", 0)


@contextmanager
def out_of_disk(client: redis.Redis, folder: Path) -> Iterator[None]:
    """MISCONF: it could not save to the disk, and so takes no write. It can be read."""
    in_the_way = folder / "dump.rdb"
    in_the_way.unlink(missing_ok=True)
    (in_the_way / "full").mkdir(parents=True)
    _configure(client, "save", "3600 1")
    _save(client, expected="err")
    yield
    shutil.rmtree(in_the_way)
    _save(client, expected="ok")
    _configure(client, "save", "")


@contextmanager
def too_few_replicas(client: redis.Redis, folder: Path) -> Iterator[None]:
    """NOREPLICAS: it takes no write while it has no replica. It can be read."""
    _configure(client, "min-replicas-to-write", 1)
    yield
    _configure(client, "min-replicas-to-write", 0)


WAYS: tuple[Unwell, ...] = (
    loading, busy, cut_off_replica, readonly, out_of_memory, out_of_disk, too_few_replicas,
)  # fmt: skip


def _configure(client: redis.Redis, name: str, value: object) -> None:
    client.config_set(name, str(value))


@contextmanager
def _meanwhile(client: redis.Redis, *command: object) -> Iterator[None]:
    """Inside, the command is being done, on a connection of its own; it may be ended from there."""
    where = client.get_connection_kwargs()
    other = redis.Redis(
        host=where["host"], port=where["port"], socket_timeout=None, retry=Retry(NoBackoff(), 0)
    )

    def ask() -> None:
        with suppress(redis.exceptions.ResponseError), contextlib.closing(other):
            other.execute_command(*command)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield
    finally:
        thread.join(MOST_SECONDS)


def _wait_until(client: redis.Redis, refuses_with: type[Exception]) -> None:
    give_up_at = time.monotonic() + MOST_SECONDS
    while time.monotonic() < give_up_at:
        try:
            client.ping()
        except refuses_with:
            return
    raise TimeoutError(f"Valkey never raised {refuses_with.__name__}")


def _save(client: redis.Redis, *, expected: str) -> None:
    client.bgsave()
    give_up_at = time.monotonic() + MOST_SECONDS
    while time.monotonic() < give_up_at:
        state = client.info("persistence")
        if not state["rdb_bgsave_in_progress"]:
            break
    assert state["rdb_last_bgsave_status"] == expected
