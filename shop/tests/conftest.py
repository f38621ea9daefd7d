"""Kept product pages: a product in a live sale, who looks at it, and no waiting. Who is told by
webhooks, and a receiver that really listens.
"""

from collections.abc import Iterator

import pytest
from django.test import Client

from accounts.models import User
from accounts.tests.factories import UserFactory
from flashsale import cache_redis
from shop.models import SaleItem, WebhookEndpoint
from shop.product_pages import facts, shared
from shop.tests.factories import ProductFactory, StoreFactory, item_of, published_sale
from shop.tests.receiving import Receiver, endpoint_at, receiving


@pytest.fixture
def long_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept stays for as long as a test takes: what it sees as new was not waited for."""
    monkeypatch.setattr(shared, "PAGE_MS", 60_000)
    monkeypatch.setattr(facts, "FACTS_SECONDS", 60)


@pytest.fixture
def rested(monkeypatch: pytest.MonkeyPatch) -> None:
    """No page does without Redis because an earlier test stopped it."""
    monkeypatch.setattr(cache_redis._Contact, "rests_until", 0.0)


@pytest.fixture
def mug(db: None) -> SaleItem:
    """A product in a live sale of 20."""
    product = ProductFactory(name="Mug", slug="mug", store=StoreFactory(name="Kilnmoor"))
    return item_of(published_sale(title="Spring drop", product=product))


@pytest.fixture
def ada() -> Client:
    """The browser of a shopper who is signed in."""
    client = Client()
    client.force_login(UserFactory(name="Ada Lovelace", email="ada@example.com"))
    return client


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver of webhooks, which answers 200 unless told otherwise."""
    with receiving() as one:
        yield one


@pytest.fixture
def owner(db: None) -> User:
    """Olga, who owns a store."""
    owner: User = UserFactory(email="olga@example.com", name="Olga Owner")
    StoreFactory(owner=owner)
    return owner


@pytest.fixture
def endpoint(receiver: Receiver, owner: User) -> WebhookEndpoint:
    """Olga's address at the receiver, told of everything."""
    return endpoint_at(receiver, owner=owner)
