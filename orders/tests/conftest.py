"""Shoppers who are signed in, and holds whose time is over."""

import json
import socket
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from accounts.tests.factories import UserFactory
from flashsale.redis_clients import stock_client
from shop.models import SaleItem

SECOND_MS = 1_000


@pytest.fixture
def ada(db: None) -> User:
    return UserFactory(email="ada@example.com", name="Ada Lovelace")


@pytest.fixture
def signed_in(client: Client, ada: User) -> Client:
    """Ada's browser."""
    client.force_login(ada)
    return client


@pytest.fixture
def run_out() -> Callable[[SaleItem, User], None]:
    """Called, time has passed: the buyer's hold ran out a second ago, and nothing has swept it."""

    def move(item: SaleItem, buyer: User) -> None:
        redis, pool, name = stock_client(), f"stock:{{{item.pk}}}", str(buyer.pk)
        seconds, microseconds = redis.time()
        expired_at = seconds * 1000 + microseconds // 1000 - SECOND_MS
        hold = json.loads(redis.hget(f"{pool}:holds", name))
        redis.hset(f"{pool}:holds", name, json.dumps({**hold, "expires_at": expired_at}))
        redis.zadd(f"{pool}:expiry", {name: expired_at})
        redis.delete(f"hold:{{{item.pk}}}:{name}")

    return move


@pytest.fixture
def closed_port() -> int:
    """Nobody listens there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
