"""Buying all that is held, through the API."""

from decimal import Decimal
from uuid import UUID

import pytest
from django.test import Client

from accounts.models import User
from accounts.tests.factories import UserFactory
from orders.models import Order, TestCharge
from orders.tests.api.calling import delete, get, post, refusal, told
from orders.tests.bank import answer_bank, bank_page
from orders.tests.buttons import assert_nothing_bought
from orders.tests.buying import charge_of, placed_order, units_by_place
from orders.tests.delivering import ADDRESS, offer_collecting, offer_parcels
from orders.tests.discounting import discount_of, uses
from orders.tests.holding import held_item
from orders.tests.unchanged import nothing_changes
from shop.models import SaleItem
from shop.running import end_now
from shop.tests.factories import published_sale

pytestmark = pytest.mark.django_db(transaction=True)

Status = Order.Status


def test_all_that_is_held_is_one_order(signed_in: Client, ada: User, mailoutbox: list) -> None:
    items = [held_item(ada, units=2), held_item(ada, units=1, price=Decimal("50.00"))]

    body = told(post(signed_in, "orders"), 201)

    order = Order.objects.get()
    assert (body["id"], body["number"], body["status"]) == (str(order.pk), order.number, "placed")
    assert (body["total"], body["currency"], body["payment_url"]) == ("210.00", "EUR", None)
    assert {line["item"]: (line["units"], line["total"]) for line in body["lines"]} == {
        str(items[0].pk): (2, "160.00"),
        str(items[1].pk): (1, "50.00"),
    }
    assert [place["place"] for place in body["places"]] == [1, 1]
    assert (charge_of(order), len(mailoutbox)) == ("captured", 1)
    assert [units_by_place(item) for item in items] == [(18, 0, 0, 2), (19, 0, 0, 1)]


def test_a_code_and_a_delivery_are_part_of_the_order(signed_in: Client, ada: User) -> None:
    held_item(ada, units=2)
    discount, parcel = discount_of(), offer_parcels(DE="4.90")
    delivery = {**ADDRESS, "method": str(parcel.pk)}

    body = told(post(signed_in, "orders", code="spring", delivery=delivery), 201)

    assert (body["discount_code"], body["discount_amount"]) == ("SPRING", "16.00")
    assert (body["shipping_method"], body["shipping_amount"]) == ("Parcel", "4.90")
    assert (body["address"], body["total"]) == (ADDRESS, "148.90")
    assert uses(discount) == (1, [1])


def test_a_way_to_deliver_can_be_called_by_its_name(signed_in: Client, ada: User) -> None:
    held_item(ada)
    offer_parcels(DE="4.90")
    offer_collecting()

    told(post(signed_in, "orders", delivery={**ADDRESS, "method": "Parcel"}), 201)

    assert Order.objects.get().shipping_method == "Parcel"


def test_without_a_word_the_delivery_is_the_one_that_the_checkout_shows(
    signed_in: Client, ada: User
) -> None:
    held_item(ada)
    offer_parcels(DE="4.90")
    offer_collecting()

    body = told(post(signed_in, "orders"), 201)

    assert (body["shipping_method"], body["address"]) == ("Collect at the store", None)


@pytest.mark.parametrize(
    ("delivery", "wrong"),
    [
        ({"method": "Pigeon"}, ["delivery.method"]),
        (ADDRESS, ["delivery.method"]),
        ({"method": "Parcel"}, ["recipient", "street", "city", "country"]),
        ({**ADDRESS, "method": "Parcel", "postcode": "1"}, ["postcode"]),
        ({**ADDRESS, "method": "Parcel", "country": "FR"}, ["country"]),
    ],
)
def test_a_delivery_that_can_not_be_is_refused_field_by_field(
    signed_in: Client, ada: User, delivery: dict[str, str], wrong: list[str]
) -> None:
    held_item(ada)
    offer_parcels(DE="4.90")

    with nothing_changes():
        error = told(post(signed_in, "orders", delivery=delivery), 422)["error"]

    assert error["code"] == "delivery_incomplete"
    assert [name.removeprefix("delivery.") for name in error["fields"]] == [
        name.removeprefix("delivery.") for name in wrong
    ]
    assert all(name.startswith("delivery.") for name in error["fields"])


def test_a_code_that_takes_nothing_off_is_refused_and_nothing_is_bought(
    signed_in: Client, ada: User
) -> None:
    held_item(ada)
    discount = discount_of(minimum=Decimal("500.00"))

    with nothing_changes():
        refusal(post(signed_in, "orders", code="WINTER"), 409, "discount_unknown")
        refusal(post(signed_in, "orders", code="SPRING"), 409, "discount_below_minimum")

    assert uses(discount) == (0, [])


def test_who_holds_nothing_buys_nothing(signed_in: Client) -> None:
    with nothing_changes():
        refusal(post(signed_in, "orders"), 409, "cart_empty")


@pytest.mark.parametrize(
    ("payment", "code"), [("decline", "payment_declined"), ("time_out", "payment_unanswered")]
)
def test_what_is_not_paid_is_held_as_before(
    signed_in: Client, ada: User, payment: str, code: str
) -> None:
    item = held_item(ada, units=2)

    refusal(post(signed_in, "orders", payment=payment), 402, code)

    assert_nothing_bought()
    assert units_by_place(item) == (18, 2, 0, 0)


def test_a_payment_that_the_shop_does_not_take_is_invalid(signed_in: Client, ada: User) -> None:
    held_item(ada)

    with nothing_changes():
        fields = told(post(signed_in, "orders", payment="shells"), 422)["error"]["fields"]

    assert fields["payment"][0].startswith("One of these is expected: approve, decline,")


def test_a_payment_that_has_to_be_approved_waits_for_its_buyer_at_the_bank(
    signed_in: Client, ada: User, webhooks: object
) -> None:
    item = held_item(ada, units=2)

    body = told(post(signed_in, "orders", payment="three_d"), 202)

    order = Order.objects.get()
    assert (body["status"], body["placed_at"]) == ("pending", None)
    assert body["payment_url"] == f"http://testserver{bank_page(order)}"
    assert units_by_place(item) == (18, 0, 2, 0)

    answer_bank(order)
    webhooks.deliver()
    assert told(get(signed_in, f"orders/{order.pk}"), 200)["status"] == "placed"
    assert units_by_place(item) == (18, 0, 0, 2)


def test_where_emails_have_to_be_confirmed_the_api_asks_for_it_too(
    signed_in: Client, ada: User, settings: object
) -> None:
    settings.CONFIRM_EMAIL_TO_BUY = True
    item = held_item(ada)

    with nothing_changes():
        refusal(post(signed_in, "orders"), 403, "email_not_confirmed")
        answer = post(signed_in, "flashsales/purchase", saleId=str(item.pk), quantity=2)
        refusal(answer, 403, "email_not_confirmed")


def test_orders_are_listed_the_latest_first_a_page_at_a_time(signed_in: Client, ada: User) -> None:
    first, second, third = (placed_order(published_sale(), buyer=ada) for _ in range(3))
    placed_order(published_sale())

    page = told(get(signed_in, "orders", limit=2), 200)
    rest = told(get(signed_in, "orders", limit=2, page=2), 200)

    assert [order["id"] for order in page["items"]] == [str(third.pk), str(second.pk)]
    assert [order["number"] for order in rest["items"]] == [first.number]
    assert (page["page"], page["pages"], page["count"]) == (1, 2, 3)
    assert rest["items"][0]["total"] == "160.00"


def test_an_order_that_is_cancelled_is_paid_back_and_restocked(
    signed_in: Client, ada: User
) -> None:
    order = placed_order(published_sale(), buyer=ada)
    item = SaleItem.objects.get()

    for _ in range(2):
        body = told(delete(signed_in, f"orders/{order.pk}"), 200)
        assert (body["status"], body["refunded"], body["can_cancel"]) == (
            "cancelled",
            "160.00",
            False,
        )

    assert (charge_of(order), units_by_place(item)) == ("refunded", (20, 0, 0, 0))


def test_an_order_that_waits_for_the_bank_is_given_up(signed_in: Client, ada: User) -> None:
    item = held_item(ada, units=2)
    order = told(post(signed_in, "orders", payment="three_d"), 202)

    for _ in range(2):
        body = told(delete(signed_in, f"orders/{order['id']}"), 200)
        assert (body["status"], body["failure_code"]) == ("abandoned", "stopped")

    assert_nothing_bought()
    assert units_by_place(item) == (18, 2, 0, 0)


def test_an_order_of_a_sale_that_is_over_stands(signed_in: Client, ada: User) -> None:
    sale = published_sale()
    order = placed_order(sale, buyer=ada)
    end_now(sale)

    with nothing_changes():
        refusal(delete(signed_in, f"orders/{order.pk}"), 409, "not_cancellable")


def test_orders_of_others_do_not_exist(signed_in: Client) -> None:
    eve = UserFactory()
    order = placed_order(published_sale(), buyer=eve)

    with nothing_changes():
        refusal(get(signed_in, f"orders/{order.pk}"), 404, "not_found")
        refusal(delete(signed_in, f"orders/{order.pk}"), 404, "not_found")
        refusal(get(signed_in, f"orders/{UUID(int=1)}"), 404, "not_found")

    assert told(get(signed_in, "orders"), 200)["items"] == []
    assert TestCharge.objects.get().status == "captured"
