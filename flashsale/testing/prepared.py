"""A database that is ready for a rush, to be copied: migrated, with products and signed-in buyers.

Made once a process, since migrating takes longer than most tests.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from flashsale.env import BASE_DIR

BUYERS = 250
SHELVE = """
from shop.demo.editions import shelve_new_product
print(*(shelve_new_product(stock=100_000).slug for _ in range(2)))
"""


@dataclass(frozen=True, slots=True)
class Prepared:
    """`file` is a SQLite database; `sessions` are lines of `bench_sessions`."""

    file: Path
    environment: dict[str, str]
    sessions: tuple[str, ...]
    products: tuple[str, ...]

    def copy_to(self, file: Path) -> str:
        """The address of a copy of its own."""
        shutil.copyfile(self.file, file)
        return f"sqlite:///{file}"


def prepare(folder: Path) -> Prepared:
    """Such a database is in the folder. It needs no Redis."""
    file = folder / "prepared.db"
    environment = {
        **os.environ,
        "DEBUG": "0",
        "HTTPS": "0",
        "STATIC_FROM_SOURCE": "1",
        "LOG_LEVEL": "WARNING",
        "DATABASE_URL": f"sqlite:///{file}",
        "MEDIA_ROOT": str(folder / "media"),
        "EMAIL_URL": "dummymail://",
    }

    def manage(*arguments: str) -> str:
        command = [sys.executable, str(BASE_DIR / "manage.py"), *arguments]
        return subprocess.run(
            command, env=environment, cwd=BASE_DIR, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    manage("migrate", "--verbosity", "0")
    sessions = manage("bench_sessions", "--count", str(BUYERS)).splitlines()
    products = manage("shell", "--verbosity", "0", "--command", SHELVE).split()
    return Prepared(file, environment, tuple(sessions), tuple(products))
