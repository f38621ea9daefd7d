"""What each database engine is told, from one DATABASE_URL."""

from typing import Any

from environ import Env

WAIT_FOR_WRITER_SECONDS = 20


def database(url: str) -> dict[str, Any]:
    """Django's settings for the database at `url` (`sqlite:///`, `mongodb://`, `postgres://`).

    A MongoDB must be a replica set (one node will do), since placement needs transactions.
    """
    if url.startswith(("mongodb://", "mongodb+srv://")):
        # Django's own name comes from the address: mongodb://host/<name>?replicaSet=…
        return {
            "ENGINE": "django_mongodb_backend",
            "HOST": url,
            "NAME": "",
            "OPTIONS": {"serverSelectionTimeoutMS": 3000},
        }
    settings = Env.db_url_config(url)
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        # Writers queue at the start of their transaction instead of failing inside it.
        settings["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": WAIT_FOR_WRITER_SECONDS,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    return dict(settings)
