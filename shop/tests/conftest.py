"""Kept product pages: a product in a live sale, who looks at it, and no waiting."""

import pytest
from django.test import Client

from accounts.tests.factories import UserFactory
from flashsale import cache_redis
from shop.models import SaleItem
from shop.product_pages import facts, shared
from shop.tests.factories import ProductFactory, StoreFactory, item_of, published_sale


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
