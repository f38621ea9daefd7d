"""The three databases, each started anew, as the tests start them."""

from collections.abc import Callable
from pathlib import Path

from flashsale.testing.mongod import start_mongod
from flashsale.testing.postgres import start_postgres

NAMES = ("sqlite", "mongodb", "postgres")


def start(name: str, *, folder: Path) -> str:
    """The address of an empty database of that name, which runs until this process ends.

    Raises MongodMissing or PostgresMissing.
    """
    starting: dict[str, Callable[[], str]] = {
        "sqlite": lambda: f"sqlite:///{folder / 'placements.db'}",
        "mongodb": start_mongod,
        "postgres": start_postgres,
    }
    return starting[name]()
