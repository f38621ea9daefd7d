"""Shoppers who are signed in, and holds whose time is over."""

import json
import socket
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial

import pytest
from django.test import Client

from accounts.models import User
from accounts.tests.factories import UserFactory
from flashsale.redis_clients import stock_client
from orders.payment import sending
from orders.rush.checks import token_check
from orders.tests.bank import Post
from orders.tests.doors import Browser, LaneBrowser, serving_loop
from orders.tests.holding import held_item
from orders.tests.raw_presses import Doors, Press, through_django, through_lane
from shop.models import SaleItem
from shop.tests.factories import item_of, published_sale

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
def kept(ada: User) -> SaleItem:
    """A line of Ada's cart to which nothing happens: two units at 50.00."""
    return held_item(ada, units=2, price=Decimal("50.00"))


@pytest.fixture(params=["pages", "lane"])
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Called, a new browser; every test that asks for it is run once a door of the reserve."""
    if request.param == "pages":
        yield Client
        return
    with serving_loop() as loop:

        def lane_browser(*, enforce_csrf_checks: bool = False) -> Client:
            return LaneBrowser(loop, enforce_csrf_checks=enforce_csrf_checks)

        yield lane_browser


@pytest.fixture
def doors() -> Iterator[Doors]:
    """Django's, and the lane's, for the same request."""
    token_check.cache_clear()
    with serving_loop() as loop:
        yield through_django, partial(through_lane, loop=loop)
    token_check.cache_clear()


@pytest.fixture
def press(signed_in: Client) -> Press:
    """Ada's, for an item of 20 units, which would succeed."""
    item = item_of(published_sale(units=20))
    return Press(session=signed_in.cookies["sessionid"].value, item=str(item.pk))


@pytest.fixture
def webhooks(monkeypatch: pytest.MonkeyPatch) -> Post:
    """What the test gateway has sent; nothing arrives before `deliver()`."""
    post = Post()
    monkeypatch.setattr(sending, "post", post.take)
    return post


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
