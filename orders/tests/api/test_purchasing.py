"""Holding and ordering in one step, through the API."""

from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from accounts.tests.factories import UserFactory
from orders import purchasing
from orders.models import Order
from orders.tests.api.calling import post, refusal, told
from orders.tests.buttons import assert_nothing_bought
from orders.tests.buying import charge_of, units_by_place
from orders.tests.discounting import discount_of
from orders.tests.holding import held_item, hold_of
from orders.tests.pressing import signed_in_client
from orders.tests.threads import at_once
from orders.tests.unchanged import nothing_changes
from shop.models import SaleItem
from shop.tests.factories import HOUR, ProductFactory, item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

SALES, PRODUCTS = "flashsales/purchase", "products/purchase"


@pytest.fixture
def item(ada: User) -> SaleItem:
    return item_of(published_sale(units=20))


def test_units_are_held_and_bought_in_one_step(
    signed_in: Client, item: SaleItem, mailoutbox: list
) -> None:
    body = told(post(signed_in, SALES, saleId=str(item.pk), quantity=2), 201)

    order = Order.objects.get()
    assert (body["id"], body["status"], body["total"]) == (str(order.pk), "placed", "160.00")
    assert (charge_of(order), len(mailoutbox)) == ("captured", 1)
    assert units_by_place(item) == (18, 0, 0, 2)


def test_the_id_of_a_sale_of_one_item_stands_for_the_item(
    signed_in: Client, item: SaleItem
) -> None:
    body = told(post(signed_in, SALES, saleId=str(item.sale_id)), 201)

    assert [(line["item"], line["units"]) for line in body["lines"]] == [(str(item.pk), 1)]


def test_a_product_that_one_running_sale_offers_can_be_named(
    signed_in: Client, item: SaleItem
) -> None:
    published_sale(product=item.product, starts_in=HOUR, ends_in=2 * HOUR)

    body = told(post(signed_in, PRODUCTS, productId=str(item.product_id), quantity=2), 201)

    assert [(line["item"], line["units"]) for line in body["lines"]] == [(str(item.pk), 2)]


def test_what_is_meant_has_to_be_clear(signed_in: Client, item: SaleItem) -> None:
    several = published_sale(products=2)
    published_sale(product=item.product)

    with nothing_changes():
        refusal(post(signed_in, SALES, saleId=str(several.pk)), 409, "several_items")
        refusal(post(signed_in, PRODUCTS, productId=str(item.product_id)), 409, "several_items")
        refusal(post(signed_in, SALES, saleId=str(uuid4())), 404, "no_such_item")
        unsold = ProductFactory()
        refusal(post(signed_in, PRODUCTS, productId=str(unsold.pk)), 404, "no_such_item")


def test_only_what_is_named_is_bought_whatever_else_is_held(
    signed_in: Client, ada: User, kept: SaleItem, item: SaleItem
) -> None:
    told(post(signed_in, SALES, saleId=str(item.pk), quantity=1), 201)

    assert (units_by_place(item), units_by_place(kept)) == ((19, 0, 0, 1), (18, 2, 0, 0))


def test_what_is_held_already_is_bought_and_raised_if_it_was_less(
    signed_in: Client, ada: User
) -> None:
    item = held_item(ada, units=1)

    told(post(signed_in, SALES, saleId=str(item.pk), quantity=2), 201)

    assert units_by_place(item) == (18, 0, 0, 2)


def test_less_than_what_is_held_is_not_bought(signed_in: Client, ada: User) -> None:
    item = held_item(ada, units=3)

    with nothing_changes():
        sentence = refusal(
            post(signed_in, SALES, saleId=str(item.pk), quantity=2), 409, "holds_more"
        )

    assert sentence == (
        "You hold 3 of it already. Order what you hold, or let it go first. Nothing changed."
    )


@pytest.mark.parametrize(
    ("payment", "code"), [("decline", "payment_declined"), ("time_out", "payment_unanswered")]
)
def test_what_is_not_paid_is_let_go(
    signed_in: Client, kept: SaleItem, item: SaleItem, payment: str, code: str
) -> None:
    answer = post(signed_in, SALES, saleId=str(item.pk), quantity=2, payment=payment)

    sentence = refusal(answer, 402, code)
    assert sentence.endswith("Nothing was charged, and your cart is as it was.")
    assert_nothing_bought()
    assert (units_by_place(item), units_by_place(kept)) == ((20, 0, 0, 0), (18, 2, 0, 0))


def test_what_is_not_paid_is_held_as_much_and_as_long_as_before(
    signed_in: Client, ada: User
) -> None:
    item = held_item(ada, units=1)
    before = hold_of(ada)

    refusal(
        post(signed_in, SALES, saleId=str(item.pk), quantity=2, payment="decline"),
        402,
        "payment_declined",
    )

    assert hold_of(ada) == before
    assert_nothing_bought()
    assert units_by_place(item) == (19, 1, 0, 0)


def test_a_code_that_is_refused_lets_go_of_what_was_held_for_it(
    signed_in: Client, ada: User, item: SaleItem
) -> None:
    discount_of(is_active=False)

    refusal(post(signed_in, SALES, saleId=str(item.pk), code="SPRING"), 409, "discount_unknown")

    assert not Order.objects.exists()
    assert units_by_place(item) == (20, 0, 0, 0)


def test_the_engines_refusals_change_nothing(signed_in: Client, ada: User) -> None:
    coming = item_of(published_sale(starts_in=HOUR, ends_in=2 * HOUR))
    scarce = item_of(published_sale(units=1))

    with nothing_changes():
        refusal(post(signed_in, SALES, saleId=str(coming.pk)), 409, "not_open")
        refusal(post(signed_in, SALES, saleId=str(scarce.pk), quantity=2), 409, "out_of_stock")
        refusal(post(signed_in, SALES, saleId=str(scarce.pk), quantity=6), 409, "purchase_limit")


def test_a_payment_that_has_to_be_approved_keeps_the_units_for_the_order(
    signed_in: Client, item: SaleItem
) -> None:
    answer = post(signed_in, SALES, saleId=str(item.pk), quantity=2, payment="three_d")

    assert told(answer, 202)["status"] == "pending"
    assert units_by_place(item) == (18, 0, 2, 0)


def test_a_sale_or_a_product_has_to_be_named(signed_in: Client, item: SaleItem) -> None:
    with nothing_changes():
        assert list(told(post(signed_in, SALES), 422)["error"]["fields"]) == ["saleId"]
        answer = post(signed_in, SALES, sale_id=str(item.pk))
        assert sorted(told(answer, 422)["error"]["fields"]) == ["saleId", "sale_id"]
        assert list(told(post(signed_in, PRODUCTS), 422)["error"]["fields"]) == ["productId"]


def test_while_another_purchase_of_it_takes_long_it_says_when_to_ask_again(
    signed_in: Client, ada: User, item: SaleItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here the other one was killed in the middle; a minute later nobody waits for it."""
    monkeypatch.setattr(purchasing, "LONGEST_WAIT_SECONDS", 0.05)
    others = f"purchase:{ada.pk}:{item.pk}"
    cache.add(others, 1)

    with nothing_changes():
        answer = post(signed_in, SALES, saleId=str(item.pk))
        refusal(answer, 503, "contention")
        assert answer["Retry-After"] == "2"

    cache.delete(others)
    told(post(signed_in, SALES, saleId=str(item.pk)), 201)


def test_eight_purchases_at_once_with_keys_of_their_own_are_as_many_as_one_person_may_have(
    signed_in: Client, ada: User, item: SaleItem
) -> None:
    answers = at_once(
        [f"key-{number}" for number in range(8)],
        lambda key: post(signed_in_client(ada), SALES, key, saleId=str(item.pk)),
    )

    assert sorted(answer.status_code for answer in answers) == [201] * 5 + [409] * 3
    assert {a.json()["error"]["code"] for a in answers if a.status_code == 409} == {
        "purchase_limit"
    }
    assert Order.objects.filter(status=Order.Status.PLACED).count() == 5
    assert units_by_place(item) == (15, 0, 0, 5)


def test_of_one_unit_only_one_of_two_buyers_has_an_order(signed_in: Client, client: Client) -> None:
    item, eve = item_of(published_sale(units=1)), Client()
    eve.force_login(UserFactory())

    told(post(eve, SALES, saleId=str(item.pk)), 201)
    refusal(post(signed_in, SALES, saleId=str(item.pk)), 409, "out_of_stock")

    assert (Order.objects.count(), units_by_place(item)) == (1, (0, 0, 0, 1))
