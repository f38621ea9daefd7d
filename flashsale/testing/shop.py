"""A whole shop for a test: its own Valkey, its own database, Daphne, and Celery if wanted.

What runs here is what `make run` runs, in processes of their own, so that a test can stop a part
of it. A test's own Django talks to the worker's database and Valkey, not to these.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from flashsale.development.children import Children
from flashsale.development.ports import free_port
from flashsale.development.running import celery, daphne
from flashsale.development.valkey import command as valkey_command
from flashsale.env import BASE_DIR
from flashsale.testing.postgres import new_database

START_SECONDS = 60


@dataclass(slots=True)
class Shop:
    """A shop that runs at `url`; `children` are its processes by name, in `folder` its data."""

    url: str
    folder: Path
    children: Children
    valkey_port: int
    environment: dict[str, str] = field(default_factory=dict)

    def manage(self, *arguments: str) -> str:
        """What a `manage.py` command printed. Raises CalledProcessError when it failed."""
        try:
            done = subprocess.run(
                [sys.executable, str(BASE_DIR / "manage.py"), *arguments],
                env=self.environment, cwd=BASE_DIR, check=True, capture_output=True, text=True,
            )  # fmt: skip
        except subprocess.CalledProcessError as error:
            error.add_note(f"{error.stdout}{error.stderr}")
            raise
        return done.stdout

    def start_valkey(self) -> None:
        """Valkey runs, with what it had before it was stopped."""
        self.children.start("Valkey", valkey_command(self.valkey_port, data=self.folder / "valkey"))

    def start_celery(self) -> None:
        """Sweep, settle and resume run, each in its time."""
        self.children.start("Celery", celery(schedule=self.folder / "beat"))

    def stop(self, name: str) -> None:
        """The process of that name was killed, and cleaned up nothing."""
        self.children.kill(name)

    def wait_until_ready(self) -> None:
        """`/readyz` answers 200."""
        give_up_at = time.monotonic() + START_SECONDS
        while time.monotonic() < give_up_at:
            try:
                urllib.request.urlopen(f"{self.url}/readyz", timeout=2).close()
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
            else:
                return
        raise TimeoutError(f"{self.url}/readyz did not answer 200")


@contextmanager
def running_shop(*, with_celery: bool = False) -> Iterator[Shop]:
    """Inside, an empty shop runs: migrated, not seeded, on the kind of database under test."""
    folder = Path(tempfile.mkdtemp(prefix="flashsale-shop-"))
    port, valkey_port = free_port(), free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "flashsale.testing.quick_settings",
        "DEBUG": "0",
        "HTTPS": "0",
        "STATIC_FROM_SOURCE": "1",
        "SITE_URL": f"http://localhost:{port}",
        "REDIS_URL": f"redis://127.0.0.1:{valkey_port}/0",
        "DATABASE_URL": own_database(folder, name=f"shop_{port}"),
        "MEDIA_ROOT": str(folder / "media"),
        "EMAIL_URL": "consolemail://",
        "WEBHOOKS_MAY_STAY_INSIDE": "1",
    }
    children = Children(environment, output=(folder / "output").open("wb"))
    shop = Shop(f"http://localhost:{port}", folder, children, valkey_port, environment)
    try:
        shop.start_valkey()
        shop.manage("migrate", "--verbosity", "0")
        children.start("Daphne", daphne("127.0.0.1", port))
        if with_celery:
            shop.start_celery()
        shop.wait_until_ready()
        yield shop
    finally:
        children.end()
        shutil.rmtree(folder, ignore_errors=True)


def own_database(folder: Path, *, name: str) -> str:
    """The address of a new database: a file in the folder, or one on the tests' server."""
    if mongod := os.environ.get("TEST_MONGODB_URL"):
        return urlsplit(mongod)._replace(path=f"/{name}").geturl()
    if postgres := os.environ.get("TEST_POSTGRES_URL"):
        return new_database(postgres, name=name)
    return f"sqlite:///{folder / 'shop.db'}"
