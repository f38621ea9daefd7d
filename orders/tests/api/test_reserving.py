"""Holding units, and letting them go, through the API."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from flashsale import clock
from inventory import api as inventory
from orders.tests.api.calling import API, JSON, delete, get, post, refusal, told
from orders.tests.buying import units_by_place
from orders.tests.holding import held_item, hold_of
from orders.tests.pressing import shut_item
from orders.tests.unchanged import nothing_changes
from shop.models import SaleItem
from shop.tests.factories import SaleItemFactory, item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def item(ada: User) -> SaleItem:
    return item_of(published_sale(units=20))


def test_units_are_held(signed_in: Client, ada: User, item: SaleItem) -> None:
    answer = post(signed_in, f"sales/reserve/{item.pk}", quantity=2)

    assert told(answer, 201) == {
        "item": str(item.pk),
        "units": 2,
        "expires_at": clock.iso(clock.from_ms(hold_of(ada).expires_at)),
        "seconds_left": 600,
        "cart_url": "/api/v1/cart",
    }
    assert answer["Cache-Control"] == "no-store"
    assert units_by_place(item) == (18, 2, 0, 0)


def test_the_same_again_is_already_so(signed_in: Client, item: SaleItem) -> None:
    first = told(post(signed_in, f"sales/reserve/{item.pk}", quantity=2), 201)

    again = told(post(signed_in, f"sales/reserve/{item.pk}", quantity=2), 200)

    assert again["expires_at"] == first["expires_at"]
    assert units_by_place(item) == (18, 2, 0, 0)


def test_without_a_body_one_unit_is_held(signed_in: Client, item: SaleItem) -> None:
    answer = signed_in.post(f"{API}sales/reserve/{item.pk}", content_type=JSON)

    assert told(answer, 201)["units"] == 1


def test_an_item_that_sells_is_not_looked_up_in_the_database(
    signed_in: Client, item: SaleItem
) -> None:
    with CaptureQueriesContext(connection) as queries:
        told(post(signed_in, f"sales/reserve/{item.pk}"), 201)

    assert not [query["sql"] for query in queries if "shop_" in query["sql"]]


def test_the_id_of_a_sale_of_one_item_stands_for_the_item(
    signed_in: Client, item: SaleItem
) -> None:
    held = told(post(signed_in, f"sales/reserve/{item.sale_id}", quantity=2), 201)
    assert held["item"] == str(item.pk)

    assert delete(signed_in, f"sales/reserve/{item.sale_id}").status_code == 204
    assert units_by_place(item) == (20, 0, 0, 0)


def test_of_a_sale_of_several_items_one_has_to_be_named(signed_in: Client) -> None:
    sale = published_sale(products=2)

    with nothing_changes():
        sentence = refusal(post(signed_in, f"sales/reserve/{sale.pk}"), 409, "several_items")

    assert sentence == "This sale is offered as several items. Name the item that you mean."


def test_what_no_published_sale_offers_is_no_item(signed_in: Client) -> None:
    draft = SaleItemFactory()

    for named in (draft.pk, draft.sale_id, uuid4()):
        refusal(post(signed_in, f"sales/reserve/{named}"), 404, "no_such_item")
        refusal(delete(signed_in, f"sales/reserve/{named}"), 404, "no_such_item")


@pytest.mark.parametrize(
    ("why", "code"),
    [("coming", "not_open"), ("ended", "ended"), ("paused", "paused"), ("cancelled", "ended")],
)
def test_the_engines_refusals_are_told_with_its_codes(
    signed_in: Client, why: str, code: str
) -> None:
    item = shut_item(why)

    with nothing_changes():
        refusal(post(signed_in, f"sales/reserve/{item.pk}"), 409, code)


def test_more_than_there_is_and_more_than_one_may_have(signed_in: Client) -> None:
    scarce = item_of(published_sale(units=1))
    limited = item_of(published_sale(units=20, limit_per_buyer=2))

    with nothing_changes():
        few = refusal(
            post(signed_in, f"sales/reserve/{scarce.pk}", quantity=2), 409, "out_of_stock"
        )
        most = post(signed_in, f"sales/reserve/{limited.pk}", quantity=3)

    assert few == "Only 1 left. Choose fewer."
    told_most = "Each person can have 2 units here, and you have 0."
    assert refusal(most, 409, "purchase_limit") == told_most


@pytest.mark.parametrize("quantity", [0, -1, 1_001, "2", 1.5, True, None])
def test_what_is_no_number_of_units_is_invalid(
    signed_in: Client, item: SaleItem, quantity: object
) -> None:
    with nothing_changes():
        answer = post(signed_in, f"sales/reserve/{item.pk}", quantity=quantity)

    assert list(told(answer, 422)["error"]["fields"]) == ["quantity"]


def test_a_field_that_is_not_known_is_refused(signed_in: Client, item: SaleItem) -> None:
    with nothing_changes():
        answer = post(signed_in, f"sales/reserve/{item.pk}", quantity=1, units=2)

    assert list(told(answer, 422)["error"]["fields"]) == ["units"]


def test_what_is_let_go_can_be_had_by_others(signed_in: Client, ada: User) -> None:
    item = held_item(ada, units=2)

    for _ in range(2):
        assert delete(signed_in, f"sales/reserve/{item.pk}").status_code == 204
        assert units_by_place(item) == (20, 0, 0, 0)


def test_nobody_holds_who_is_not_signed_in(client: Client, item: SaleItem) -> None:
    with nothing_changes():
        refusal(post(client, f"sales/reserve/{item.pk}"), 401, "signed_out")
        refusal(delete(client, f"sales/reserve/{item.pk}"), 401, "signed_out")
        refusal(get(client, "cart"), 401, "signed_out")


def test_the_cart_is_what_is_held(signed_in: Client, ada: User) -> None:
    item = held_item(ada, units=2)
    hold = hold_of(ada)

    cart = told(get(signed_in, "cart"), 200)

    assert cart["server_time"].endswith("Z")
    assert {**cart, "server_time": ""} == {
        "items": [
            {
                "item": str(item.pk),
                "sale": str(item.sale_id),
                "product": str(item.product_id),
                "name": item.product.name,
                "units": 2,
                "price": "80.00",
                "subtotal": "160.00",
                "expires_at": clock.iso(clock.from_ms(hold.expires_at)),
                "seconds_left": 600,
            }
        ],
        "total": "160.00",
        "currency": "EUR",
        "server_time": "",
    }


def test_a_cart_of_nothing(signed_in: Client, ada: User) -> None:
    inventory.release(held_item(ada).pk, buyer=ada.pk)

    cart = told(get(signed_in, "cart"), 200)

    assert (cart["items"], cart["total"]) == ([], "0.00")
