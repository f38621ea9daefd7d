"""A real PostgreSQL for tests: Debian's, on a free port, with its data in a temporary folder."""

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from flashsale.development.ports import free_port

INSTALLED = Path("/usr/lib/postgresql")
START_SECONDS = 30
MOST_CONNECTIONS = 300  # one for each thread of every test process


class PostgresMissing(RuntimeError):
    """PostgreSQL's own programs are not installed here."""


def start_postgres() -> str:
    """A PostgreSQL of its own runs until this process ends; returns its DATABASE_URL.

    It syncs every commit to the disk, as it does by default. Root may not run it: then
    the user `postgres`, or `nobody`, does. Raises PostgresMissing.
    """
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="flashsale-postgres-"))
    user = _user()
    if user is not None:
        shutil.chown(folder, user)
    data, port = folder / "data", free_port()
    subprocess.run(
        [programs / "initdb", "--auth=trust", "--username=shop", "--encoding=UTF8",
         "--locale=C.UTF-8", "--pgdata", data],
        check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    process = subprocess.Popen(
        [programs / "postgres", "-D", data, "-h", "127.0.0.1", "-p", str(port),
         "-c", "unix_socket_directories=", "-c", f"max_connections={MOST_CONNECTIONS}"],
        user=user, cwd=folder, stdout=subprocess.DEVNULL, stderr=(folder / "log").open("wb"),
    )  # fmt: skip
    atexit.register(_end, process, folder)
    server = f"postgres://shop@127.0.0.1:{port}/postgres"
    _wait_until_it_answers(server, process, log=folder / "log")
    return new_database(server, name="shop")


def new_database(server: str, *, name: str) -> str:
    """An empty database of that name is on the server at `server`; returns its address."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def _programs() -> Path:
    """The folder with the newest version's `initdb` and `postgres`."""
    found = [path.parent for path in INSTALLED.glob("*/bin/initdb")]
    if not found:
        raise PostgresMissing("No PostgreSQL: on Debian, `apt-get install postgresql` brings it.")
    return max(found, key=lambda folder: float(folder.parent.name))


def _user() -> str | None:
    """Who runs it: None (whoever we are) unless we are root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _wait_until_it_answers(server: str, process: subprocess.Popen, *, log: Path) -> None:
    give_up_at = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(server).close()
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > give_up_at:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}") from error
            time.sleep(0.05)
        else:
            return


def _end(process: subprocess.Popen, folder: Path) -> None:
    process.send_signal(signal.SIGINT)  # "fast": connections are closed, data is written
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
    shutil.rmtree(folder, ignore_errors=True)
