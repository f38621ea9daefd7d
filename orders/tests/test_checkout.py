"""The checkout: what was shown is bought, exactly, or not paid and still held."""

from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from inventory import api as inventory
from orders.agreement import unsealed
from orders.models import Order, TestCharge
from orders.tests.buttons import CHECKOUT, bought, checkout_form, pay
from orders.tests.buying import charge_of, units_by_place
from orders.tests.holding import CART, held_item, hold_of, messages_in
from orders.tests.pages import form_to
from orders.tests.unchanged import nothing_changes
from orders.verifying import published_items, verify
from shop.running import end_now
from shop.tests.factories import item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

Status = Order.Status


# The page


def test_the_page_shows_the_cart_and_a_form_that_agrees_to_it(signed_in: Client, ada: User) -> None:
    held_item(ada, units=3, price=Decimal("19.50"))

    page = signed_in.get(CHECKOUT)

    cart = page.context["cart"]
    assert (page.status_code, page.context["changed"], page.context["problem"]) == (200, False, "")
    assert cart.total == Decimal("58.50")
    fields = form_to(page, CHECKOUT).fields
    agreed = unsealed(fields["seen"], shopper=ada.pk)
    assert agreed is not None
    assert (agreed.cart, agreed.sums["total"]) == (cart.fingerprint, Decimal("58.50"))
    assert fields["payment"] == "approve"
    assert fields["token"] not in ("", checkout_form(signed_in)["token"])


def test_an_empty_cart_can_not_be_bought(signed_in: Client) -> None:
    with nothing_changes():
        shown = signed_in.get(CHECKOUT)
        paid = pay(signed_in, {"token": "any", "seen": "any", "payment": "approve"})
    assert [(answer.status_code, answer["Location"]) for answer in (shown, paid)] == [
        (303, CART),
        (303, CART),
    ]
    empty = "Your cart is empty: what you reserved has run out or was let go."
    assert messages_in(signed_in) == [empty, empty]


def test_who_is_signed_out_signs_in_first(client: Client) -> None:
    for answer in (client.get(CHECKOUT), pay(client, {"token": "any", "seen": "any"})):
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/checkout/")


def test_a_payment_without_the_csrf_token_is_refused(ada: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada)
    held_item(ada)
    form = checkout_form(strict)
    with nothing_changes():
        assert pay(strict, {**form, "csrfmiddlewaretoken": ""}).status_code == 403
    assert bought(pay(strict, form)).status == Status.PLACED


def test_more_lines_take_no_more_queries(
    signed_in: Client, ada: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    held_item(ada)
    signed_in.get(CHECKOUT)
    with django_assert_max_num_queries(5) as one_line:
        signed_in.get(CHECKOUT)
    for _ in range(4):
        held_item(ada)
    with django_assert_max_num_queries(len(one_line)):
        assert len(signed_in.get(CHECKOUT).context["cart"].lines) == 5


# A purchase


def test_the_form_as_rendered_buys_what_is_held(signed_in: Client, ada: User) -> None:
    item = held_item(ada, units=2, price=Decimal("80.00"))

    order = bought(pay(signed_in, checkout_form(signed_in)))

    assert (order.buyer_id, order.status, order.total) == (ada.pk, Status.PLACED, 160)
    assert [(line.item, line.units, line.unit_price) for line in order.lines.all()] == [
        (item, 2, Decimal("80.00"))
    ]
    assert charge_of(order) == "captured"
    assert TestCharge.objects.get().amount == Decimal("160.00")
    assert units_by_place(item) == (18, 0, 0, 2)
    assert item_of(item.sale).sold == 2
    assert order.places.get().place == 1
    assert inventory.holds_of(ada.pk).holds == ()
    assert verify(published_items()) == []


def test_a_shopper_without_javascript_buys_from_the_page_of_the_sale(ada: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ada)
    sale = published_sale()
    reserve = form_to(
        browser.get(sale.get_absolute_url()), f"/rush/items/{item_of(sale).pk}/reserve/"
    )
    assert reserve.fields["next"].startswith(sale.get_absolute_url())
    assert browser.post(reserve.action, reserve.fields)["Location"] == CART

    order = bought(pay(browser, checkout_form(browser)))

    assert browser.get(order.get_absolute_url()).status_code == 200
    assert units_by_place(item_of(sale)) == (19, 0, 0, 1)


def test_all_lines_are_bought_together(signed_in: Client, ada: User) -> None:
    items = [held_item(ada, units=units) for units in (1, 2, 3)]
    order = bought(pay(signed_in, checkout_form(signed_in)))
    assert order.total == 6 * 80
    assert [units_by_place(item) for item in items] == [(19, 0, 0, 1), (18, 0, 0, 2), (17, 0, 0, 3)]
    assert TestCharge.objects.count() == 1


def test_what_is_held_can_be_bought_after_the_end(signed_in: Client, ada: User) -> None:
    item = held_item(ada, units=2)
    end_now(item.sale)
    bought(pay(signed_in, checkout_form(signed_in)))
    assert units_by_place(item) == (18, 0, 0, 2)


@pytest.mark.parametrize(
    ("payment", "problem"),
    [
        (
            "decline",
            "Your payment was declined. Nothing was charged, and your units are still held.",
        ),
        (
            "time_out",
            "The bank didn't answer in time. Nothing was charged, and your units are still held.",
        ),
    ],
)
def test_a_payment_that_does_not_go_through_leaves_the_units_held_for_another_try(
    signed_in: Client, ada: User, payment: str, problem: str
) -> None:
    item = held_item(ada, units=2)
    before = hold_of(ada)

    page = pay(signed_in, checkout_form(signed_in, payment=payment))

    assert (page.status_code, page.context["problem"]) == (402, problem)
    order = Order.objects.get()
    assert (order.status, charge_of(order)) == (Status.ABANDONED, "voided")
    after = hold_of(ada)
    assert (after.units, after.expires_at) == (before.units, before.expires_at)
    assert units_by_place(item) == (18, 2, 0, 0)
    assert item_of(item.sale).sold == 0

    again = form_to(page, CHECKOUT).fields
    assert bought(pay(signed_in, again)).status == Status.PLACED
    assert units_by_place(item) == (18, 0, 0, 2)
