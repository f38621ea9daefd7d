"""A key that a program sends again buys nothing more."""

from collections import Counter

import pytest
from django.test import Client

from accounts.models import User
from accounts.tests.factories import UserFactory
from inventory import api as inventory
from orders.cancelling import cancel
from orders.models import Order, OrderLine, TestCharge
from orders.tests.api.calling import delete, post, refusal, told
from orders.tests.bank import answer_bank
from orders.tests.buttons import assert_nothing_bought
from orders.tests.buying import charge_of, units_by_place
from orders.tests.discounting import discount_of, uses
from orders.tests.holding import held_item
from orders.tests.pressing import signed_in_client
from orders.tests.threads import at_once
from orders.tests.unchanged import nothing_changes
from orders.verifying import published_items, verify
from shop.models import SaleItem
from shop.tests.factories import item_of, move_end, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

SALES = "flashsales/purchase"
KEY = "order-of-the-4th/1"
AT_ONCE = 100


@pytest.fixture
def item(ada: User) -> SaleItem:
    return item_of(published_sale(units=20))


def test_the_same_key_is_answered_with_the_same_order(
    signed_in: Client, ada: User, mailoutbox: list
) -> None:
    item = held_item(ada, units=2)
    first = told(post(signed_in, "orders", KEY), 201)
    inventory.reserve(item.pk, buyer=ada.pk, units=1)

    with nothing_changes():
        assert told(post(signed_in, "orders", KEY), 200) == first

    assert (Order.objects.count(), len(mailoutbox)) == (1, 1)


def test_the_same_purchase_is_answered_with_the_same_order(
    signed_in: Client, item: SaleItem
) -> None:
    first = told(post(signed_in, SALES, KEY, saleId=str(item.pk), quantity=2), 201)

    with nothing_changes():
        again = told(post(signed_in, SALES, KEY, saleId=str(item.pk), quantity=2), 200)

    assert again == first
    assert units_by_place(item) == (18, 0, 0, 2)


def test_a_purchase_is_answered_also_when_its_sale_is_over(
    signed_in: Client, item: SaleItem
) -> None:
    wish = {"productId": str(item.product_id), "quantity": 2}
    first = told(post(signed_in, "products/purchase", KEY, **wish), 201)
    move_end(item.sale, to=item.sale.starts_at)

    again = told(post(signed_in, "products/purchase", KEY, **wish), 200)

    assert {**again, "can_cancel": True} == first


def test_a_key_that_made_an_order_stands_for_nothing_else(
    signed_in: Client, ada: User, item: SaleItem
) -> None:
    told(post(signed_in, SALES, KEY, saleId=str(item.pk), quantity=2), 201)
    held_item(ada)

    with nothing_changes():
        for path, wish in (
            (SALES, {"saleId": str(item.pk), "quantity": 1}),
            (SALES, {"saleId": str(item.pk), "quantity": 2, "payment": "decline"}),
            ("products/purchase", {"productId": str(item.product_id), "quantity": 2}),
            ("orders", {}),
        ):
            refusal(post(signed_in, path, KEY, **wish), 409, "idempotency_mismatch")


def test_the_key_of_somebody_else_is_another_key(signed_in: Client, item: SaleItem) -> None:
    eve = signed_in_client(UserFactory())
    wish = {"saleId": str(item.pk), "quantity": 2}

    orders = [told(post(client, SALES, KEY, **wish), 201)["id"] for client in (signed_in, eve)]

    assert len(set(orders)) == 2
    assert units_by_place(item) == (16, 0, 0, 4)


def test_a_declined_payment_stays_declined(signed_in: Client, item: SaleItem) -> None:
    wish = {"saleId": str(item.pk), "quantity": 2, "payment": "decline"}
    sentence = refusal(post(signed_in, SALES, KEY, **wish), 402, "payment_declined")

    with nothing_changes():
        again = post(signed_in, SALES, KEY, **wish)
        assert refusal(again, 402, "payment_declined") == sentence

    assert_nothing_bought()
    assert units_by_place(item) == (20, 0, 0, 0)


def test_what_was_refused_before_there_was_an_order_may_be_tried_again(
    signed_in: Client, ada: User
) -> None:
    refusal(post(signed_in, "orders", KEY), 409, "cart_empty")
    held_item(ada)

    told(post(signed_in, "orders", KEY), 201)


def test_an_order_that_was_cancelled_is_not_bought_again(signed_in: Client, item: SaleItem) -> None:
    wish = {"saleId": str(item.pk), "quantity": 2}
    told(post(signed_in, SALES, KEY, **wish), 201)
    cancel(Order.objects.get())

    with nothing_changes():
        assert told(post(signed_in, SALES, KEY, **wish), 200)["status"] == "cancelled"

    assert units_by_place(item) == (20, 0, 0, 0)


def test_the_way_to_the_bank_is_told_again(signed_in: Client, item: SaleItem) -> None:
    wish = {"saleId": str(item.pk), "quantity": 2, "payment": "three_d"}
    first = told(post(signed_in, SALES, KEY, **wish), 202)

    with nothing_changes():
        assert told(post(signed_in, SALES, KEY, **wish), 202) == first

    answer_bank(Order.objects.get())
    assert told(post(signed_in, SALES, KEY, **wish), 200)["status"] == "placed"
    assert units_by_place(item) == (18, 0, 0, 2)


def test_an_order_that_was_given_up_stays_so(signed_in: Client, item: SaleItem) -> None:
    wish = {"saleId": str(item.pk), "quantity": 2, "payment": "three_d"}
    order = told(post(signed_in, SALES, KEY, **wish), 202)
    told(delete(signed_in, f"orders/{order['id']}"), 200)

    with nothing_changes():
        refusal(post(signed_in, SALES, KEY, **wish), 409, "given_up")

    assert_nothing_bought()


@pytest.mark.parametrize("key", ["", "a" * 65, "two words", "schl\xfcssel"])
def test_a_key_is_short_and_printable(signed_in: Client, ada: User, key: str) -> None:
    held_item(ada)

    with nothing_changes():
        fields = told(post(signed_in, "orders", key), 422)["error"]["fields"]

    assert list(fields) == ["Idempotency-Key"]


def test_a_hundred_orders_at_once_with_one_key_are_one_order(ada: User, mailoutbox: list) -> None:
    items = [held_item(ada, units=2), held_item(ada, units=1)]
    discount = discount_of(most_uses=1)
    clients = copies(signed_in_client(ada))

    answers = at_once(clients, lambda client: post(client, "orders", KEY, code="SPRING"))

    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: AT_ONCE - 1}
    assert_one_order(answers, mailoutbox)
    assert [units_by_place(item) for item in items] == [(18, 0, 0, 2), (19, 0, 0, 1)]
    assert uses(discount) == (1, [1])


def test_a_hundred_purchases_at_once_with_one_key_are_one_order(
    ada: User, item: SaleItem, kept: SaleItem, mailoutbox: list
) -> None:
    """The limit would allow for two, and the stock for more: a second hold would be there."""
    clients = copies(signed_in_client(ada))
    wish = {"saleId": str(item.pk), "quantity": 2}

    answers = at_once(clients, lambda client: post(client, SALES, KEY, **wish))

    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: AT_ONCE - 1}
    assert_one_order(answers, mailoutbox)
    assert (units_by_place(item), units_by_place(kept)) == ((18, 0, 0, 2), (18, 2, 0, 0))


def test_a_hundred_declined_purchases_at_once_with_one_key_leave_nothing_held(
    ada: User, item: SaleItem
) -> None:
    clients = copies(signed_in_client(ada))
    wish = {"saleId": str(item.pk), "quantity": 2, "payment": "decline"}

    answers = at_once(clients, lambda client: post(client, SALES, KEY, **wish))

    assert len({refusal(answer, 402, "payment_declined") for answer in answers}) == 1
    assert Order.objects.count() == 1
    assert_nothing_bought()
    assert units_by_place(item) == (20, 0, 0, 0)
    assert verify(published_items()) == []


def copies(client: Client) -> list[Client]:
    """A hundred programs with the same session."""
    made = [Client() for _ in range(AT_ONCE)]
    for copy in made:
        copy.cookies = client.cookies
    return made


def assert_one_order(answers: list, mails: list) -> None:
    """All were answered with the one order, which is paid once, and told of once."""
    order = Order.objects.get()
    assert {answer.json()["id"] for answer in answers} == {str(order.pk)}
    assert (order.status, charge_of(order)) == (Order.Status.PLACED, "captured")
    assert TestCharge.objects.count() == 1
    assert OrderLine.objects.filter(order=order).count() == OrderLine.objects.count()
    assert verify(published_items()) == []
    assert len(mails) == 1
